"""One request, sent to as many pods as it takes. The order of pods among equals is that of the office."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from ocr.errors import EngineError, PodError, PodsAwayError
from ocr.serving import client as client_module
from ocr.serving.health import FAILURES_TO_EJECT
from ocr.serving.race import _Race, send
from ocr.serving.tests.fakes import (
    MODEL,
    PATIENCE,
    FakePod,
    Held,
    Office,
    broken,
    busy,
    failing,
    names_of,
    refused,
    refusing,
    request,
)
from ocr.serving.values import STABLE, Release


@pytest.fixture
def callers():
    with ThreadPoolExecutor(16) as callers:
        yield callers


class Sleeper:
    """Moves the clock instead of waiting."""

    def __init__(self, office):
        self.office = office
        self.pauses = []

    def __call__(self, seconds):
        self.pauses.append(seconds)
        self.office.clock.advance(seconds)


def ask(office, calls=None):
    """Send a request; return what it gives or raises."""
    try:
        return send(request(), calls or office.client.open_file(), sleep=Sleeper(office))
    except EngineError as error:
        return error


def settle(office):
    """Wait until every attempt has ended."""
    office.client.attempts.shutdown()


def outstanding(office):
    return sum(member.health.outstanding for member in office.pool._members.values())


def test_the_answer_of_a_pod_is_returned():
    office = Office(FakePod("oslo"))
    assert ask(office) == "oslo"
    assert names_of(office.recorded) == [("oslo", "ok")]
    assert not office.recorded[0].hedge


@pytest.mark.parametrize("error", [broken, failing, refused, busy])
def test_a_failed_call_is_retried_on_another_pod_at_once(error):
    office = Office(FakePod("oslo", error()), FakePod("pisa"))
    sleeper = Sleeper(office)
    assert send(request(), office.client.open_file(), sleep=sleeper) == "pisa"
    assert names_of(office.recorded) == [("oslo", error().code), ("pisa", "ok")]
    assert sleeper.pauses == []


def test_it_is_retried_on_a_pod_that_it_was_not_sent_to():
    office = Office(FakePod("oslo", broken()), FakePod("pisa", broken()), FakePod("rome"))
    assert ask(office) == "rome"


def test_a_lone_pod_is_asked_again_after_growing_pauses():
    office = Office(FakePod("oslo", busy(), broken(), busy()))
    sleeper = Sleeper(office)
    assert send(request(), office.client.open_file(), sleep=sleeper) == "oslo"
    assert sleeper.pauses == pytest.approx([0.1, 0.2, 0.4])


def test_no_pod_is_kept_busy_by_a_pause():
    office = Office(FakePod("oslo", busy()))
    held = []
    send(request(), office.client.open_file(), sleep=lambda _: held.append(outstanding(office)))
    assert held == [0]


def test_what_fails_everywhere_fails_after_six_calls():
    office = Office(*(FakePod(f"pod{n}", always=failing) for n in range(9)))
    assert ask(office).code == "pod_failed"
    assert len(office.recorded) == 6
    assert len({call.pod for call in office.recorded}) == 6


def test_what_one_pod_refuses_another_may_take():
    office = Office(FakePod("oslo", refusing()), FakePod("pisa"))
    assert ask(office) == "pisa"
    assert names_of(office.recorded) == [("oslo", "request_refused"), ("pisa", "ok")]


def test_what_two_pods_refuse_is_refused_for_good():
    office = Office(*(FakePod(name, always=refusing) for name in ("oslo", "pisa", "rome")))
    error = ask(office)
    assert (error.code, error.retryable) == ("request_refused", False)
    assert names_of(office.recorded) == [("oslo", "request_refused"), ("pisa", "request_refused")]


def test_a_pod_that_refuses_everything_is_ejected():
    oslo = FakePod("oslo", always=refusing)
    office = Office(oslo, FakePod("pisa"))
    assert [ask(office) for _ in range(20)] == ["pisa"] * 20
    assert len(oslo.asked) == FAILURES_TO_EJECT


def test_while_all_pods_are_busy_the_file_waits():
    office = Office(*(FakePod(name, always=busy) for name in ("oslo", "pisa")))
    assert isinstance(ask(office), PodsAwayError)
    assert office.pool.ready()


def test_a_failure_before_pods_were_busy_is_not_forgotten():
    office = Office(FakePod("oslo", failing(), always=busy))
    assert ask(office).code == "pod_failed"


def test_a_bug_is_not_retried():
    office = Office(FakePod("oslo", ZeroDivisionError()), FakePod("pisa"))
    with pytest.raises(ZeroDivisionError):
        send(request(), office.client.open_file())
    assert names_of(office.recorded) == [("oslo", "bug")]


def test_without_pods_the_file_waits():
    assert isinstance(ask(Office()), PodsAwayError)


def test_when_the_last_pod_goes_the_file_waits():
    office = Office(FakePod("oslo", refused()), FakePod("pisa", refused()))
    assert isinstance(ask(office), PodsAwayError)
    assert len(office.recorded) == 2


def test_a_release_on_trial_that_fails_leaves_the_file_to_the_stable_one():
    canary = Release(model=MODEL, selector="labels/canary", share=1.0)
    oslo, pisa = FakePod("oslo", refusing()), FakePod("pisa")
    office = Office(oslo, pisa, releases=(canary,))
    calls = office.client.open_file()
    assert ask(office, calls) == "pisa"
    assert [asked.release for asked in (*oslo.asked, *pisa.asked)] == ["labels/canary", STABLE]
    assert ask(office, calls) in ("oslo", "pisa")
    assert [call.release for call in calls.made] == ["labels/canary", STABLE, STABLE]


def test_a_slow_call_is_hedged_on_another_pod_and_the_first_answer_wins(callers):
    with Held() as held:
        office = Office(FakePod("oslo", held), FakePod("pisa"))
        office.teach(0.2)
        office.afford(1)
        calls = office.client.open_file()
        answer = callers.submit(ask, office, calls)
        assert held.begun.wait(PATIENCE)
        office.clock.advance(0.2)
        assert answer.result(PATIENCE) == "pisa"
        assert names_of(calls.made) == [("pisa", "ok")]
        assert calls.made[0].hedge
    settle(office)
    assert names_of(calls.made) == names_of(office.recorded) == [("pisa", "ok"), ("oslo", "ok")]
    assert outstanding(office) == 0


def test_the_slow_call_may_still_win(callers):
    with Held() as first, Held() as second:
        office = Office(FakePod("oslo", first), FakePod("pisa", second))
        office.teach(0.2)
        office.afford(1)
        answer = callers.submit(ask, office)
        assert first.begun.wait(PATIENCE)
        office.clock.advance(0.2)
        assert second.begun.wait(PATIENCE)
        first.let_go()
        assert answer.result(PATIENCE) == "late"
    settle(office)
    assert [call.hedge for call in office.recorded] == [False, True]


def test_a_call_that_is_not_slow_is_not_hedged(callers):
    with Held() as held:
        pisa = FakePod("pisa")
        office = Office(FakePod("oslo", held), pisa)
        office.teach(0.2)
        office.afford(5)
        answer = callers.submit(ask, office)
        assert held.begun.wait(PATIENCE)
        office.clock.advance(0.19)
        office.clock.wait_for_reads(10)
        assert pisa.asked == []
        held.let_go()
        assert answer.result(PATIENCE) == "late"


def test_nothing_is_hedged_while_it_is_unknown_how_long_calls_take(callers):
    with Held() as held:
        pisa = FakePod("pisa")
        office = Office(FakePod("oslo", held), pisa)
        office.afford(5)
        answer = callers.submit(ask, office)
        assert held.begun.wait(PATIENCE)
        office.clock.advance(60.0)
        office.clock.wait_for_reads(10)
        assert pisa.asked == []
        held.let_go()
        assert answer.result(PATIENCE) == "late"


def test_a_hedge_must_be_within_the_budget(callers):
    with Held() as held:
        pisa = FakePod("pisa")
        office = Office(FakePod("oslo", held), pisa)
        office.teach(0.2)
        answer = callers.submit(ask, office)
        assert held.begun.wait(PATIENCE)
        office.clock.advance(1.0)
        office.clock.wait_for_reads(10)
        assert pisa.asked == [] and outstanding(office) == 1
        office.afford(1)
        assert answer.result(PATIENCE) == "pisa"


def test_a_hedge_never_goes_to_the_same_pod_and_costs_nothing_where_there_is_no_other(callers):
    with Held() as held:
        oslo = FakePod("oslo", held)
        office = Office(oslo)
        office.teach(0.2)
        office.afford(1)
        answer = callers.submit(ask, office)
        assert held.begun.wait(PATIENCE)
        office.clock.advance(1.0)
        office.clock.wait_for_reads(10)
        assert len(oslo.asked) == 1
        assert office.client.budget.spend()
        held.let_go()
        assert answer.result(PATIENCE) == "late"


def test_a_request_is_hedged_once(callers):
    with Held() as first, Held() as second:
        rome = FakePod("rome")
        office = Office(FakePod("oslo", first), FakePod("pisa", second), rome)
        office.teach(0.2)
        office.afford(5)
        answer = callers.submit(ask, office)
        assert first.begun.wait(PATIENCE)
        office.clock.advance(1.0)
        assert second.begun.wait(PATIENCE)
        office.clock.advance(1.0)
        office.clock.wait_for_reads(10)
        assert rome.asked == []
        first.let_go()
        assert answer.result(PATIENCE) == "late"


def test_a_hedge_that_fails_leaves_the_first_call_running(callers):
    with Held() as held:
        office = Office(FakePod("oslo", held), FakePod("pisa", broken()), FakePod("rome"))
        office.teach(0.2)
        office.afford(1)
        answer = callers.submit(ask, office)
        assert held.begun.wait(PATIENCE)
        office.clock.advance(0.2)
        while not office.recorded:
            office.clock.wait_for_reads(1)
        held.let_go()
        assert answer.result(PATIENCE) == "late"
    settle(office)
    assert names_of(office.recorded) == [("pisa", "pod_connection_lost"), ("oslo", "ok")]


def test_an_answer_counts_more_than_an_error_at_the_same_time():
    office = Office(FakePod("oslo", refusing()), FakePod("pisa"))
    race = _Race(request(), office.client.open_file(), Sleeper(office))
    race._start()
    race._start()
    settle(office)
    race._start = lambda: None
    assert race.run() == "pisa"


def silence(office, pod, other):
    """Let `pod` be found silent, because `other` answers."""
    office.clock.advance(3.0)
    office.pool.answered(office.take(avoid=office.others(other)))
    office.tick()


def test_the_call_of_a_silent_pod_is_sent_again_whatever_the_budget(callers):
    with Held() as held:
        oslo, pisa = FakePod("oslo", held), FakePod("pisa")
        office = Office(oslo, pisa, hedge_share=0.0)
        office.teach(0.5)
        calls = office.client.open_file()
        answer = callers.submit(ask, office, calls)
        assert held.begun.wait(PATIENCE)
        silence(office, oslo, pisa)
        assert answer.result(PATIENCE) == "pisa"
        assert [call.hedge for call in calls.made] == [True]


def test_a_pod_that_came_back_does_not_keep_the_call_that_it_lost(callers):
    with Held() as held:
        oslo, pisa = FakePod("oslo", held), FakePod("pisa")
        office = Office(oslo, pisa, hedge_share=0.0)
        office.teach(0.5)
        answer = callers.submit(ask, office)
        assert held.begun.wait(PATIENCE)
        office.clock.advance(3.0)
        office.pool.answered(office.take(avoid=office.others(pisa)))
        with office.pool._lock:  # the race does not look in between
            member = office.others(pisa)[0]
            office.pool._eject_silent(office.clock.now)
            member.health.revive()
        assert answer.result(PATIENCE) == "pisa"


def test_a_lone_pod_that_came_back_gets_the_call_that_it_lost(callers):
    with Held() as held:
        oslo, pisa = FakePod("oslo", held, always="at last"), FakePod("pisa")
        office = Office(oslo, pisa, hedge_share=0.0)
        office.teach(0.5)
        answer = callers.submit(ask, office)
        assert held.begun.wait(PATIENCE)
        office.clock.advance(3.0)
        office.pool.answered(office.take(avoid=office.others(pisa)))
        office.addresses.remove(pisa.address)
        office.pool.refresh()
        office.tick()
        office.clock.wait_for_reads(5)
        office.tick(after=10.0)
        assert answer.result(PATIENCE) == "at last"


def test_a_silent_pod_may_still_answer_when_no_other_is_left(callers):
    with Held() as held:
        oslo, pisa = FakePod("oslo", held), FakePod("pisa")
        oslo.serving = False
        office = Office(oslo, pisa)
        office.teach(0.5)
        answer = callers.submit(ask, office)
        assert held.begun.wait(PATIENCE)
        office.clock.advance(3.0)
        office.pool.answered(office.take(avoid=office.others(pisa)))
        office.addresses.remove(pisa.address)
        office.pool.refresh()
        office.tick()
        assert not office.pool.ready()
        office.clock.wait_for_reads(10)
        held.let_go()
        assert answer.result(PATIENCE) == "late"
    assert office.pool.ready()


def test_a_file_that_takes_too_long_ends(callers):
    with Held() as held:
        office = Office(FakePod("oslo", held), file_seconds=60.0)
        calls = office.client.open_file()
        answer = callers.submit(ask, office, calls)
        assert held.begun.wait(PATIENCE)
        office.clock.advance(60.0)
        error = answer.result(PATIENCE)
        assert error.code == "pods_too_slow" and error.retryable
    settle(office)
    assert names_of(calls.made) == [("oslo", "ok")]
    assert outstanding(office) == 0


def test_the_deadline_is_that_of_the_file_and_not_of_a_request():
    office = Office(FakePod("oslo", always=busy), file_seconds=0.5)
    calls = office.client.open_file()
    sleeper = Sleeper(office)
    with pytest.raises(EngineError, match="took too long"):
        send(request(), calls, sleep=sleeper)
    assert sum(sleeper.pauses) == pytest.approx(0.5)


def test_requests_that_fill_their_threads_leave_threads_to_their_attempts(monkeypatch):
    monkeypatch.setattr(client_module, "_THREADS", 2)
    office = Office(FakePod("oslo"), FakePod("pisa"))
    calls = office.client.open_file()
    answers = [office.client.requests.submit(send, request(), calls) for _ in range(20)]
    assert {answer.result(PATIENCE) for answer in answers} <= {"oslo", "pisa"}
    assert len(calls.made) == 20
    assert outstanding(office) == 0


def test_many_threads_lose_and_double_nothing(callers):
    pods = [FakePod(f"pod{n}", *([broken] * n), site=f"site{n % 2}") for n in range(4)]
    office = Office(*pods)
    start = threading.Barrier(16)

    def work():
        start.wait(PATIENCE)
        return [ask(office) for _ in range(20)]

    answers = [answer for future in [callers.submit(work) for _ in range(16)] for answer in future.result()]
    assert not [answer for answer in answers if isinstance(answer, PodError)]
    assert len(answers) == 320
    settle(office)
    assert sum(call.outcome == "ok" for call in office.recorded) == 320
    assert sum(len(pod.asked) for pod in pods) == len(office.recorded)
    assert outstanding(office) == 0
