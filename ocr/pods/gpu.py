"""The one GPU of a stub pod: who holds it, and when. Pure; the time is handed in, in seconds of one clock."""

from collections import deque
from collections.abc import Iterator

Interval = tuple[float, float]

MAX_CALLS = 50_000
"""Calls that are remembered; older ones no longer count as busy time."""


class Gpu:
    """Serves calls in the order in which they come, each for a time that is known when it comes.

    So the end of every call is known at once: a busy period chains on planned ends, and a late wake-up of the
    process that plays the GPU loses no time. A call whose client has gone is done all the same.
    """

    def __init__(self) -> None:
        self.calls = 0
        """Taken so far."""
        self._free_at = 0.0
        self._log: deque[Interval] = deque(maxlen=MAX_CALLS)

    def take(self, now: float, seconds: float) -> float:
        """Hold the GPU for `seconds` as soon as it is free; return when that ends."""
        start = max(now, self._free_at)
        self._free_at = start + seconds
        self._log.append((start, self._free_at))
        self.calls += 1
        return self._free_at

    def stop(self, now: float) -> None:
        """Drop what has not been done yet."""
        self._free_at = min(self._free_at, now)
        done = ((start, min(end, now)) for start, end in self._log if start < now)
        self._log = deque(done, maxlen=MAX_CALLS)

    def intervals(self, since: float, until: float) -> list[Interval]:
        """Return the busy periods inside the window, oldest first; calls without a gap are one period."""
        return list(_joined((max(start, since), min(end, until)) for start, end in self._log))

    def calls_begun(self, since: float, until: float) -> int:
        """Return how many calls got the GPU inside the window."""
        return sum(since <= start < until for start, _ in self._log)


def _joined(intervals: Iterator[Interval]) -> Iterator[Interval]:
    current: Interval | None = None
    for start, end in intervals:
        if start >= end:
            continue
        if current and start <= current[1]:
            current = (current[0], end)
            continue
        if current:
            yield current
        current = (start, end)
    if current:
        yield current
