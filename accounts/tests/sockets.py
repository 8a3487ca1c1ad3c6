"""A page's end of a web socket."""

import json
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from channels.routing import URLRouter
from django.contrib.sessions.backends.db import SessionStore

PATIENCE = 10
NOT_ALLOWED = 4403


class Socket(ApplicationCommunicator):
    """A page's end of the socket at `path`, one of `patterns`."""

    def __init__(self, user, path: str, patterns: list) -> None:
        self.session = SessionStore()
        self.session.save()
        scope = {"type": "websocket", "path": path, "user": user, "session": self.session}
        super().__init__(URLRouter(patterns), scope)

    async def open(self) -> None:
        """Connect; everyone is let in, strangers only to be told to go."""
        await self.send_input({"type": "websocket.connect"})
        assert (await self.receive_output(PATIENCE))["type"] == "websocket.accept"

    async def say(self, content) -> None:
        """Send a message."""
        await self.say_text(json.dumps(content))

    async def say_text(self, text: str) -> None:
        """Send whatever text."""
        await self.send_input({"type": "websocket.receive", "text": text})

    async def hear(self) -> Any:
        """Return the next message."""
        return json.loads((await self.receive_output(PATIENCE))["text"])

    async def closed(self) -> int:
        """Return the code with which the server closes the socket."""
        output = await self.receive_output(PATIENCE)
        if "text" in output:
            told = json.loads(output["text"])
            output = await self.receive_output(PATIENCE)
            assert told == {"type": "ended", "code": output["code"]}
        return output["code"]

    async def leave(self) -> None:
        """Disconnect and let the consumer end."""
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(PATIENCE)


AnySocket = TypeVar("AnySocket", bound=Socket)


def talk(socket: AnySocket, story: Callable[[AnySocket], Coroutine[Any, Any, None]]) -> None:
    """Open the socket and let the coroutine function `story` talk over it."""

    async def run():
        await socket.open()
        try:
            await story(socket)
        finally:
            await socket.leave()

    async_to_sync(run)()
