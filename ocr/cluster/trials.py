"""Whether a release on trial does worse than the one that pods serve by themselves. Pure.

Files are dealt out to both by chance and at the same time, so what goes wrong with one of them more often
than with the other, beyond chance, is the release's doing: a bad hour of the network meets both.

The test is the one-sided z test of two proportions, pooled and with Yates' correction for continuity (J. L.
Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. 2003, chapter 3). Two
proportions, because all that is known of a call or a receipt is whether it went well; one-sided, because a
better release needs no stop; a z test, because four counts are all that it needs, however large they are.

Looking again and again finds a difference by chance sooner or later, so z is not held against the usual 2.58.
As counts grow, z sqrt(t) moves like Brownian motion, where t is the information n1 n2 / (n1 + n2). Mixing its
likelihood ratios over all differences, taken to be positive and normal with variance 1/m, gives

    E = 2 sqrt(m / (m + t)) exp(z^2 t / (2 (m + t))) Phi(z sqrt(t / (m + t)))

and a release as good as the baseline has E >= 1/a at any time, however often it is looked at, with a chance
of `a` at most (H. Robbins, Statistical Methods Related to the Law of the Iterated Logarithm, Ann. Math.
Statist. 41, 1970; for trials of software: R. Johari, P. Koomen, L. Pekelis, D. Walsh, Always Valid Inference:
Continuous Monitoring of A/B Tests, Operations Research 70, 2022). In effect z must reach 3.6 where t is 100,
and 4.2 where it is 100,000.

Calls of one file are sent side by side, so that they may fail together, and then say no more than one of them
does. Where up to k count together, all that is counted is held to be k times as little (the design effect
1 + (k - 1) r of clusters of k, taken for a correlation r of 1: L. Kish, Survey Sampling, 1965, chapter 5).
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

CHANCE = 0.005
"""That a release as good as the baseline is rolled back for one reason. There are two, errors and
corrections, so that in all it is 1 %."""
LEAST_COUNT = 50
"""On each side, of what goes wrong apart; fewer say too little of the usual."""
LEAST_BAD = 10
"""Of the release on trial: with fewer z is far from normal where hardly anything goes wrong."""

_SHARPEST_AT = 20.0
"""The information `m` at which E grows fastest; small, so that a release that fails outright ends soon."""

_phi = NormalDist().cdf


@dataclass(frozen=True, kw_only=True)
class Sample:
    """How many there were, and how many of them went wrong."""

    count: int
    bad: int
    together: int = 1
    """How many of them at most may go wrong for one and the same reason."""

    @property
    def apart(self) -> int:
        """How many there were for reasons of their own, at least."""
        return self.count // self.together

    @property
    def rate(self) -> float | None:
        """The share that went wrong, 0..1; `None` where there were none."""
        return self.bad / self.count if self.count else None


def z_score(trial: Sample, baseline: Sample) -> float:
    """Return by how many standard errors the trial's rate exceeds the baseline's; 0 where it does not."""
    information = _information(trial, baseline)
    if not information:
        return 0.0
    pooled = (trial.bad + baseline.bad) / (trial.count + baseline.count)
    correction = (trial.together / trial.count + baseline.together / baseline.count) / 2
    difference = trial.bad / trial.count - baseline.bad / baseline.count - correction
    if difference <= 0:
        return 0.0
    return difference / math.sqrt(pooled * (1 - pooled) / information)


def evidence(trial: Sample, baseline: Sample) -> float:
    """Return E: how many times likelier the counts are if the release is worse; infinite beyond all doubt."""
    information, z = _information(trial, baseline), z_score(trial, baseline)
    if not z:
        return 0.0
    spread = _SHARPEST_AT / (_SHARPEST_AT + information)
    try:
        return 2 * math.sqrt(spread) * math.exp(z * z * (1 - spread) / 2) * _phi(z * math.sqrt(1 - spread))
    except OverflowError:
        return math.inf


def says_enough(trial: Sample, baseline: Sample) -> bool:
    """Return whether there are counts enough for a verdict."""
    return min(trial.apart, baseline.apart) >= LEAST_COUNT and trial.bad // trial.together >= LEAST_BAD


def is_worse(trial: Sample, baseline: Sample) -> bool:
    """Return whether more goes wrong with the release on trial than chance explains."""
    return says_enough(trial, baseline) and evidence(trial, baseline) >= 1 / CHANCE


def _information(trial: Sample, baseline: Sample) -> float:
    tried, usual = trial.count / trial.together, baseline.count / baseline.together
    return tried * usual / (tried + usual) if tried and usual else 0.0
