"""Receipts that could not be read, once their reason has gone."""

from accounts.audit import SYSTEM
from receipts.backlog import receipts_failed
from receipts.errors import StateError
from receipts.models import Receipt
from receipts.services.life import receipt_retry

MOST_AT_ONCE = 200
"""So that a click is answered within seconds, and new receipts do not wait behind thousands of old ones."""


def failed_retry(*, error: str = "") -> list[Receipt]:
    """Read failed receipts of all workspaces again, those that failed first before others.

    Only those that failed with that `error` if it is given, and at most `MOST_AT_ONCE`. Returns what is in
    the queue now. For workspaces it is the product itself that did it: operators are none of their people.
    """
    failed = receipts_failed().exclude(file="").order_by("finished_at")
    failed = failed.filter(error=error) if error else failed
    sent = []
    for receipt in failed[:MOST_AT_ONCE]:
        try:
            sent.append(receipt_retry(receipt=receipt, by=SYSTEM))
        except StateError:
            continue  # somebody else was quicker
    return sent
