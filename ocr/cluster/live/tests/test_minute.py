"""The calls of the last minute."""

import pytest

from ocr.cluster.live.minute import LastMinute
from ocr.cluster.tests.conftest import HERE, THERE, a_call


def test_calls_are_counted_by_pod_and_by_how_long_they_took(wall):
    minute = LastMinute(wall.now)
    for milliseconds in (20, 30, 20_000):
        minute.record(a_call(milliseconds=milliseconds))
    minute.record(a_call(pod=THERE, outcome="pod_timeout"))
    counts = minute.by_pod()
    assert (counts[HERE].calls, counts[HERE].errors) == (3, 0)
    assert counts[HERE].took == [1, 1, *[0] * 8, 1]
    assert (counts[THERE].calls, counts[THERE].errors, sum(counts[THERE].took)) == (1, 1, 0)


def test_time_in_which_calls_overlap_is_busy_once(wall):
    minute = LastMinute(wall.now)
    minute.record(a_call(milliseconds=200))
    wall.advance(0.1)
    minute.record(a_call(milliseconds=200))
    assert minute.by_pod()[HERE].busy_milliseconds == pytest.approx(300)


def test_after_a_minute_they_are_forgotten(wall):
    minute = LastMinute(wall.now)
    minute.record(a_call())
    wall.advance(30)
    minute.record(a_call())
    wall.advance(29)
    assert minute.by_pod()[HERE].calls == 2
    wall.advance(1)
    assert minute.by_pod()[HERE].calls == 1
    wall.advance(30)
    assert minute.by_pod() == {}
