"""Tells other programs what became of receipts, after the Standard Webhooks specification.

Events and what is to be sent of them are written in the transaction that brings them about, so none is
lost. In every worker a sweep hands what is due to a few threads of its own, so that a dead receiver never
holds up reading. Each event is sent at least once, in no promised order.
"""
