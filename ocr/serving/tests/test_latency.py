"""When a call is slow, and how many extra calls that may cost."""

import threading

import pytest

from ocr.serving.latency import HedgeBudget, Latency


@pytest.fixture
def latency():
    return Latency()


def add(latency, model, *seconds):
    for each in seconds:
        latency.add(model, each)


def test_nothing_is_slow_while_little_is_known(latency):
    add(latency, "textrec", *[0.1] * 19)
    assert latency.slow("textrec") is None and latency.slow("textdet") is None
    add(latency, "textrec", 0.1)
    assert latency.slow("textrec") == 0.1


def test_slow_is_what_95_of_100_calls_stayed_below(latency):
    add(latency, "textrec", *(n / 100 for n in range(100)))
    assert latency.slow("textrec") == 0.95


def test_noise_of_the_network_is_not_slow(latency):
    add(latency, "textrec", *[0.001] * 20)
    assert latency.slow("textrec") == 0.05


def test_old_calls_are_forgotten(latency):
    add(latency, "textrec", *[9.0] * 300, *[0.1] * 256)
    assert latency.slow("textrec") == 0.1


def test_silence_is_four_slow_calls_of_the_slowest_model(latency):
    assert latency.silence() is None
    add(latency, "textrec", *[0.5] * 20)
    assert latency.silence() == 2.0
    add(latency, "textdet", *[1.0] * 20)
    assert latency.silence() == 4.0


def test_nobody_is_silent_while_a_model_is_little_known(latency):
    add(latency, "textrec", *[0.1] * 20)
    add(latency, "textdet", 3.0)
    assert latency.silence() is None


def test_silence_is_half_a_second_at_least(latency):
    add(latency, "textrec", *[0.01] * 20)
    assert latency.silence() == 0.5


def test_extra_calls_are_a_share_of_all():
    budget = HedgeBudget(0.05)
    spent = 0
    for _ in range(1000):
        budget.earn()
        spent += budget.spend()
    assert spent in (49, 50)


def test_nothing_is_spent_before_it_was_earned():
    assert not HedgeBudget(0.05).spend()


def test_a_share_of_nothing_buys_nothing():
    budget = HedgeBudget(0.0)
    for _ in range(1000):
        budget.earn()
    assert not budget.spend()


def test_savings_are_bounded():
    budget = HedgeBudget(0.5)
    for _ in range(1000):
        budget.earn()
    assert sum(budget.spend() for _ in range(100)) == 10


def test_threads_together_spend_no_more_than_was_earned():
    budget, start, spent = HedgeBudget(0.5), threading.Barrier(8), []
    for _ in range(20):
        budget.earn()

    def spend():
        start.wait(10)
        spent.extend(budget.spend() for _ in range(50))

    threads = [threading.Thread(target=spend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(spent) == 10
