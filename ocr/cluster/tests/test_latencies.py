"""How long calls took, from coarse counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.cluster.latencies import percentile
from ocr.cluster.models import LATENCY_BOUNDS

counts = st.lists(st.integers(0, 10**9), min_size=len(LATENCY_BOUNDS) + 1, max_size=len(LATENCY_BOUNDS) + 1)


def test_calls_lie_evenly_between_two_bounds():
    assert percentile([0, 0, 0, 10, *[0] * 7], 0.5) == 150
    assert percentile([10, *[0] * 10], 0.95) == pytest.approx(23.75)
    assert percentile([50, 50, *[0] * 9], 0.75) == 37.5


def test_without_calls_there_is_nothing_to_say():
    assert percentile([0] * 11, 0.5) is None


def test_beyond_the_last_bound_no_more_is_known():
    assert percentile([0] * 10 + [7], 0.5) == 12_800


@given(counts)
def test_the_95th_is_never_below_the_50th(found):
    if any(found):
        assert 0 <= percentile(found, 0.5) <= percentile(found, 0.95) <= LATENCY_BOUNDS[-1]
