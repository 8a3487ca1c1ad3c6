"""Requests wait until pods can take them. Places are given back by hand; nobody sleeps."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from ocr.errors import EngineError
from ocr.serving.line import WaitingLine
from ocr.serving.race import send
from ocr.serving.tests.fakes import PATIENCE, FakePod, Held, Office, request


@pytest.fixture
def threads():
    with ThreadPoolExecutor(8) as threads:
        yield threads


class Visit:
    """A request that stays in its place until it is told to go."""

    def __init__(self, threads, line, rank=0.0):
        self.inside, self._go = threading.Event(), threading.Event()
        known = len(line._waiting)
        self.end = threads.submit(self._stay, line, rank)
        while not self.inside.is_set() and len(line._waiting) == known:
            pass

    def _stay(self, line, rank):
        with line.place(rank=rank, seconds=PATIENCE):
            self.inside.set()
            assert self._go.wait(PATIENCE)

    def leave(self):
        self._go.set()
        self.end.result()


def test_as_many_pass_as_there_are_places(threads):
    line = WaitingLine(lambda: 2)
    first, second, third = (Visit(threads, line) for _ in range(3))
    assert first.inside.is_set() and second.inside.is_set() and not third.inside.is_set()
    first.leave()
    assert third.inside.wait(PATIENCE)
    second.leave()
    third.leave()


def test_the_file_that_began_first_goes_first(threads):
    line = WaitingLine(lambda: 1)
    first, younger, older = Visit(threads, line), Visit(threads, line, rank=2), Visit(threads, line, rank=1)
    first.leave()
    assert older.inside.wait(PATIENCE) and not younger.inside.is_set()
    older.leave()
    younger.leave()


def test_a_place_is_given_back_after_an_error():
    line = WaitingLine(lambda: 1)
    with pytest.raises(ZeroDivisionError), line.place(rank=0, seconds=0):
        raise ZeroDivisionError
    with line.place(rank=0, seconds=0):
        pass


def test_one_passes_even_when_no_pod_is_alive_and_learns_it():
    with WaitingLine(lambda: 0).place(rank=0, seconds=0):
        pass


def test_new_pods_let_more_pass(threads):
    places = [1]
    line = WaitingLine(lambda: places[0])
    first, second, third = (Visit(threads, line) for _ in range(3))
    places[0] = 2
    first.leave()
    assert second.inside.wait(PATIENCE) and third.inside.wait(PATIENCE)
    second.leave()
    third.leave()


def test_who_waited_too_long_leaves_the_line(threads):
    line = WaitingLine(lambda: 1)
    with line.place(rank=0, seconds=0):
        with pytest.raises(EngineError) as failure, line.place(rank=1, seconds=0):
            pass
        assert failure.value.code == "pods_too_slow" and failure.value.retryable
    with line.place(rank=2, seconds=0):
        pass


def test_a_files_time_does_not_run_before_its_first_turn(threads):
    with Held() as held:
        office = Office(FakePod("oslo", held), calls_per_pod=1, file_seconds=60.0)
        first = threads.submit(send, request(), office.client.open_file())
        assert held.begun.wait(PATIENCE)
        waiting = office.client.open_file()
        office.clock.advance(59.0)
        second = threads.submit(send, request(), waiting)
        while not office.client.line._waiting:
            pass
        office.clock.advance(0.5)
        held.let_go()
        assert first.result(PATIENCE) == "late"
        assert second.result(PATIENCE) == "oslo"
        assert waiting.seconds_left == 60.0


def test_a_file_that_had_its_turn_waits_no_longer_than_its_time():
    office = Office(FakePod("oslo"), calls_per_pod=1, file_seconds=0.0)
    calls = office.client.open_file()
    calls.begin()
    with office.client.line.place(rank=0, seconds=0), pytest.raises(EngineError, match="too long"):
        send(request(), calls)


def test_a_pod_gets_no_more_calls_than_it_may_have(threads):
    with ExitStack() as held:
        answers = [held.enter_context(Held()) for _ in range(3)]
        office = Office(FakePod("oslo", *answers), calls_per_pod=2)
        sent = [threads.submit(send, request(), office.client.open_file()) for _ in range(3)]
        assert answers[0].begun.wait(PATIENCE) and answers[1].begun.wait(PATIENCE)
        assert len(office.pods["http://oslo:8501"].asked) == 2
        answers[0].let_go()
        assert answers[2].begun.wait(PATIENCE)
        for answer in answers:
            answer.let_go()
        assert [future.result(PATIENCE) for future in sent] == ["late"] * 3
