"""The calls of the last minute, second by second."""

import threading
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from ocr.cluster.busy import BusyTime
from ocr.cluster.live.news import Counts
from ocr.cluster.models import LATENCY_BOUNDS
from ocr.types import Call

SECONDS = 60


class LastMinute:
    """Counts the calls of one process by pod, and forgets them after a minute. Thread-safe.

    A call counts in the second of its end, with all the time that it took.
    """

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self._now = now
        self._slots: deque[tuple[int, dict[str, Counts]]] = deque()
        self._busy = BusyTime()
        self._lock = threading.Lock()

    def record(self, call: Call) -> None:
        """Count a call that has ended."""
        now = self._now()
        with self._lock:
            counts = self._slot(int(now.timestamp())).setdefault(call.pod, Counts())
            counts.calls += 1
            counts.busy_milliseconds += self._busy.add(
                call.pod, now - timedelta(milliseconds=call.milliseconds), now
            )
            if call.outcome == "ok":
                counts.took[bisect_left(LATENCY_BOUNDS, call.milliseconds)] += 1
            else:
                counts.errors += 1

    def by_pod(self) -> dict[str, Counts]:
        """Return the counts of the last minute by the pods' URLs."""
        found: dict[str, Counts] = defaultdict(Counts)
        with self._lock:
            self._forget(int(self._now().timestamp()))
            for _, pods in self._slots:
                for pod, counts in pods.items():
                    found[pod].add(counts)
        return found

    def _slot(self, second: int) -> dict[str, Counts]:
        self._forget(second)
        if not self._slots or self._slots[-1][0] < second:
            self._slots.append((second, {}))
        return self._slots[-1][1]

    def _forget(self, second: int) -> None:
        while self._slots and self._slots[0][0] <= second - SECONDS:
            self._slots.popleft()
