"""What was worked out is kept as long as no receipt changes, and never longer than that."""

import socket
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.core.cache import caches
from django.db import transaction
from redis.exceptions import RedisError, ResponseError

from ocr.cluster.live.server import connect
from receipts import kept as module
from receipts.kept import forget_on_commit, kept
from receipts.valkey import CircuitBreaker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ask(workspace):
    """Ask for a number that rises each time it is worked out."""
    numbers = iter(range(100))
    return lambda name="answer", of=workspace: kept(of.id, name, lambda: next(numbers))


def test_it_is_worked_out_anew_after_a_change(ask, workspace):
    assert [ask(), ask(), ask("another"), ask()] == [0, 0, 1, 0]
    forget_on_commit(workspace.id)
    assert [ask(), ask(), ask("another")] == [2, 2, 3]


def test_a_change_in_another_workspace_is_none(ask, charlie):
    other = charlie.workspaces.get()
    assert [ask(), ask(of=other)] == [0, 1]
    forget_on_commit(other.id)
    assert [ask(), ask(of=other)] == [0, 2]


def test_what_is_not_committed_is_not_kept(ask, workspace):
    assert ask() == 0
    with transaction.atomic():
        forget_on_commit(workspace.id)
        assert [ask(), ask()] == [1, 2]
        transaction.set_rollback(True)
    assert ask() == 0
    with transaction.atomic():
        forget_on_commit(workspace.id)
    assert ask() == 3


def test_what_was_worked_out_during_a_change_is_not_kept_for_after_it(workspace):
    def changed_meanwhile() -> str:
        forget_on_commit(workspace.id)
        return "before"

    assert kept(workspace.id, "answer", changed_meanwhile) == "before"
    assert kept(workspace.id, "answer", lambda: "after") == "after"


def test_a_mark_that_was_forgotten_is_another_one_afterwards(ask, workspace, settings):
    assert ask() == 0
    connect(settings.REDIS_URL).delete(module._key(workspace.id))
    assert [ask(), ask()] == [1, 1]


def test_nothing_is_kept_if_nothing_is_to_be_kept(ask, settings):
    settings.ANSWERS_KEPT_SECONDS = 0
    assert [ask(), ask()] == [0, 1]


def test_what_is_large_is_not_kept(workspace):
    sizes = iter((module._LARGEST, module._LARGEST, 1, 1))
    assert [len(kept(workspace.id, "answer", lambda: "x" * next(sizes))) for _ in range(3)] == [
        module._LARGEST,
        module._LARGEST,
        1,
    ]


@pytest.fixture
def breakers(monkeypatch) -> None:
    """Nothing failed yet."""
    for name in ("_looking", "_telling"):
        monkeypatch.setattr(module, name, CircuitBreaker(module.logger, name))


@pytest.fixture
def silent(monkeypatch, breakers) -> Iterator[list[bool]]:
    """A server that takes connections and answers nothing; how often it was asked."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server, asked = connect(f"redis://127.0.0.1:{listening.getsockname()[1]}"), []
        monkeypatch.setattr(module, "_server", lambda: asked.append(True) or server)
        yield asked


def test_while_valkey_is_away_nothing_is_kept_and_only_one_waits(ask, silent):
    assert [ask(), ask(), ask()] == [0, 1, 2]
    assert len(silent) == 1


@pytest.fixture
def other_process(settings, workspace) -> Callable[[], bytes]:
    """What another process is told."""
    server = connect(settings.REDIS_URL)
    return lambda: server.get(module._key(workspace.id))


def test_who_cannot_be_told_of_a_change_is_told_later(ask, workspace, breakers, monkeypatch, other_process):
    assert ask() == 0
    before = other_process()
    later: list[Callable[[], None]] = []
    monkeypatch.setattr(module._background, "run", later.append)
    monkeypatch.setattr(module, "_TOLD_AGAIN_EVERY", 0)
    with monkeypatch.context() as patched:
        patched.setattr(module, "_replace", _fail)
        forget_on_commit(workspace.id)
    forget_on_commit(workspace.id)  # the breaker rests
    assert (ask(), other_process()) == (1, before)
    later[0]()
    assert other_process() != before
    assert ask() == 2


def test_a_server_whose_memory_is_full_forgets(ask, workspace, monkeypatch, settings):
    assert ask() == 0
    server = connect(settings.REDIS_URL)
    with monkeypatch.context() as patched:
        patched.setattr(server, "set", _refuse)
        patched.setattr(module, "_server", lambda: server)
        forget_on_commit(workspace.id)
    assert ask() == 1


def _fail(_: UUID) -> None:
    raise RedisError("gone")


def _refuse(*_: object, **__: object) -> None:
    raise ResponseError("OOM command not allowed when used memory > 'maxmemory'.")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Nothing was worked out before."""
    caches["kept"].clear()
