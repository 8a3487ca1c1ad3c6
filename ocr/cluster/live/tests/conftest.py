"""A worker's desk, on a clock that is moved by hand, and a Valkey without news."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from ocr.cluster.live import board as board_module
from ocr.cluster.live.desk import Desk
from ocr.cluster.live.server import connect
from ocr.serving.tests.fakes import FakePod, Office


class Wall:
    """A clock on the wall."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def epoch(self) -> float:
        return self.time.timestamp()

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def oslo() -> FakePod:
    return FakePod("oslo")


@pytest.fixture
def pisa() -> FakePod:
    return FakePod("pisa", site="cellar")


@pytest.fixture
def office(oslo: FakePod, pisa: FakePod) -> Office:
    return Office(oslo, pisa)


@pytest.fixture
def desk(office: Office, wall: Wall) -> Desk:
    desk = Desk(threads=4, now=wall.now)
    desk.pool = office.pool
    wall.advance(600)
    return desk


@pytest.fixture(autouse=True)
def no_news(monkeypatch: pytest.MonkeyPatch):
    """Every look at the board is a new one, at a Valkey where nobody has said anything."""
    monkeypatch.setattr(board_module, "_FRESH", 0)
    monkeypatch.setattr(board_module, "_REST", 0)
    server = connect(settings.REDIS_URL)
    for key in server.scan_iter("tillroll-live:*"):
        server.delete(key)
    server.close()
