"""Calls that nobody waits for, and calls that must not hold up each other."""

import logging
import threading
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from queue import Full, Queue

from django.db import close_old_connections

logger = logging.getLogger(__name__)

_MOST_WAITING = 1000


class Background:
    """Runs calls in threads of its own, one by default, so one after another; while too many wait, new ones
    are dropped.

    The threads are daemons, so what still waits when the process ends is dropped as well.
    """

    def __init__(self, name: str, *, threads: int = 1) -> None:
        self._name = name
        self._count = threads
        self._calls: Queue[Callable[[], object]] = Queue(_MOST_WAITING)
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def run(self, call: Callable[[], object]) -> None:
        """Run the call soon, under the caller's request id; never wait, never raise."""
        try:
            self._calls.put_nowait(partial(copy_context().run, call))
        except Full:
            logger.warning("%s: a call was dropped, because %s wait already", self._name, _MOST_WAITING)
        self._start()

    def _start(self) -> None:
        with self._lock:
            while len(self._threads) < self._count:
                self._threads.append(threading.Thread(target=self._work, name=self._name, daemon=True))
                self._threads[-1].start()

    def _work(self) -> None:
        while True:
            call = self._calls.get()
            try:
                call()
            except Exception as error:
                logger.warning("%s: a call failed: %s", self._name, str(error) or type(error).__name__)
            finally:
                close_old_connections()


def run_apart(*steps: Callable[[], object]) -> None:
    """Run all steps, whatever becomes of the others; raise an `ExceptionGroup` of what failed at the end."""
    errors = []
    for step in steps:
        try:
            step()
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("Not all steps succeeded", errors)
