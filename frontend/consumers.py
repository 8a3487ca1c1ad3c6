"""The socket on which open pages hear what happens to the receipts of their workspace."""

import json
import logging
import time
from contextlib import suppress
from typing import Any, cast

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.auth.models import AnonymousUser
from redis.exceptions import RedisError

from accounts.models import User, Workspace
from accounts.selectors import access_current, membership_get
from frontend import live
from receipts.events import group_name

logger = logging.getLogger(__name__)

_NOT_ALLOWED = 4403
"""Close code: logging in again, and nothing else, can help."""

_TRY_LATER = 1013
"""Close code: the page asks for the states by itself meanwhile."""

_TRUSTED_FOR = 20.0
"""Seconds for which a listener is believed to be a member still; a look-up with each event would be dear."""

_BROKER_AWAY = (OSError, RedisError)


class InboxConsumer(AsyncJsonWebsocketConsumer):
    """Sends a snapshot on connect, then every change.

    A page sends `{"type": "sync", "ids": […]}` with the unfinished receipts it shows, now and then. The
    answer mends what it missed, shows it that the socket lives, and is refused once the person has left.
    """

    user: User | AnonymousUser
    workspace: Workspace | None = None
    checked_at = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Talk, or refuse to while nothing can be heard from the broker."""
        try:
            await super().__call__(scope, receive, send)
        except _BROKER_AWAY as error:
            logger.warning("A page must do without its socket, the broker is away: %s", error)
            await send({"type": "websocket.close", "code": _TRY_LATER})

    async def connect(self) -> None:
        """Let members in. The group is joined before the snapshot is taken, so that nothing falls between."""
        await self.accept()
        self.user = cast("User | AnonymousUser", self.scope["user"])
        access = await database_sync_to_async(access_current)(user=self.user)
        self.workspace = access.workspace if access else None
        if self.workspace is None:
            await self.close(_NOT_ALLOWED)
            return
        await self.channel_layer.group_add(group_name(self.workspace.id), self.channel_name)
        self.checked_at = time.monotonic()
        receipts = await database_sync_to_async(live.snapshot)(workspace=self.workspace)
        await self.send_json({"type": "snapshot", "receipts": receipts})

    async def disconnect(self, code: int) -> None:  # noqa: ARG002
        """Leave the group."""
        if self.workspace:
            with suppress(*_BROKER_AWAY):
                await self.channel_layer.group_discard(group_name(self.workspace.id), self.channel_name)

    async def receive_json(self, content: Any, **_: object) -> None:
        """Answer `sync`; whatever else arrives is not ours."""
        if not await self._let_stay():
            return
        try:
            ids = live.ids_parse(content["ids"])
        except (KeyError, TypeError, ValueError):
            return
        workspace = cast(Workspace, self.workspace)
        found = await database_sync_to_async(live.states)(workspace=workspace, ids=ids)
        await self.send_json({"type": "states", **found})

    @classmethod
    async def decode_json(cls, text_data: str) -> Any:
        """Return the message; `None` for what is no JSON."""
        try:
            return json.loads(text_data)
        except ValueError:
            return None

    async def receipt_changed(self, event: dict[str, Any]) -> None:
        """Pass on a change."""
        await self._pass_on({"type": "receipt", "receipt": event["state"]})

    async def receipt_deleted(self, event: dict[str, Any]) -> None:
        """Pass on that a receipt is gone."""
        await self._pass_on({"type": "deleted", "id": event["id"]})

    async def _pass_on(self, message: dict[str, Any]) -> None:
        """Tell the page, unless the person has left; one that never says `sync` is checked here."""
        is_fresh = time.monotonic() - self.checked_at < _TRUSTED_FOR
        if is_fresh or await self._let_stay():
            await self.send_json(message)

    async def _let_stay(self) -> bool:
        """Return whether the person may go on listening; close the socket if not."""
        if self.workspace is None or not await database_sync_to_async(self._may_stay)(self.workspace):
            await self.close(_NOT_ALLOWED)
            return False
        self.checked_at = time.monotonic()
        return True

    def _may_stay(self, workspace: Workspace) -> bool:
        session = self.scope["session"]
        if not session.session_key or not session.exists(session.session_key):
            return False
        membership = membership_get(user=self.user, workspace=workspace)
        # A new password ends all other log-ins.
        return membership is not None and membership.user.password == cast(User, self.user).password
