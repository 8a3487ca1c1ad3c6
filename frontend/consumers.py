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
from accounts.selectors import access_current
from frontend import live
from receipts.events import group_name, person_group_name

logger = logging.getLogger(__name__)

_NOT_ALLOWED = 4403
"""Close code: logging in again, and nothing else, can help."""

_MOVED = 4409
"""Close code: the person works in another workspace now, so the page must be loaded anew."""

_TRY_LATER = 1013
"""Close code: the page asks for the states by itself meanwhile."""

_TRUSTED_FOR = 20.0
"""Seconds for which a listener is believed to be a member still; a look-up with each event would be dear.

Whoever is removed is told by an event; this is for events that get lost.
"""

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
        """Let members in. The groups are joined before anything is looked up, so nothing falls between."""
        await self.accept()
        self.user = cast("User | AnonymousUser", self.scope["user"])
        access = await database_sync_to_async(access_current)(user=self.user)
        self.workspace = access.workspace if access else None
        if self.workspace is None:
            await self._end(_NOT_ALLOWED)
            return
        for group in self._groups():
            await self.channel_layer.group_add(group, self.channel_name)
        if not await self._let_stay():
            return
        receipts = await database_sync_to_async(live.snapshot)(workspace=self.workspace)
        workspace_id = str(self.workspace.id)
        await self.send_json({"type": "snapshot", "workspace": workspace_id, "receipts": receipts})

    async def disconnect(self, code: int) -> None:  # noqa: ARG002
        """Leave the groups."""
        with suppress(*_BROKER_AWAY):
            for group in self._groups():
                await self.channel_layer.group_discard(group, self.channel_name)

    def _groups(self) -> list[str]:
        """What happens to the workspace's receipts, and to the person."""
        if self.workspace is None:
            return []
        return [group_name(self.workspace.id), person_group_name(cast(User, self.user).pk)]

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

    async def access_changed(self, event: dict[str, Any]) -> None:  # noqa: ARG002
        """Look at once whether the person still belongs here."""
        await self._let_stay()

    async def _pass_on(self, message: dict[str, Any]) -> None:
        """Tell the page, unless the person has left; one that never says `sync` is checked here."""
        is_fresh = self.workspace is not None and time.monotonic() - self.checked_at < _TRUSTED_FOR
        if is_fresh or await self._let_stay():
            await self.send_json(message)

    async def _let_stay(self) -> bool:
        """Return whether the person may go on listening; if not, leave the groups and close the socket."""
        if self.workspace is None:
            return False
        if code := await database_sync_to_async(self._refusal)(self.workspace):
            await self.disconnect(code)
            self.workspace = None
            await self._end(code)
            return False
        self.checked_at = time.monotonic()
        return True

    async def _end(self, code: int) -> None:
        """Close the socket, but say so first: servers may hold a close back until the page speaks again."""
        await self.send_json({"type": "ended", "code": code})
        await self.close(code)

    def _refusal(self, workspace: Workspace) -> int:
        """Return the close code for those who may not listen, else 0."""
        session = self.scope["session"]
        if not session.session_key or not session.exists(session.session_key):
            return _NOT_ALLOWED
        access = access_current(user=self.user)
        # A new password ends all other log-ins.
        if access is None or access.user.password != cast(User, self.user).password:
            return _NOT_ALLOWED
        return 0 if access.workspace == workspace else _MOVED
