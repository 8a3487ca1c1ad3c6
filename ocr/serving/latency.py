"""When a call is slow, and how many extra calls that may cost. Pure, but for a lock."""

import threading
from collections import defaultdict, deque

_WINDOW = 256
"""Calls that are remembered of each model."""
_ENOUGH = 20
"""Calls from which a percentile means something."""
_PERCENTILE = 0.95
_SHORTEST = 0.05
"""Seconds; below it a hedge is sent for the noise of the network."""
_SILENCE, _SHORTEST_SILENCE = 4.0, 0.5
"""A pod that takes this many times the slow call, and this many seconds at least, is taken for dead."""

_BURST = 10.0
"""Extra calls in a row, when none was needed for long."""


class Latency:
    """Recent durations of each model's calls."""

    def __init__(self) -> None:
        self._recent: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=_WINDOW))
        self._lock = threading.Lock()

    def add(self, model: str, seconds: float) -> None:
        """Remember an answered call."""
        with self._lock:
            self._recent[model].append(seconds)

    def slow(self, model: str) -> float | None:
        """Return the seconds that 95 % of recent calls stayed below; `None` while too few are known."""
        with self._lock:
            recent = sorted(self._recent[model])
        if len(recent) < _ENOUGH:
            return None
        return max(_SHORTEST, recent[int(len(recent) * _PERCENTILE)])

    def silence(self) -> float | None:
        """Return the seconds after which an unanswered call tells that its pod is dead."""
        with self._lock:
            models = list(self._recent)
        slow = [self.slow(model) for model in models]
        known = [seconds for seconds in slow if seconds is not None]
        if not known or len(known) < len(slow):
            return None
        return max(_SHORTEST_SILENCE, _SILENCE * max(known))


class HedgeBudget:
    """Allows extra calls up to a share of all calls (a token bucket)."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._tokens = 0.0
        self._lock = threading.Lock()

    def earn(self) -> None:
        """Note an ordinary call."""
        with self._lock:
            self._tokens = min(_BURST, self._tokens + self._share)

    def spend(self) -> bool:
        """Return whether an extra call may be sent, and count it."""
        with self._lock:
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True
