"""Runs the sweep in every worker."""

import logging
import threading
from typing import Any

from celery import bootsteps
from django.db import close_old_connections

from receipts.sweep import sweep

logger = logging.getLogger(__name__)

_EVERY = 2.0
"""Seconds; with the 9 s of a lease, a dead worker's receipt is back in the queue after 11 s at most."""


class Sweeper(bootsteps.StartStopStep):
    """A thread of its own, because Celery's timers stand still while the broker is away."""

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self._ended = threading.Event()

    def start(self, worker: Any) -> None:  # noqa: ARG002
        """Sweep from now on, at once for what the last worker left behind."""
        threading.Thread(target=self._run, name="sweep", daemon=True).start()

    def stop(self, worker: Any) -> None:  # noqa: ARG002
        """Sweep no more."""
        self._ended.set()

    terminate = stop

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                sweep()
            except Exception:
                logger.exception("A sweep failed; the next one follows")
            finally:
                close_old_connections()
            self._ended.wait(_EVERY)
