import math

from ocr.pods.gpu import Gpu


def test_calls_chain_on_the_planned_end_of_the_former():
    gpu = Gpu()

    assert gpu.take(10.0, 0.5) == 10.5
    assert gpu.take(10.2, 0.5) == 11.0  # whenever it wakes up: planned from 10.5
    assert gpu.intervals(-math.inf, math.inf) == [(10.0, 11.0)]
    assert gpu.calls == 2


def test_an_idle_gpu_begins_at_once():
    gpu = Gpu()
    gpu.take(10.0, 0.5)

    assert gpu.take(12.0, 0.5) == 12.5
    assert gpu.intervals(-math.inf, math.inf) == [(10.0, 10.5), (12.0, 12.5)]


def test_a_window_cuts_periods():
    gpu = Gpu()
    gpu.take(10.0, 2.0)
    gpu.take(13.0, 2.0)

    assert gpu.intervals(11.0, 14.0) == [(11.0, 12.0), (13.0, 14.0)]
    assert gpu.calls_begun(11.0, 14.0) == 1


def test_a_gpu_that_stops_forgets_what_waits():
    gpu = Gpu()
    gpu.take(10.0, 1.0)
    gpu.take(10.0, 1.0)

    gpu.stop(10.5)

    assert gpu.intervals(-math.inf, math.inf) == [(10.0, 10.5)]
    assert gpu.take(10.6, 1.0) == 11.6
