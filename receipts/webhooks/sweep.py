"""Has sent what is due, and forgets what is old. Every worker sweeps; claims keep them apart."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.utils import timezone

from receipts.background import Background
from receipts.webhooks.delivering import webhook_deliver, webhooks_due
from receipts.webhooks.models import Event

_KEPT = timedelta(days=30)

_MOST_AT_ONCE = 500
"""Events forgotten in one sweep; the next one goes on."""

_MOST_WAITING = 100
"""Webhooks handed to the threads at once; the next sweep looks again whose turn it is."""

# Threads of their own, beside those that read: receivers that hang hold up each other at most.
_senders = Background("webhooks", threads=4)
_waiting: set[UUID] = set()


def sweep() -> None:
    """Hand each webhook that has something due to the threads that send."""
    now = timezone.now()
    for webhook_id in webhooks_due(now=now):
        if webhook_id not in _waiting and len(_waiting) < _MOST_WAITING:
            _waiting.add(webhook_id)
            _senders.run(partial(_deliver, webhook_id))
    _forget(now)


def _deliver(webhook_id: UUID) -> None:
    _waiting.discard(webhook_id)
    webhook_deliver(webhook_id=webhook_id)


def _forget(now: datetime) -> None:
    old = Event.objects.filter(created_at__lt=now - _KEPT).values_list("id", flat=True)[:_MOST_AT_ONCE]
    if ids := list(old):
        Event.objects.filter(id__in=ids).delete()
