"""Times of day."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.layout.times import find_times


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20:49:59", time(20, 49, 59)),
        ("8:13:39 PM", time(20, 13, 39)),
        ("12:05 AM", time(0, 5)),
        ("12:05 PM", time(12, 5)),
        ("09:47:16PM", time(21, 47, 16)),
        ("13:14:15 PM", time(13, 14, 15)),
        ("13 : 58", time(13, 58)),
        ("20h15", time(20, 15)),
        ("8.30pm", time(20, 30)),
        ("Giờ: 14:05", time(14, 5)),
        ("Jam :17:03:56", time(17, 3, 56)),
        ("Time:17:03", time(17, 3)),
    ],
)
def test_a_printed_time_is_found(text: str, value: time) -> None:
    assert [found.value for found in find_times(text)] == [value]


@pytest.mark.parametrize("text", ["", "25:10", "12:75", "1:2", "10.50", "7:0"])
def test_other_numbers_are_no_times(text: str) -> None:
    assert find_times(text) == []


def test_a_time_may_touch_the_date_before_it() -> None:
    (found,) = find_times("19/10/201820:49:59", after=10)
    assert found.value == time(20, 49, 59)


@given(st.text(max_size=60), st.integers(min_value=0, max_value=60))
def test_no_text_breaks_the_parser(text: str, after: int) -> None:
    for found in find_times(text, after=after):
        assert 0 <= found.start < found.end <= len(text)
