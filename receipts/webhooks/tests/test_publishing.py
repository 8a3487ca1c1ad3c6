"""What happens to receipts is told to those who want to know, and only when it really happened."""

import pytest
from django.db import transaction

from receipts import services
from receipts.sweep import sweep
from receipts.webhooks.models import Delivery, Event, EventType
from receipts.webhooks.publishing import event_publish
from receipts.webhooks.services import webhook_create, webhook_update

URL = "https://books.example/hook"


@pytest.fixture
def books(workspace, by_alice):
    """A program of Alice's that wants to be told of everything."""
    return webhook_create(workspace=workspace, by=by_alice, url=URL, events=[])


def told(webhook) -> list[str]:
    return [delivery.event.type for delivery in webhook.deliveries.order_by("created_at")]


def test_an_approved_receipt_is_told_with_what_matters(books, read_receipt, by_alice):
    receipt = read_receipt(total="12.50", currency="EUR", merchant_name="CORNER SHOP")
    services.receipt_approve(receipt=receipt, by=by_alice)
    [delivery] = books.deliveries.all()
    payload = delivery.event.payload
    assert payload["type"] == "receipt.completed"
    assert payload["timestamp"] == delivery.event.created_at.isoformat()
    assert payload["data"] == {
        "id": str(receipt.id),
        "status": "completed",
        "merchant_name": "CORNER SHOP",
        "date": None,
        "currency": "EUR",
        "total": "12.50",
        "revision": receipt.revision,
        "url": f"http://localhost:8000/api/v1/receipts/{receipt.id}/",
    }


def test_a_correction_is_told(books, read_receipt, by_alice):
    services.field_correct(
        receipt=read_receipt(), by=by_alice, section="", row=0, name="total", value="13.00"
    )
    assert told(books) == ["receipt.updated"]


def test_a_receipt_that_its_workers_died_of_is_told_and_one_that_starts_anew_is_not(
    books, make_receipt, by_alice, monkeypatch
):
    make_receipt(status="processing", attempts=3, lease_expires_at="2020-01-01T00:00Z")
    canceled = make_receipt()
    services.receipt_cancel(receipt=canceled, by=by_alice)
    sweep()
    assert told(books) == ["receipt.failed"]


def test_what_is_undone_is_not_told(books, read_receipt, by_alice):
    class UndoneError(Exception):
        pass

    with pytest.raises(UndoneError), transaction.atomic():
        services.receipt_approve(receipt=read_receipt(), by=by_alice)
        raise UndoneError
    assert not Event.objects.exists()


def test_only_those_who_want_to_know_are_told(workspace, charlie, by_alice, books, django_assert_num_queries):
    exports = webhook_create(workspace=workspace, by=by_alice, url=URL, events=["export.ready"])
    off = webhook_create(workspace=workspace, by=by_alice, url=URL, events=[])
    webhook_update(webhook=off, by=by_alice, enabled=False)
    charlies = webhook_create(workspace=charlie.workspaces.get(), by=by_alice, url=URL, events=[])

    event_publish(workspace=workspace, event_type=EventType.RECEIPT_FAILED, data={})
    event_publish(workspace=workspace, event_type=EventType.EXPORT_READY, data={})
    assert told(books) == ["receipt.failed", "export.ready"]
    assert told(exports) == ["export.ready"]
    assert told(off) == told(charlies) == []


def test_where_nobody_wants_to_know_it_costs_one_query(workspace, django_assert_num_queries):
    with django_assert_num_queries(1):
        event_publish(workspace=workspace, event_type=EventType.RECEIPT_FAILED, data={})
    assert not Delivery.objects.exists()
