"""Where requests wait when all pods have enough to do.

A pod that holds more calls than keep it busy only makes them old: they run into their time limits, and look
like those of a dead pod. So they wait here, and the file that began first goes first.
"""

import heapq
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from ocr.errors import EngineError


class WaitingLine:
    """Lets as many requests pass at once as `capacity` says at that moment, and always one. Thread-safe."""

    def __init__(self, capacity: Callable[[], int]) -> None:
        self._capacity = capacity
        self._passed = 0
        self._waiting: list[tuple[float, int, threading.Event]] = []
        self._numbers = count()
        self._lock = threading.Lock()

    @contextmanager
    def place(self, *, rank: float, seconds: float) -> Iterator[None]:
        """Wait for a place, the lowest rank first, and keep it inside the block.

        Raises `EngineError` when there is none within `seconds`.
        """
        ticket = (rank, next(self._numbers), threading.Event())
        with self._lock:
            heapq.heappush(self._waiting, ticket)
            self._admit()
        if not ticket[2].wait(min(seconds, threading.TIMEOUT_MAX)) and not self._withdrawn(ticket):
            raise too_late()
        try:
            yield
        finally:
            with self._lock:
                self._passed -= 1
                self._admit()

    def _admit(self) -> None:
        while self._waiting and self._passed < max(1, self._capacity()):
            self._passed += 1
            heapq.heappop(self._waiting)[2].set()

    def _withdrawn(self, ticket: tuple[float, int, threading.Event]) -> bool:
        """Leave the line; return whether a place came at the last moment after all."""
        with self._lock:
            if ticket[2].is_set():
                return True
            self._waiting.remove(ticket)
            heapq.heapify(self._waiting)
            return False


def too_late() -> EngineError:
    """Return the error of a file whose time is over."""
    return EngineError("The GPUs took too long. Try again later.", code="pods_too_slow", retryable=True)
