"""Whether a pod gets calls. Times are seconds of a clock that only the tests know."""

import pytest

from ocr.serving.health import FAILURES_TO_EJECT, FIRST_REST, LONGEST_REST, Health

MODEL, OTHER = "textrec", "textdet"


@pytest.fixture
def health():
    return Health()


def fail(health, now=0.0, *, model=MODEL, gone=False):
    health.fail(health.begin(now), now, model=model, gone=gone)


def ejected_at(now):
    health = Health()
    fail(health, now, gone=True)
    return health


def test_a_new_pod_gets_calls(health):
    assert health.alive and health.outstanding == 0 and not health.probe_due(1e9)


def test_calls_under_way_are_counted_until_they_end(health):
    answered, failed, dismissed = (health.begin(0.0) for _ in range(3))
    assert health.outstanding == 3
    health.succeed(answered, 1.0, model=MODEL)
    health.fail(failed, 1.0, model=MODEL)
    health.dismiss(dismissed)
    assert health.outstanding == 0


def test_it_is_ejected_at_the_third_failure_in_a_row(health):
    for _ in range(FAILURES_TO_EJECT - 1):
        fail(health)
        assert health.alive
    fail(health)
    assert not health.alive


def test_an_answer_forgives_the_failures_before(health):
    for _ in range(10):
        fail(health)
        fail(health)
        health.succeed(health.begin(0.0), 0.0, model=MODEL)
    assert health.alive


def test_answers_of_one_model_do_not_forgive_failures_of_another(health):
    for _ in range(FAILURES_TO_EJECT):
        assert health.alive
        fail(health)
        if health.alive:
            health.succeed(health.begin(0.0), 0.0, model=OTHER)
    assert not health.alive


def test_it_is_ejected_at_once_when_nothing_is_there(health):
    fail(health, gone=True)
    assert not health.alive


def test_a_dismissed_call_is_no_failure(health):
    for _ in range(10):
        health.dismiss(health.begin(0.0))
    assert health.alive


def test_the_rest_grows_to_its_cap():
    health, now, rests = ejected_at(0.0), 0.0, []
    for _ in range(6):
        rest = next(step / 8 for step in range(1, 100) if health.probe_due(now + step / 8))
        now += rest
        rests.append(rest)
    assert rests == [FIRST_REST, 1.0, 2.0, LONGEST_REST, LONGEST_REST, LONGEST_REST]


def test_a_probe_is_due_once_a_rest():
    health = ejected_at(0.0)
    assert not health.probe_due(FIRST_REST - 0.01)
    assert health.probe_due(FIRST_REST)
    assert not health.probe_due(FIRST_REST)


def test_one_failure_after_its_revival_ejects_it_again_for_longer():
    health = ejected_at(0.0)
    health.revive()
    assert health.alive
    fail(health, 10.0)
    assert not health.alive
    assert not health.probe_due(10.0 + 2 * FIRST_REST - 0.01)
    assert health.probe_due(10.0 + 2 * FIRST_REST)


def test_an_answer_after_its_revival_makes_it_as_good_as_new():
    health = ejected_at(0.0)
    health.revive()
    health.succeed(health.begin(1.0), 1.0, model=MODEL)
    fail(health, 2.0)
    assert health.alive
    fail(health, 2.0, gone=True)
    assert health.probe_due(2.0 + FIRST_REST)


def test_calls_are_given_up_when_it_is_ejected_and_their_failures_are_no_news(health):
    number = health.begin(0.0)
    health.eject(1.0)
    assert health.gave_up(number) and health.outstanding == 0
    health.revive()
    health.fail(number, 2.0, model=MODEL, gone=True)
    assert health.alive and health.gave_up(number)


def test_calls_that_ended_or_began_later_are_not_given_up(health):
    answered = health.begin(0.0)
    health.succeed(answered, 1.0, model=MODEL)
    assert not health.gave_up(answered)
    health.eject(1.0)
    health.revive()
    assert not health.gave_up(health.begin(2.0))


def test_a_late_answer_is_welcome(health):
    number = health.begin(0.0)
    health.eject(1.0)
    health.succeed(number, 2.0, model=MODEL)
    assert health.alive and health.latency == 0.0


def test_it_is_silent_since_its_oldest_call_or_its_last_answer(health):
    assert health.silent_since() is None
    health.begin(1.0)
    quick = health.begin(2.0)
    assert health.silent_since() == 1.0
    health.succeed(quick, 5.0, model=MODEL)
    assert health.silent_since() == 5.0


def test_its_latency_follows_its_calls(health):
    for _ in range(50):
        health.succeed(health.begin(0.0), 2.0, model=MODEL)
    assert health.latency == pytest.approx(2.0, rel=0.01)
    health.succeed(health.begin(0.0), 7.0, model=MODEL)
    assert health.latency == pytest.approx(3.0, rel=0.01)
