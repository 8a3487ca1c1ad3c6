"""Calls that nobody waits for."""

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
    """Runs calls one after another in a thread of its own; while too many wait, new ones are dropped.

    The thread is a daemon, so what still waits when the process ends is dropped as well.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: Queue[Callable[[], object]] = Queue(_MOST_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def run(self, call: Callable[[], object]) -> None:
        """Run the call soon, under the caller's request id; never wait, never raise."""
        try:
            self._calls.put_nowait(partial(copy_context().run, call))
        except Full:
            logger.warning("%s: a call was dropped, because %s wait already", self._name, _MOST_WAITING)
        self._start()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            call = self._calls.get()
            try:
                call()
            except Exception as error:
                logger.warning("%s: a call failed: %s", self._name, str(error) or type(error).__name__)
            finally:
                close_old_connections()
