"""Fits the table of confidences to cases; the formulas are plain numpy."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ocr.evaluation.intervals import wilson
from ocr.layout.calibration import FEATURES, GROUPS, UNPROVEN, Curve
from ocr.training.calibration.cases import Case

FOLDS = 5

Z = 1.28
"""Of the Wilson bound: the share in the long run is above it 90 times in 100."""

MIN_CASES = 25
"""A field read on fewer receipts shows at most UNPROVEN."""

RIDGE = 1.0
"""Prior of weights and of a field's own step from its group, as the inverse of its variance."""

STEPS, RATE = 1500, 0.5

Array = NDArray[np.float64]


def fit(cases: Sequence[Case]) -> dict[str, Curve]:
    """The curve of each field that has cases; its ceilings come from curves that did not see the receipt."""
    curves = dict(_weigh(cases))
    held_out = [(case, score) for case, score, _ in cross_fit(cases, ceilings=False)]
    return {
        name: _bounded(curve, [(score, case) for case, score in held_out if case.field == name])
        for name, curve in curves.items()
    }


def cross_fit(cases: Sequence[Case], *, ceilings: bool = True) -> Iterator[tuple[Case, float, float]]:
    """Each case with its score and its confidence by curves fitted on other receipts."""
    for fold in range(FOLDS):
        rest = [case for case in cases if _fold(case) != fold]
        curves = fit(rest) if ceilings else dict(_weigh(rest))
        for case in cases:
            if _fold(case) == fold and case.field in curves:
                curve = curves[case.field]
                yield case, curve.score(case.features), curve.confidence(case.features)


def _fold(case: Case) -> int:
    """The same for all fields of a receipt, and in every run."""
    return zlib.crc32(case.receipt.encode()) % FOLDS


def _weigh(cases: Sequence[Case]) -> Iterator[tuple[str, Curve]]:
    for names in GROUPS.values():
        group = [case for case in cases if case.field in names]
        present = [name for name in names if any(case.field == name for case in group)]
        if not group:
            continue
        features = np.array([case.features for case in group], float)
        own = np.array([[case.field == name for name in present] for case in group], float)
        right = np.array([case.right for case in group], float)
        intercept, weights, steps = _logistic(features, own, right)
        for name, step in zip(present, steps, strict=True):
            yield (
                name,
                Curve(intercept=intercept + float(step), weights=weights, scores=(0.0,), ceilings=(1.0,)),
            )


def _logistic(features: Array, own: Array, right: Array) -> tuple[float, tuple[float, ...], Array]:
    """Intercept, weights that are not negative, and each field's own step, by projected gradient descent."""
    mean, spread = features.mean(axis=0), np.maximum(features.std(axis=0), 0.05)
    inputs = (features - mean) / spread
    base, weights, steps = 0.0, np.zeros(len(FEATURES)), np.zeros(own.shape[1])
    for _ in range(STEPS):
        error = 1 / (1 + np.exp(-(base + inputs @ weights + own @ steps))) - right
        base -= RATE * float(error.mean())
        weights = np.maximum(0, weights - RATE * (inputs.T @ error + RIDGE * weights) / len(right))
        steps = steps - RATE * (own.T @ error + RIDGE * steps) / len(right)
    scaled = weights / spread
    return base - float(mean @ scaled), tuple(float(weight) for weight in scaled), steps


def _bounded(curve: Curve, scored: Sequence[tuple[float, Case]]) -> Curve:
    """The curve under what the counts support: at each score the Wilson bound of all cases from there on."""
    if len({case.receipt for _, case in scored}) < MIN_CASES:
        return replace(curve, scores=(0.0,), ceilings=(UNPROVEN,))
    # Of equal scores the last has counted them all.
    by_score = dict(_bounds(sorted(scored, key=lambda found: found[0], reverse=True)))
    knots: list[tuple[float, float]] = []
    for score, bound in sorted(by_score.items()):
        if not knots or bound > knots[-1][1]:
            knots.append((score, bound))
    return replace(
        curve, scores=tuple(score for score, _ in knots), ceilings=tuple(bound for _, bound in knots)
    )


def _bounds(ordered: Iterable[tuple[float, Case]]) -> Iterator[tuple[float, float]]:
    """Each score with the bound of all cases up to it.

    The items of one receipt are right or wrong together, so they count as one case with their share.
    """
    right, receipts = 0, set()
    for count, (score, case) in enumerate(ordered, start=1):
        right += case.right
        receipts.add(case.receipt)
        yield score, wilson(right / count * len(receipts), len(receipts), Z)[0]
