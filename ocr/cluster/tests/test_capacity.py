"""What pods could read in a month."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ocr.cluster.capacity import (
    MEGABYTE,
    MONTH,
    Work,
    capacity,
    load_factor,
    pod_seconds_of,
    receipts_a_month,
    service_demand,
)
from ocr.cluster.costs.accrual import GIGABYTE
from ocr.cluster.shares import in_proportion

seconds = st.fractions(min_value=Fraction(1, 1000), max_value=1000)
sizes = st.fractions(min_value=0, max_value=2**30)
factors = st.fractions(min_value=Fraction(1, 1000), max_value=1)
pod_counts = st.integers(min_value=0, max_value=1000)
loads = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=168)


def work(pod_seconds=Fraction(1), transferred=Fraction(1), factor=None) -> Work:
    return Work(pod_seconds=pod_seconds, transferred=transferred, load_factor=factor)


def test_the_reference_reads_as_many_as_it_says_of_itself():
    taken = pod_seconds_of(seconds=Fraction("1.8"), pods=8)
    reference = capacity(work(taken, Fraction(4 * MEGABYTE)), pods=8)
    assert (reference.full, reference.full_gb) == (1_440_000, 5_625)
    assert (reference.patterned, reference.patterned_gb) == (None, None)


@given(pod_counts, seconds)
def test_all_pods_are_busy_all_the_time(pods, pod_seconds):
    assert receipts_a_month(pods=pods, pod_seconds=pod_seconds) * pod_seconds == pods * MONTH


@given(pod_counts, pod_counts, seconds, sizes, factors)
def test_what_is_lost_with_a_site_is_what_its_pods_did(here, there, pod_seconds, transferred, factor):
    done = work(pod_seconds, transferred, factor)
    both, first, second = (capacity(done, pods=pods) for pods in (here + there, here, there))
    assert both.full == first.full + second.full
    assert both.full_gb == first.full_gb + second.full_gb
    assert both.patterned == first.patterned + second.patterned
    assert both.patterned_gb == first.patterned_gb + second.patterned_gb


@given(pod_counts, seconds, sizes, factors)
def test_uneven_hours_never_give_more(pods, pod_seconds, transferred, factor):
    found = capacity(work(pod_seconds, transferred, factor), pods=pods)
    assert found.patterned <= found.full
    assert found.patterned_gb * GIGABYTE == found.patterned * transferred


@given(st.integers(min_value=1, max_value=1000), seconds)
def test_a_load_test_says_the_same_as_its_pods(pods, each):
    taken = pod_seconds_of(seconds=each, pods=pods)
    assert receipts_a_month(pods=pods, pod_seconds=taken) == MONTH / each


@given(
    st.fractions(min_value=1, max_value=10**9),
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=1, max_size=5),
)
def test_the_demand_of_all_is_the_mean_of_the_classes(busy, classes):
    receipts, called = zip(*classes, strict=True)
    parts = in_proportion(busy, dict(enumerate(called)))
    each = [service_demand(busy=parts[key], receipts=count) for key, count in enumerate(receipts)]
    mean = sum(count * demand for count, demand in zip(receipts, each, strict=True)) / sum(receipts)
    assert service_demand(busy=busy, receipts=sum(receipts)) == mean


@given(loads)
def test_what_fills_the_busiest_hour_overfills_no_other(hours):
    factor = load_factor(hours)
    if factor is None:
        assert not any(hours)
        return
    assert 0 < factor <= 1
    assert factor * max(hours) * len(hours) == sum(hours)


@given(loads, st.integers(min_value=1, max_value=1000))
def test_a_pattern_is_the_same_however_much_comes(hours, times):
    assert load_factor([times * load for load in hours]) == load_factor(hours)


def test_even_hours_leave_the_capacity_whole():
    assert load_factor([7] * 168) == 1
    assert load_factor([0] * 84 + [7] * 84) == Fraction(1, 2)
    assert load_factor([]) is None
