"""Calls for one file: its releases, its deadline, what is blamed for a failure, and what is noted of it."""

import pytest

from ocr.errors import PodError
from ocr.serving.models import LAYOUT, TEXT_DETECTION, TEXT_RECOGNITION, Request
from ocr.serving.tests.fakes import (
    MODEL,
    FakePod,
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

CANARY = Release(model=MODEL, selector="labels/canary", share=0.25)


def missing():
    return PodError("It answered: no such version", code="model_missing")


def invalid():
    return PodError("A pod's answer is no JSON.", code="pod_answer_invalid")


def late():
    return PodError("It did not answer in time.", code="pod_timeout")


def attempt(office, calls=None, *, hedge=False, what=None):
    calls = calls or office.client.open_file()
    turn = office.take()
    try:
        return calls.attempt(what or request(), turn, hedge=hedge)
    except PodError as error:
        return error


def is_forgiven(office):
    """Return whether the pod gets calls although nearly too many failed before."""
    return office.pool.ready()


def on_the_brink(pod, **options):
    """Return an office whose pod the next failure ejects."""
    office = Office(pod, **options)
    office.eject(pod)
    office.tick(after=10.0)
    return office


@pytest.mark.parametrize(
    ("draw", "release"),
    [
        (0.0, "labels/canary"),
        (0.24, "labels/canary"),
        (0.25, "versions/9"),
        (0.37, "versions/9"),
        (0.375, STABLE),
    ],
)
def test_releases_share_the_files(draw, release):
    nine = Release(model=MODEL, selector="versions/9", share=0.125)
    other = Release(model=TEXT_DETECTION, selector="versions/2", share=1.0)
    calls = Office(FakePod("oslo"), releases=(other, CANARY, nine), draw=draw).client.open_file()
    assert calls.release(TEXT_RECOGNITION) == release
    assert calls.release(TEXT_DETECTION) == "versions/2"


def test_a_release_gets_the_calls_of_its_model_alone():
    oslo = FakePod("oslo")
    office = Office(oslo, releases=(CANARY,))
    calls = office.client.open_file()
    attempt(office, calls)
    attempt(office, calls, what=Request(model=TEXT_DETECTION, body=b"page", read=lambda answer: answer))
    assert [(asked.model, asked.release) for asked in oslo.asked] == [
        (TEXT_RECOGNITION, "labels/canary"),
        (TEXT_DETECTION, STABLE),
    ]


@pytest.mark.parametrize("error", [missing, refusing, failing, invalid])
def test_a_failure_of_a_release_on_trial_is_not_the_pods(error):
    oslo = FakePod("oslo", error())
    office = on_the_brink(oslo, releases=(CANARY,))
    calls = office.client.open_file()
    assert attempt(office, calls).retryable
    assert is_forgiven(office)
    assert attempt(office, calls) == "oslo"
    assert [asked.release for asked in oslo.asked] == ["labels/canary", STABLE]
    assert [(call.release, call.outcome) for call in calls.made] == [
        ("labels/canary", error().code),
        (STABLE, "ok"),
    ]


@pytest.mark.parametrize("error", [late, broken])
def test_a_release_that_brings_down_a_pod_is_left_but_the_pod_rests(error):
    office = on_the_brink(FakePod("oslo", error()), releases=(CANARY,))
    calls = office.client.open_file()
    attempt(office, calls)
    assert calls.release(MODEL) == STABLE
    assert not is_forgiven(office)


@pytest.mark.parametrize("error", [refused, busy])
def test_a_release_is_kept_where_it_was_not_even_asked(error):
    office = Office(FakePod("oslo", error()), releases=(CANARY,))
    calls = office.client.open_file()
    attempt(office, calls)
    assert calls.release(MODEL) == "labels/canary"


@pytest.mark.parametrize("error", [broken, failing, late, invalid, missing, refused, refusing])
def test_a_failure_of_a_pod_tells_against_it(error):
    office = on_the_brink(FakePod("oslo", error()))
    assert attempt(office).code == error().code
    assert not is_forgiven(office)


@pytest.mark.parametrize("error", [missing, refusing])
def test_a_pod_may_lack_a_model_that_it_need_not_have(error):
    office = on_the_brink(FakePod("oslo", error()))
    lacking = attempt(office, what=Request(model=LAYOUT, body=b"words", read=lambda answer: answer))
    assert (lacking.code, lacking.retryable) == (error().code, False)
    assert is_forgiven(office)


def test_a_busy_pod_is_not_at_fault():
    office = on_the_brink(FakePod("oslo", busy()))
    assert attempt(office).code == "pod_busy"
    assert is_forgiven(office)


def test_an_answer_that_breaks_the_contract_tells_against_the_pod():
    def read(answer):
        raise invalid()

    office = on_the_brink(FakePod("oslo"))
    attempt(office, what=Request(model=MODEL, body=b"", read=read))
    assert not is_forgiven(office)
    assert names_of(office.recorded) == [("oslo", "pod_answer_invalid")]
    assert office.recorded[0].bytes_received > 0


def test_a_call_gets_what_time_the_file_has_left():
    oslo = FakePod("oslo")
    office = Office(oslo, call_seconds=20.0, file_seconds=50.0)
    calls = office.client.open_file()
    calls.begin()
    for after in (0.0, 29.0, 20.0):
        office.clock.advance(after)
        attempt(office, calls)
    assert [asked.seconds for asked in oslo.asked] == [20.0, 20.0, 1.0]
    office.clock.advance(5.0)
    assert calls.seconds_left == 0.0


def test_no_pod_is_to_blame_when_the_files_time_was_over():
    office = None

    def run_out():
        office.clock.advance(120.0)
        return refused()

    office = on_the_brink(FakePod("oslo", run_out))
    calls = office.client.open_file()
    calls.begin()
    attempt(office, calls)
    assert is_forgiven(office)


def test_a_call_is_noted_with_all_that_it_cost():
    office = None

    def slowly():
        office.clock.advance(0.25)

    office = Office(FakePod("oslo", slowly, site="cellar"), releases=(CANARY,))
    calls = office.client.open_file()
    attempt(office, calls, hedge=True, what=request(b"12345"))
    [call] = calls.made
    assert office.recorded == [call]
    assert (call.pod, call.site, call.model) == ("http://oslo:8501", "cellar", MODEL)
    assert (call.release, call.outcome, call.hedge) == ("labels/canary", "ok", True)
    assert call.milliseconds == pytest.approx(250)
    assert call.bytes_sent == 5 and call.bytes_received > 0


def test_a_failed_call_is_noted_with_what_crossed_the_network_all_the_same():
    lost = broken()
    lost.bytes_sent, lost.bytes_received = 3, 2
    office = Office(FakePod("oslo", lost, refused()))
    attempt(office, what=request(b"12345"))
    attempt(office, what=request(b"12345"))
    assert [(call.bytes_sent, call.bytes_received) for call in office.recorded] == [(3, 2), (0, 0)]


def test_only_answers_tell_how_long_calls_take():
    office = None

    def fail_quickly():
        return broken()

    def slowly():
        office.clock.advance(0.5)

    office = Office(FakePod("oslo", fail_quickly, *[slowly] * 20))
    for _ in range(21):
        attempt(office)
    assert office.pool.latency.slow(MODEL) == 0.5


def test_a_bug_is_raised_and_noted_but_keeps_no_place():
    office = Office(FakePod("oslo", ZeroDivisionError()))
    calls, turn = office.client.open_file(), office.take()
    with pytest.raises(ZeroDivisionError):
        calls.attempt(request(), turn, hedge=False)
    assert turn.member.health.outstanding == 0
    assert names_of(calls.made) == [("oslo", "bug")]


def test_an_answer_counts_even_if_it_cannot_be_recorded(caplog):
    def full(call):
        raise OSError("disk full")

    office = Office(FakePod("oslo"))
    office.client.record = full
    assert attempt(office) == "oslo"
    assert "not recorded" in caplog.text
