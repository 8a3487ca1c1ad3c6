"""Tells open pages what changed. Events are published on commit, and only from here.

They are a courtesy: a page that missed one learns the state when it connects again. So publishing never
blocks and never raises; while the broker is away, events are dropped.

Before it, what was kept of the workspace's receipts is forgotten. That alone waits for Valkey, for a part of
a second at most.
"""

import asyncio
from collections.abc import Iterable
from functools import cache, partial
from typing import Any
from uuid import UUID

from channels.layers import get_channel_layer
from django.db import transaction

from receipts.background import Background
from receipts.kept import forget_on_commit
from receipts.models import Receipt
from receipts.selectors import receipt_state

_PATIENCE = 2.0
"""Seconds after which an event is given up."""

_background = Background("events")


def group_name(workspace_id: UUID) -> str:
    """Return the Channels group that hears of a workspace's receipts."""
    return f"workspace.{workspace_id.hex}"


def person_group_name(user_id: int) -> str:
    """Return the Channels group of a person's open pages."""
    return f"person.{user_id}"


def access_changed(user_ids: Iterable[int], **_: object) -> None:
    """Publish `{"type": "access.changed"}` to people's open pages, so that each is checked again."""
    for user_id in user_ids:
        _background.run(partial(_publish, person_group_name(user_id), {"type": "access.changed"}))


def receipt_changed(receipt: Receipt) -> None:
    """Publish `{"type": "receipt.changed", "state": receipt_state}` on commit."""
    _publish_on_commit(receipt, {"type": "receipt.changed", "state": receipt_state(receipt)})


def receipt_deleted(receipt: Receipt) -> None:
    """Publish `{"type": "receipt.deleted", "id": id}` on commit."""
    _publish_on_commit(receipt, {"type": "receipt.deleted", "id": str(receipt.id)})


def _publish_on_commit(receipt: Receipt, message: dict[str, Any]) -> None:
    forget_on_commit(receipt.workspace_id)
    publish = partial(_publish, group_name(receipt.workspace_id), message)
    transaction.on_commit(partial(_background.run, publish), robust=True)


def _publish(group: str, message: dict[str, Any]) -> None:
    _runner().run(_send(group, message))


async def _send(group: str, message: dict[str, Any]) -> None:
    layer: Any = get_channel_layer()
    await asyncio.wait_for(layer.group_send(group, message), _PATIENCE)


@cache
def _runner() -> asyncio.Runner:
    """The event loop of the background thread; it keeps its connection to the broker between events."""
    return asyncio.Runner()
