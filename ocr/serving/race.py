"""One request: sent to a pod and, where that fails or takes long, to others; the first answer wins.

A call that failed is retried on another pod. One that is slower than 95 % of recent calls is hedged, within
the client's budget; one whose pod fell silent is sent again whatever the budget. Calls that lost end by
themselves and are counted when they do.
"""

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Generic, TypeVar

from ocr.errors import PodError, PodsAwayError
from ocr.serving.client import FileCalls, too_late
from ocr.serving.models import Request
from ocr.serving.pool import Turn

T = TypeVar("T")

_MOST_FAILURES = 6
"""Of one request; what fails on so many pods fails by itself."""
_LOOK_EVERY = 0.1
"""Seconds between two looks at pods that are waited for."""
_FIRST_PAUSE = 0.1
"""Seconds before the second try on pods that are all busy; doubled each time."""


@dataclass(eq=False, frozen=True)
class _Runner(Generic[T]):
    turn: Turn
    began: float


def send(request: Request[T], calls: FileCalls, *, sleep: Callable[[float], None] = time.sleep) -> T:
    """Return the answer to the request. Raises `EngineError`, `PodsAwayError` when no pod is left."""
    return _Race(request, calls, sleep).run()


class _Race(Generic[T]):
    def __init__(self, request: Request[T], calls: FileCalls, sleep: Callable[[float], None]) -> None:
        self._request = request
        self._calls = calls
        self._sleep = sleep
        self._pool = calls.client.pool
        self._clock = calls.client.clock
        self._running: dict[Future[T], _Runner[T]] = {}
        self._failed: list[Turn] = []
        self._hedged = False

    def run(self) -> T:
        self._calls.client.budget.earn()
        self._start()
        while True:
            done, _ = wait(self._running, timeout=self._patience(), return_when=FIRST_COMPLETED)
            for future in done:
                runner, error = self._running.pop(future), future.exception()
                if error is None:
                    return future.result()
                self._note_failure(runner, error)
            self._go_on()

    def _go_on(self) -> None:
        """Start what else the race needs now."""
        if not self._calls.seconds_left:
            raise too_late()
        if not self._running:
            self._start()
        elif self._is_late():
            self._start_beside()

    def _start(self) -> None:
        """Call a pod, rather one that has not failed on this request."""
        turn = self._pool.take(avoid=[turn.member for turn in self._failed])
        self._submit(turn, hedge=False)

    def _start_beside(self) -> None:
        """Call another pod besides; go on waiting where there is none."""
        taken = [runner.turn.member for runner in self._running.values()]
        avoid = [*taken, *(turn.member for turn in self._failed)]
        try:
            turn = self._pool.take(avoid=avoid, elsewhere=True)
        except PodsAwayError:
            return
        self._submit(turn, hedge=True)

    def _submit(self, turn: Turn, *, hedge: bool) -> None:
        runner: _Runner[T] = _Runner(turn, self._clock())
        attempt = self._calls.client.attempts.submit(self._calls.attempt, self._request, turn, hedge=hedge)
        self._running[attempt] = runner

    def _is_late(self) -> bool:
        """Return whether to call another pod besides: all are silent, or slow and the budget allows it."""
        if not any(self._pool.is_alive(runner.turn.member) for runner in self._running.values()):
            return True
        slow = self._pool.latency.slow(self._request.model)
        if self._hedged or slow is None or self._running_for() < slow:
            return False
        self._hedged = self._calls.client.budget.spend()
        return self._hedged

    def _running_for(self) -> float:
        return self._clock() - max(runner.began for runner in self._running.values())

    def _patience(self) -> float:
        """Return the seconds after which to look again, answer or not."""
        slow = self._pool.latency.slow(self._request.model)
        until_slow = slow - self._running_for() if slow and not self._hedged else _LOOK_EVERY
        return min(max(until_slow, 0.005), _LOOK_EVERY, self._calls.seconds_left)

    def _note_failure(self, runner: _Runner[T], error: BaseException) -> None:
        """Remember the failure; raise it when trying again is pointless."""
        if not isinstance(error, PodError) or not error.retryable:
            raise error
        self._failed.append(runner.turn)
        if len(self._failed) >= _MOST_FAILURES and not self._running:
            raise error
        if error.code == "pod_busy" and not self._running:
            self._sleep(min(_FIRST_PAUSE * 2 ** (len(self._failed) - 1), self._calls.seconds_left))
