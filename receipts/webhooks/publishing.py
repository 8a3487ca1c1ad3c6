"""Writes down what happened for those who want to be told.

In the transaction that makes it happen, so both are kept or neither is.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Workspace
from receipts.models import Receipt, Status
from receipts.values import amount_text
from receipts.webhooks.models import Delivery, Event, EventType, Webhook

_TYPE_OF_STATUS = {
    Status.COMPLETED: EventType.RECEIPT_COMPLETED,
    Status.NEEDS_REVIEW: EventType.RECEIPT_NEEDS_REVIEW,
    Status.FAILED: EventType.RECEIPT_FAILED,
}


def receipt_announce(receipt: Receipt) -> None:
    """Tell that a receipt reached its status, where that is one that programs are told of."""
    if event_type := _TYPE_OF_STATUS.get(Status(receipt.status)):
        _publish_receipt(receipt, event_type)


def receipt_announce_update(receipt: Receipt) -> None:
    """Tell that a person changed a receipt."""
    _publish_receipt(receipt, EventType.RECEIPT_UPDATED)


def event_publish(*, workspace: Workspace, event_type: EventType, data: Mapping[str, Any]) -> None:
    """Tell the webhooks of a workspace that want to know; `data` is in JSON types."""
    enabled = Webhook.objects.filter(workspace=workspace, enabled=True)
    if wanting := [webhook for webhook in enabled.only("events") if webhook.wants(event_type)]:
        event_write(wanting, workspace=workspace, event_type=event_type, data=data)


@transaction.atomic
def event_write(
    webhooks: list[Webhook], *, workspace: Workspace, event_type: str, data: Mapping[str, Any]
) -> list[Delivery]:
    """Write an event, due at once at each of these webhooks."""
    now = timezone.now()
    payload = {"type": str(event_type), "timestamp": now.isoformat(), "data": dict(data)}
    event = Event.objects.create(workspace=workspace, type=event_type, payload=payload, created_at=now)
    return Delivery.objects.bulk_create(
        Delivery(webhook=webhook, event=event, created_at=now, next_attempt_at=now) for webhook in webhooks
    )


def _publish_receipt(receipt: Receipt, event_type: EventType) -> None:
    event_publish(workspace=receipt.workspace, event_type=event_type, data=_receipt_data(receipt))


def _receipt_data(receipt: Receipt) -> dict[str, Any]:
    """What programs want to know without asking back; the rest is at `url`."""
    path = reverse("api:receipt-detail", kwargs={"id": receipt.id})
    return {
        "id": str(receipt.id),
        "status": receipt.status,
        "merchant_name": receipt.merchant_name or None,
        "date": receipt.date.isoformat() if receipt.date else None,
        "currency": receipt.currency or None,
        "total": None if receipt.total is None else amount_text(receipt.total),
        "revision": receipt.revision,
        "url": f"{settings.PUBLIC_URL}{path}",
    }
