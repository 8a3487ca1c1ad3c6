"""What workers say reaches whoever looks, over a real Valkey; and nobody suffers while that is away."""

import logging

import pytest
from django.conf import settings

from ocr.cluster.live import board as board_module
from ocr.cluster.live.board import Board
from ocr.cluster.live.desk import Desk
from ocr.cluster.live.publisher import Publisher
from ocr.cluster.live.server import HEARD, LIFE, connect, key_of
from ocr.cluster.tests.conftest import a_call

NOWHERE = "unix:///nowhere/valkey.sock"


@pytest.fixture
def publisher(desk, wall) -> Publisher:
    return Publisher(desk, settings.REDIS_URL, clock=wall.epoch)


@pytest.fixture
def board(wall) -> Board:
    return Board(settings.REDIS_URL, now=wall.epoch)


@pytest.fixture
def another(monkeypatch):
    """Makes desks of other workers."""

    def make(name: str, office, wall) -> Desk:
        desk = Desk(threads=2, now=wall.now)
        monkeypatch.setattr(type(desk), "name", property(lambda self: vars(self).get("_name", "first:1")))
        desk._name = name
        desk.pool = office.pool
        return desk

    return make


def test_what_a_worker_knows_of_its_pods_is_read(office, oslo, desk, publisher, board, wall):
    office.take(avoid=office.others(oslo))
    desk.record(a_call(pod=oslo.address.url))
    publisher.publish()
    news = board.look()
    (worker,) = news.workers
    assert (worker.name, worker.threads, worker.seconds) == (desk.name, 4, 60)
    first, second = worker.pods
    assert (first.url, first.in_flight, first.minute.calls) == (oslo.address.url, 1, 1)
    assert (second.site, second.minute.calls) == ("cellar", 0)
    assert (news.heard_at, news.away_since) == (wall.now(), None)


def test_an_ejected_pod_is_told(office, oslo, publisher, board):
    office.eject(oslo)
    publisher.publish()
    assert [pod.ejected_for for pod in board.look().workers[0].pods] == [0, None]


def test_a_worker_without_pods_is_alive_all_the_same(wall, board):
    Publisher(Desk(threads=2, now=wall.now), settings.REDIS_URL).publish()
    assert [(worker.threads, worker.pods) for worker in board.look().workers] == [(2, [])]


def test_all_workers_are_heard(office, wall, publisher, another, board):
    Publisher(another("second:2", office, wall), settings.REDIS_URL, clock=wall.epoch).publish()
    publisher.publish()
    assert [worker.name for worker in board.look().workers] == ["first:1", "second:2"]


def test_news_ends_by_itself(desk, publisher):
    publisher.publish()
    assert 0 < connect(settings.REDIS_URL).pttl(key_of(desk.name)) <= LIFE * 1000


def test_a_worker_that_falls_silent_is_missed_for_some_time(desk, publisher, board, wall):
    publisher.publish()
    heard_at = wall.now()
    connect(settings.REDIS_URL).delete(key_of(desk.name))  # as Valkey does after `LIFE`
    wall.advance(60)
    news = board.look()
    assert (news.workers, news.heard_at) == ([], heard_at)
    assert [(lost.name, lost.heard_at) for lost in news.lost] == [(desk.name, heard_at)]
    wall.advance(600)
    assert (board.look().lost, board.look().heard_at) == ([], heard_at)


def test_a_worker_that_ends_says_good_bye(publisher, board):
    publisher.publish()
    publisher.stop()
    assert (board.look().workers, board.look().lost) == ((), ())


def test_workers_of_long_ago_are_forgotten(publisher, another, office, wall):
    publisher.publish()
    wall.advance(25 * 3600)
    Publisher(another("second:2", office, wall), settings.REDIS_URL, clock=wall.epoch).publish()
    assert connect(settings.REDIS_URL).zrange(HEARD, 0, -1) == [b"second:2"]


def test_a_started_worker_goes_on_publishing(desk, publisher, board, monkeypatch):
    monkeypatch.setattr("ocr.cluster.live.publisher._EVERY", 0)
    publisher.start()
    server = connect(settings.REDIS_URL)
    for _ in range(2):
        while not server.delete(key_of(desk.name)):
            pass
    publisher.stop()


def test_a_worker_goes_on_while_valkey_is_away_and_says_so_once(desk, caplog):
    publisher = Publisher(desk, NOWHERE)
    with caplog.at_level(logging.WARNING):
        publisher.publish()
        publisher.publish()
        publisher.stop()
    assert len(caplog.records) == 1
    assert "Operators see nothing of this worker's pods for now" in caplog.text


def test_a_board_without_valkey_says_since_when_and_comes_back(tmp_path, publisher, wall, caplog):
    publisher.publish()
    socket = tmp_path / "valkey.sock"
    board = Board(f"unix://{socket}", now=wall.epoch)
    since = wall.now()
    assert (board.look().workers, board.look().away_since) == ((), since)
    wall.advance(60)
    assert board.look().away_since == since
    assert len(caplog.records) == 1
    socket.symlink_to(settings.VALKEY_SOCKET)
    assert len(board.look().workers) == 1
    assert board.look().away_since is None


def test_nobody_waits_for_a_valkey_that_has_just_failed(monkeypatch, wall):
    monkeypatch.setattr(board_module, "_REST", 5)
    clock, asked = 0.0, 0
    board = Board(NOWHERE, clock=lambda: clock, now=wall.epoch)

    def ask():
        nonlocal asked
        asked += 1
        return Board._ask(board)

    monkeypatch.setattr(board, "_ask", ask)
    board.look()
    clock = 4.9
    board.look()
    assert asked == 1
    clock = 5.0
    board.look()
    assert asked == 2


@pytest.mark.parametrize("nonsense", ["{", "[]", "{}", '{"name": "x", "pods": [{}]}', '{"pods": 5}'])
def test_what_a_worker_of_another_version_says_is_left_out(desk, publisher, board, nonsense):
    publisher.publish()
    connect(settings.REDIS_URL).set(key_of(desk.name), nonsense)
    assert (board.look().workers, board.look().lost) == ([], [])
