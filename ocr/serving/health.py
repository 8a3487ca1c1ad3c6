"""Whether a pod gets calls. Pure: the time is handed in, in seconds of one clock."""

from collections import defaultdict
from itertools import count

FAILURES_TO_EJECT = 3
"""Of one model in a row; a single one may be the request's or the network's bad luck."""

FIRST_REST, LONGEST_REST = 0.5, 3.0
"""Seconds between two probes of an ejected pod. They are tiny, so the longest is short: a site that heals
is back within it."""

_LATENCY_WEIGHT = 0.2
"""Of the newest call in the moving average."""


class Health:
    """What is known of one pod. Not thread-safe; the pool's lock guards it."""

    def __init__(self) -> None:
        self.latency = 0.0
        """Moving average of the seconds of a call."""
        self._begun: dict[int, float] = {}
        self._numbers = count()
        self._failures: dict[str, int] = defaultdict(int)
        """In a row, by model: a pod that serves one well may fail at the other."""
        self._rest = 0.0
        self._probe_at: float | None = None
        self._ejected_at = float("-inf")
        self._given_up_below = 0
        self._heard_at = float("-inf")

    @property
    def alive(self) -> bool:
        """Whether it gets calls."""
        return self._probe_at is None

    @property
    def outstanding(self) -> int:
        """Calls under way, without those given up when it was ejected."""
        return len(self._begun)

    def begin(self, now: float) -> int:
        """Note a call; return its number."""
        number = next(self._numbers)
        self._begun[number] = now
        return number

    def succeed(self, number: int, now: float, *, model: str) -> None:
        """Note that the model's call was answered."""
        begun = self._begun.pop(number, None)
        if begun is not None:
            self.latency += _LATENCY_WEIGHT * (now - begun - self.latency)
        self._failures[model] = 0
        self._rest = 0.0
        self._probe_at = None
        self._heard_at = now

    def dismiss(self, number: int) -> None:
        """Note that the call ended in a way that says nothing of the pod."""
        self._begun.pop(number, None)

    def fail(self, number: int, now: float, *, model: str, gone: bool = False) -> None:
        """Note that the model's call failed by the pod's fault; `gone` says that nothing is there at all."""
        if self._begun.pop(number, None) is None:
            return  # given up when the pod was ejected: that it failed is no news
        self._failures[model] += 1
        if self.alive and (gone or self._failures[model] >= FAILURES_TO_EJECT):
            self.eject(now)

    def eject(self, now: float) -> None:
        """Give it no calls until a probe succeeds; what it still answers is welcome."""
        if self.alive:
            self._ejected_at = now
        self._begun.clear()
        self._given_up_below = next(self._numbers)
        self._rest = min(max(self._rest * 2, FIRST_REST), LONGEST_REST)
        self._probe_at = now + self._rest

    def ejected_for(self, now: float) -> float | None:
        """Return for how long it has got no calls; `None` while it is alive."""
        return None if self.alive else now - self._ejected_at

    def probe_in(self, now: float) -> float | None:
        """Return the seconds until it is probed next, 0 when that is overdue; `None` while it is alive."""
        return None if self._probe_at is None else max(0.0, self._probe_at - now)

    def gave_up(self, number: int) -> bool:
        """Return whether the pod was ejected since the call began, so that its answer is not counted on."""
        return number < self._given_up_below

    def silent_since(self) -> float | None:
        """Return since when there are calls under way and not one was answered; `None` without calls."""
        begun = min(self._begun.values(), default=None)
        return None if begun is None else max(begun, self._heard_at)

    def probe_due(self, now: float) -> bool:
        """Return whether to probe it now, and if so, count on an answer before the next time."""
        if self._probe_at is None or now < self._probe_at:
            return False
        self.eject(now)
        return True

    def revive(self) -> None:
        """Note that a probe succeeded: it gets calls again, and one failure ends that."""
        self._probe_at = None
        self._failures = defaultdict(lambda: FAILURES_TO_EJECT - 1)
