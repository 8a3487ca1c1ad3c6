"""Intervals of shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.evaluation.intervals import wilson


def test_eight_of_ten_may_be_from_half_to_nearly_all() -> None:
    # (0.8 + 0.19208 ± sqrt(0.8 x 0.2 x 0.38416 + 0.19208²)) / 1.38416
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_all_of_a_few_are_not_surely_all() -> None:
    # 1 / (1 + 1.96² / 10)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


def test_nothing_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_within(counts: tuple[int, int]) -> None:
    right, count = counts
    low, high = wilson(right, count)
    assert 0 <= low <= right / count + 1e-9
    assert right / count - 1e-9 <= high <= 1
