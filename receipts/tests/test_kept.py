"""What was worked out is kept as long as no receipt changes, and never longer than that."""

import socket

import pytest
from django.core.cache import caches
from django.db import transaction
from redis.exceptions import RedisError

from ocr.cluster.live.server import connect
from receipts import kept as module
from receipts.kept import kept, receipts_changed
from receipts.valkey import CircuitBreaker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ask(workspace):
    """Ask for a number that rises each time it is worked out."""
    numbers = iter(range(100))
    return lambda name="answer", of=workspace: kept(of.id, name, lambda: next(numbers))


def test_it_is_worked_out_anew_after_a_change(ask, workspace):
    assert [ask(), ask(), ask("another"), ask()] == [0, 0, 1, 0]
    receipts_changed(workspace.id)
    assert [ask(), ask(), ask("another")] == [2, 2, 3]


def test_a_change_in_another_workspace_is_none(ask, charlie):
    other = charlie.workspaces.get()
    assert [ask(), ask(of=other)] == [0, 1]
    receipts_changed(other.id)
    assert [ask(), ask(of=other)] == [0, 2]


def test_what_is_not_committed_is_not_kept(ask, workspace):
    assert ask() == 0
    with transaction.atomic():
        receipts_changed(workspace.id)
        assert [ask(), ask()] == [1, 2]
        transaction.set_rollback(True)
    assert ask() == 0
    with transaction.atomic():
        receipts_changed(workspace.id)
    assert ask() == 3


def test_what_was_worked_out_during_a_change_is_not_kept_for_after_it(workspace):
    def changed_meanwhile() -> str:
        receipts_changed(workspace.id)
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


@pytest.fixture
def away(monkeypatch):
    """A server that takes connections and answers nothing; the list of how often it was asked."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server, asked = connect(f"redis://127.0.0.1:{silent.getsockname()[1]}"), []
        monkeypatch.setattr(module, "_server", lambda: asked.append(True) or server)
        monkeypatch.setattr(module, "_breaker", CircuitBreaker(module.logger, "Nothing is kept"))
        yield asked


def test_while_valkey_is_away_nothing_is_kept_and_only_one_waits(ask, away, workspace):
    assert [ask(), ask(), ask()] == [0, 1, 2]
    receipts_changed(workspace.id)
    assert len(away) == 1


def test_a_change_that_others_cannot_be_told_of_is_seen_here(ask, workspace, monkeypatch):
    assert ask() == 0
    monkeypatch.setattr(module, "_breaker", CircuitBreaker(module.logger, "Nothing is kept"))
    with monkeypatch.context() as patched:
        patched.setattr(module, "_replace", _fail)
        receipts_changed(workspace.id)
    module._breaker._rests_until = 0.0  # some seconds later
    assert ask() == 1


def _fail(_):
    raise RedisError("gone")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Nothing was worked out before."""
    caches["kept"].clear()
