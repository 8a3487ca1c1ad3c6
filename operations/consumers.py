"""The socket on which an open page of operators hears what happens at this moment."""

import asyncio
import logging
import threading
import time
from contextlib import suppress
from typing import cast

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.db import Error as DatabaseError
from django.template.loader import render_to_string

from accounts.models import User
from operations.figures.live import live_figures

logger = logging.getLogger(__name__)

_NOT_ALLOWED = 4403
"""Close code: logging in again, and nothing else, can help."""
_EVERY = 1.0
"""Seconds between two looks."""
_TRUSTED_FOR = 5.0
"""Seconds for which a listener is believed to be an operator still."""


class Screen:
    """What all open pages of this process show: made once a second at most, however many there are."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made_at = float("-inf")
        self._html = ""

    def html(self) -> str:
        """Return the part of the page that changes. Raises `DatabaseError`."""
        with self._lock:
            if time.monotonic() >= self._made_at + _EVERY / 2:
                self._html = render_to_string("operations/live_board.html", {"figures": live_figures()})
                self._made_at = time.monotonic()
            return self._html


screen = Screen()
"""The one of this process."""


class LiveConsumer(AsyncJsonWebsocketConsumer):
    """Sends `{"type": "board", "html": …}` every second, as long as the listener is an operator.

    Nothing is heard from the page, and nothing from the channel layer: it goes on while that is away.
    """

    channel_layer_alias = "none"

    async def connect(self) -> None:
        """Let everybody in; strangers are only told to go."""
        await self.accept()
        self.telling = asyncio.create_task(self._tell())

    async def disconnect(self, code: int) -> None:  # noqa: ARG002
        """Tell nothing more."""
        self.telling.cancel()

    async def receive(
        self,
        text_data: str | None = None,
        bytes_data: bytes | None = None,
        **_: object,
    ) -> None:
        """Whatever arrives is not ours."""

    async def _tell(self) -> None:
        checked_at = float("-inf")
        while True:
            with suppress(DatabaseError):  # the page says since when it has heard nothing, and tries again
                if time.monotonic() >= checked_at + _TRUSTED_FOR:
                    if not await database_sync_to_async(self._is_operator)():
                        break
                    checked_at = time.monotonic()
                html = await database_sync_to_async(screen.html)()
                await self.send_json({"type": "board", "html": html})
            await asyncio.sleep(_EVERY)
        # Said first: servers may hold a close back until the page speaks again.
        await self.send_json({"type": "ended", "code": _NOT_ALLOWED})
        await self.close(_NOT_ALLOWED)

    def _is_operator(self) -> bool:
        session, user = self.scope["session"], cast(User, self.scope["user"])
        if not user.is_authenticated or not session.session_key or not session.exists(session.session_key):
            return False
        # A new password ends all other log-ins.
        rights = {"is_active": True, "is_staff": True, "is_superuser": True}
        return User.objects.filter(pk=user.pk, password=user.password, **rights).exists()
