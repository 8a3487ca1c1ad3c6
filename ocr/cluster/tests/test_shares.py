"""Wholes that are split."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ocr.cluster.shares import in_proportion

wholes = st.fractions(min_value=0, max_value=10**9)
weights = st.dictionaries(st.text(), st.integers(0, 10**9))


@given(wholes, weights)
def test_parts_sum_to_the_whole_where_anybody_has_a_weight(whole, to):
    assert sum(in_proportion(whole, to).values()) == (whole if any(to.values()) else 0)


@given(wholes, weights, st.integers(1, 1000))
def test_only_proportions_count(whole, to, times):
    assert in_proportion(whole, {key: times * weight for key, weight in to.items()}) == in_proportion(
        whole, to
    )


@given(wholes, weights, st.text(), st.integers(1, 10**6), st.integers(1, 10**6))
def test_who_is_split_in_two_pays_the_same_in_all(whole, to, name, first, second):
    one = in_proportion(whole, {**to, name: first + second})
    others = {key: weight for key, weight in to.items() if key != name}
    two = in_proportion(whole, {**others, (name, 1): first, (name, 2): second})
    assert two[name, 1] + two[name, 2] == one[name]


def test_who_did_nothing_pays_nothing():
    assert in_proportion(Fraction(297), {"Alice": 3, "Bob": 0}) == {"Alice": 297, "Bob": 0}
