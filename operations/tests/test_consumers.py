"""What an operator's open page hears."""

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError

from accounts.models import User
from accounts.tests.sockets import NOT_ALLOWED, PATIENCE, Socket, talk
from ocr.cluster.models import Pod
from operations import consumers
from operations.routing import websocket_urlpatterns

pytestmark = pytest.mark.django_db(transaction=True)

ENOUGH = 20
"""Boards after which what was awaited has not come."""


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(consumers, "_EVERY", 0.01)
    monkeypatch.setattr(consumers, "_TRUSTED_FOR", 0.0)
    monkeypatch.setattr(consumers, "screen", consumers.Screen())


class LiveSocket(Socket):
    """A socket that hears one board after another."""

    def __init__(self, user) -> None:
        super().__init__(user, "/ws/operations/live/", websocket_urlpatterns)

    async def hear(self) -> str:
        """Return the next board."""
        message = await super().hear()
        assert message["type"] == "board"
        return message["html"]

    async def hear_of(self, words: str) -> None:
        """Listen until a board has these words."""
        assert any([words in await self.hear() for _ in range(ENOUGH)])

    async def closed(self) -> int:
        """Return the code with which the server closes the socket, and says so before."""
        for _ in range(ENOUGH):
            told = await super().hear()
            if told["type"] == "ended":
                output = await self.receive_output(PATIENCE)
                assert output["code"] == told["code"]
                return output["code"]
        raise AssertionError("The page goes on hearing.")


def listen(user, story) -> None:
    """Open the socket as `user` and let the coroutine function `story` talk over it."""
    talk(LiveSocket(user), story)


def change(**changes):
    return sync_to_async(lambda: User.objects.filter(email="olga@example.org").update(**changes))()


def test_an_operator_hears_what_changes(operator):
    async def story(socket):
        assert "http://lima:8501" not in await socket.hear()
        await sync_to_async(Pod.objects.create)(url="http://lima:8501", site="office")
        await socket.hear_of("http://lima:8501")

    listen(operator, story)


def test_the_board_goes_on_while_valkey_is_away(operator, settings, monkeypatch):
    layer = {**settings.CHANNEL_LAYERS["default"], "CONFIG": {"hosts": ["unix:///nowhere/valkey.sock"]}}
    settings.CHANNEL_LAYERS = {"default": layer}

    async def story(socket):
        await socket.hear()
        await socket.hear()

    listen(operator, story)


def test_the_socket_lives_while_the_database_is_away(operator, monkeypatch):
    outcomes = iter([DatabaseError("away"), DatabaseError("away"), "back"])

    def html():
        outcome = next(outcomes, "back")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(consumers.screen, "html", html)

    async def story(socket):
        assert await socket.hear() == "back"

    listen(operator, story)


def test_what_a_page_says_is_ignored(operator):
    async def story(socket):
        await socket.say_text("{")
        await socket.hear()

    listen(operator, story)


def test_alice_and_strangers_are_turned_away(alice):
    async def story(socket):
        assert await socket.closed() == NOT_ALLOWED

    listen(alice, story)
    listen(AnonymousUser(), story)


@pytest.mark.parametrize(
    "changes", [{"is_superuser": False}, {"is_active": False}, {"password": make_password("swordfish-8")}]
)
def test_who_is_an_operator_no_more_hears_nothing_more(operator, changes):
    async def story(socket):
        await socket.hear()
        await change(**changes)
        assert await socket.closed() == NOT_ALLOWED

    listen(operator, story)


def test_a_page_left_open_after_the_log_out_is_turned_away(operator):
    async def story(socket):
        await socket.hear()
        await sync_to_async(socket.session.delete)()
        assert await socket.closed() == NOT_ALLOWED

    listen(operator, story)
