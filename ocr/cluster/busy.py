"""How long pods were busy: the time in which calls overlap counts once."""

from collections import defaultdict, deque
from datetime import datetime

_REMEMBERED = 256
"""Spans of each pod; a call that began before all of them has long been given up."""


class BusyTime:
    """Adds up, for each pod, the time that was covered by at least one call. Not thread-safe."""

    def __init__(self) -> None:
        self._spans: dict[str, deque[tuple[datetime, datetime]]] = defaultdict(
            lambda: deque(maxlen=_REMEMBERED)
        )

    def add(self, pod: str, begun: datetime, ended: datetime) -> float:
        """Note a call; return the milliseconds that no earlier call covered. Calls come as they end."""
        spans, covered = self._spans[pod], 0.0
        while spans and spans[-1][1] >= begun:
            first, last = spans.pop()
            covered += (last - first).total_seconds()
            begun, ended = min(begun, first), max(ended, last)
        spans.append((begun, ended))
        return ((ended - begun).total_seconds() - covered) * 1000
