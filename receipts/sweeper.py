"""Runs the sweeps in every worker."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from celery import bootsteps
from django.db import close_old_connections

from ocr.cluster.releases import releases_judge
from receipts import sweep as receipts
from receipts.exports import sweep as exports
from receipts.webhooks import sweep as webhooks

logger = logging.getLogger(__name__)

_SWEEPS: tuple[Callable[[], None], ...] = (
    receipts.sweep,
    webhooks.sweep,
    exports.sweep,
    releases_judge,
)

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
            for sweep in _SWEEPS:
                self._sweep(sweep)
            self._ended.wait(_EVERY)

    @staticmethod
    def _sweep(sweep: Callable[[], None]) -> None:
        try:
            sweep()
        except Exception:
            logger.exception("A sweep failed; the next one follows")
        finally:
            close_old_connections()
