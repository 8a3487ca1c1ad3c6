"""What open pages hear, over a real Valkey."""

import asyncio

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import get_channel_layer
from django.db import transaction

from accounts.audit import SYSTEM
from receipts import events, services

pytestmark = pytest.mark.django_db(transaction=True)


def heard(workspace, change, *, count=1):
    """Return the first messages that the workspace's group hears of `change`."""

    async def listen():
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(events.group_name(workspace.id), channel)
        await sync_to_async(change)()
        return [await asyncio.wait_for(layer.receive(channel), 10) for _ in range(count)]

    return async_to_sync(listen)()


def test_a_change_is_heard_with_the_new_state(make_receipt, workspace):
    receipt = make_receipt()
    (message,) = heard(workspace, lambda: services.receipt_cancel(receipt=receipt, by=SYSTEM))
    assert message["type"] == "receipt.changed"
    assert message["state"]["id"] == str(receipt.id)
    assert (message["state"]["status"], message["state"]["revision"]) == ("canceled", 1)


def test_a_deletion_is_heard(make_receipt, workspace):
    receipt = make_receipt()
    (message,) = heard(workspace, lambda: services.receipt_delete(receipt=receipt, by=SYSTEM))
    assert message == {"type": "receipt.deleted", "id": str(receipt.id)}


def test_nothing_is_heard_of_what_was_rolled_back(make_receipt, workspace, alice):
    receipt, other = make_receipt(), make_receipt()

    def change():
        with pytest.raises(RuntimeError), transaction.atomic():
            services.receipt_cancel(receipt=receipt, by=SYSTEM)
            raise RuntimeError
        services.receipt_cancel(receipt=other, by=SYSTEM)

    (message,) = heard(workspace, change)
    assert message["state"]["id"] == str(other.id)


def test_charlie_hears_nothing_of_alices(make_receipt, workspace, charlie):
    receipt = make_receipt()
    with pytest.raises(TimeoutError):
        heard_by_charlie(
            charlie.workspaces.get(), lambda: services.receipt_cancel(receipt=receipt, by=SYSTEM)
        )


def heard_by_charlie(workspace, change):
    """As `heard`, with little patience, since nothing should come."""

    async def listen():
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(events.group_name(workspace.id), channel)
        await sync_to_async(change)()
        return await asyncio.wait_for(layer.receive(channel), 0.5)

    return async_to_sync(listen)()


def test_a_change_is_saved_while_the_broker_is_away(make_receipt, settings, caplog):
    settings.CHANNEL_LAYERS = {
        "default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": {"hosts": ["redis://127.0.0.1:1"]}}
    }
    receipt = make_receipt()
    services.receipt_cancel(receipt=receipt, by=SYSTEM)
    receipt.refresh_from_db()
    assert receipt.status == "canceled"
