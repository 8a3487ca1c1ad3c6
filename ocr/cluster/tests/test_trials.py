"""Whether releases on trial are judged fairly: over and over, in trials whose truth is known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.cluster.trials import CHANCE, Sample, evidence, is_worse, says_enough, z_score

TRIALS, LOOKS = 1000, 100


def rolled_back(*, usual: float, on_trial: float, share: float, files: int, seed: int) -> float:
    """Return the share of trials that are ended, each looked at again after every so many files."""
    chance, ended = np.random.default_rng(seed), 0
    tried = round(files * share)
    for _ in range(TRIALS):
        trial, baseline = Sample(count=0, bad=0), Sample(count=0, bad=0)
        for _ in range(LOOKS):
            trial = more(trial, tried, on_trial, chance)
            baseline = more(baseline, files - tried, usual, chance)
            if is_worse(trial, baseline):
                ended += 1
                break
    return ended / TRIALS


def more(sample: Sample, count: int, rate: float, chance: np.random.Generator) -> Sample:
    return Sample(count=sample.count + count, bad=sample.bad + int(chance.binomial(count, rate)))


counts = st.builds(
    lambda count, bad: Sample(count=count, bad=min(bad, count)),
    st.integers(0, 10**7),
    st.integers(0, 10**7),
)


@pytest.mark.parametrize(
    ("rate", "share", "files"), [(0.003, 0.05, 1000), (0.02, 0.05, 400), (0.02, 0.5, 100), (0.25, 0.1, 100)]
)
def test_a_release_as_good_as_the_baseline_is_hardly_ever_rolled_back_however_often_it_is_looked_at(
    rate, share, files
):
    assert rolled_back(usual=rate, on_trial=rate, share=share, files=files, seed=6) <= 2 * CHANCE


@pytest.mark.parametrize(
    ("usual", "on_trial", "share", "files"),
    [(0.002, 0.02, 0.1, 500), (0.02, 0.06, 0.2, 200), (0.25, 0.4, 0.1, 100), (0.0, 0.5, 0.05, 100)],
)
def test_one_that_is_clearly_worse_is_rolled_back(usual, on_trial, share, files):
    assert rolled_back(usual=usual, on_trial=on_trial, share=share, files=files, seed=6) >= 0.98


@pytest.mark.parametrize(("together", "expected"), [(1, False), (4, True)])
def test_calls_that_fail_together_say_no_more_than_one_of_them(together, expected):
    """Of one file in a hundred four calls fail at once, whichever release it goes to."""
    chance, ended = np.random.default_rng(6), 0
    for _ in range(TRIALS // 2):
        files = np.zeros(2, int), np.zeros(2, int)
        for _ in range(LOOKS // 2):
            for side, count in ((0, 16), (1, 64)):
                files[side][:] += count, chance.binomial(count, 0.01)
            trial, baseline = (Sample(count=12 * n, bad=4 * bad, together=together) for n, bad in files)
            if is_worse(trial, baseline):
                ended += 1
                break
    assert (ended <= 2 * CHANCE * TRIALS // 2) is expected, ended


def test_a_better_one_never_is():
    assert rolled_back(usual=0.2, on_trial=0.1, share=0.2, files=100, seed=6) == 0


def test_without_the_correction_for_many_looks_a_good_one_would_be_rolled_back_often(monkeypatch):
    monkeypatch.setattr("ocr.cluster.trials.evidence", lambda *both: 1 / CHANCE * (z_score(*both) > 2.58))
    assert rolled_back(usual=0.02, on_trial=0.02, share=0.5, files=100, seed=6) > 0.02


def test_z_is_that_of_the_textbook():
    trial, baseline = Sample(count=100, bad=30), Sample(count=300, bad=45)
    pooled = 75 / 400
    error = math.sqrt(pooled * (1 - pooled) * (1 / 100 + 1 / 300))
    assert z_score(trial, baseline) == pytest.approx((0.30 - 0.15 - (1 / 200 + 1 / 600)) / error)


def test_a_few_failures_are_no_verdict_yet():
    baseline = Sample(count=10_000, bad=0)
    assert not says_enough(Sample(count=49, bad=49), baseline)
    assert not says_enough(Sample(count=5000, bad=9), baseline)
    assert not says_enough(Sample(count=500, bad=500), Sample(count=49, bad=0))
    assert is_worse(Sample(count=50, bad=10), baseline)


@given(counts, counts)
def test_any_counts_can_be_judged(trial, baseline):
    assert evidence(trial, baseline) >= 0
    assert is_worse(trial, baseline) in (True, False)


@given(counts, counts)
def test_of_two_at_most_one_is_worse(one, other):
    assert not (is_worse(one, other) and is_worse(other, one))


@given(counts, counts)
def test_one_failure_more_is_never_a_point_in_its_favour(trial, baseline):
    if trial.bad < trial.count:
        worse = Sample(count=trial.count, bad=trial.bad + 1)
        assert z_score(worse, baseline) >= z_score(trial, baseline)


def test_the_bound_on_z_is_the_one_that_is_told():
    for count, bound in ((200, 3.6), (200_000, 4.2)):
        bad = next(bad for bad in range(count) if evidence_of(count, bad) >= 1 / CHANCE)
        z = z_score(Sample(count=count, bad=bad), Sample(count=count, bad=count // 4))
        assert z == pytest.approx(bound, abs=0.15)


def evidence_of(count: int, bad: int) -> float:
    return evidence(Sample(count=count, bad=bad), Sample(count=count, bad=count // 4))
