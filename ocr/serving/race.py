"""One request: sent to a pod and, where that fails or takes long, to others; the first answer wins.

A call that failed is retried on another pod. One that is slower than 95 % of recent calls is hedged, within
the client's budget; one whose pod fell silent is sent again whatever the budget. Calls that lost end by
themselves and are counted when they do.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from ocr.errors import EngineError, PodError, PodsAwayError
from ocr.serving.client import FileCalls
from ocr.serving.line import too_late
from ocr.serving.models import Request
from ocr.serving.pool import Member, Turn

logger = logging.getLogger(__name__)

T = TypeVar("T")

_MOST_FAILURES = 6
"""Of one request; what fails on so many pods fails by itself."""
_MOST_REFUSALS = 2
"""A single one may be that of a pod with another model than the rest."""
_LOOK_EVERY = 0.1
"""Seconds between two looks at pods that are waited for."""
_FIRST_PAUSE = 0.1
"""Seconds before a second call of a pod that failed on this request; doubled each time. Where others are
alive they come first, at once."""


@dataclass(eq=False, frozen=True)
class _Runner:
    turn: Turn
    began: float


def send(request: Request[T], calls: FileCalls, *, sleep: Callable[[float], None] = time.sleep) -> T:
    """Return the answer to the request.

    Raises `EngineError`, `PodsAwayError` when no pod is left or none has time for it.
    """
    with calls.client.line.place(rank=calls.rank, seconds=calls.seconds_left):
        calls.begin()
        try:
            return _Race(request, calls, sleep).run()
        except PodError as error:
            logger.warning("A request was given up: %s", error)
            if error.code == "pod_busy":
                raise PodsAwayError from error
            raise _for_the_person(error) from error


def _for_the_person(error: PodError) -> EngineError:
    """Return the error without addresses of pods; these are in the log."""
    return EngineError(
        "The GPUs failed on this receipt. Try again, and if it goes on, tell the operator.",
        code=error.code,
        retryable=error.retryable,
    )


class _Race(Generic[T]):
    def __init__(self, request: Request[T], calls: FileCalls, sleep: Callable[[float], None]) -> None:
        self._request = request
        self._calls = calls
        self._sleep = sleep
        self._pool = calls.client.pool
        self._clock = calls.client.clock
        self._running: dict[Future[T], _Runner] = {}
        self._failed: list[Member] = []
        self._errors: list[PodError] = []
        self._hedged = False

    def run(self) -> T:
        self._calls.client.budget.earn()
        self._start()
        while True:
            done, _ = wait(self._running, timeout=self._patience(), return_when=FIRST_COMPLETED)
            for future in sorted(done, key=_has_failed):
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
        elif all(self._pool.gave_up(runner.turn) for runner in self._running.values()):
            with suppress(PodsAwayError):  # they may still answer
                self._start()
        elif self._is_slow():
            self._hedge()

    def _start(self) -> None:
        """Call a pod that this request was not sent to yet or, after a pause, any."""
        turn = self._take_elsewhere()
        if turn is None:
            self._pause()
            turn = self._pool.take(self._request.model, avoid=self._tried())
        self._submit(turn)

    def _hedge(self) -> None:
        """Call another pod besides, if there is one and the budget allows it."""
        turn = self._take_elsewhere()
        if turn is None:
            return
        self._hedged = self._calls.client.budget.spend()
        if self._hedged:
            self._submit(turn)
        else:
            self._pool.dismissed(turn)

    def _submit(self, turn: Turn) -> None:
        runner, hedge = _Runner(turn, self._clock()), bool(self._running)
        attempt = self._calls.client.attempts.submit(self._calls.attempt, self._request, turn, hedge=hedge)
        self._running[attempt] = runner

    def _take_elsewhere(self) -> Turn | None:
        try:
            return self._pool.take(self._request.model, avoid=self._tried(), elsewhere=True)
        except PodsAwayError:
            return None

    def _tried(self) -> list[Member]:
        return [*self._failed, *(runner.turn.member for runner in self._running.values())]

    def _pause(self) -> None:
        if self._failed:
            seconds = _FIRST_PAUSE * 2 ** (len(self._failed) - 1)
            self._sleep(min(seconds, self._calls.seconds_left))

    def _is_slow(self) -> bool:
        slow = self._pool.latency.slow(self._request.model)
        return not self._hedged and slow is not None and self._running_for() >= slow

    def _running_for(self) -> float:
        return self._clock() - max(runner.began for runner in self._running.values())

    def _patience(self) -> float:
        """Return the seconds after which to look again, answer or not."""
        slow = self._pool.latency.slow(self._request.model)
        until_slow = slow - self._running_for() if slow and not self._hedged else 0.0
        until_look = min(until_slow, _LOOK_EVERY) if until_slow > 0 else _LOOK_EVERY
        return min(until_look, self._calls.seconds_left)

    def _note_failure(self, runner: _Runner, error: BaseException) -> None:
        """Remember the failure; raise what tells most when trying again is pointless."""
        if not isinstance(error, PodError):
            raise error
        self._failed.append(runner.turn.member)
        self._errors.append(error)
        if self._running:
            return
        refusals = [error for error in self._errors if not error.retryable]
        if len(refusals) >= _MOST_REFUSALS:
            raise refusals[-1]
        if len(self._errors) >= _MOST_FAILURES:
            raise max(self._errors, key=lambda error: (error.retryable, error.at_fault))


def _has_failed(future: "Future[T]") -> bool:
    return future.exception() is not None
