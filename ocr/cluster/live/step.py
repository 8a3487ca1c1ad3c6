"""Publishes in every worker."""

import logging
import threading
from typing import Any

from celery import bootsteps
from django.conf import settings

from ocr.cluster.live.desk import desk
from ocr.cluster.live.publisher import Publisher
from ocr.engines import get_engine

logger = logging.getLogger(__name__)


class LiveNews(bootsteps.StartStopStep):
    """Tells operators what this worker knows, from its start until its end."""

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self._publisher = Publisher(desk, settings.REDIS_URL)

    def start(self, worker: Any) -> None:
        """Look after the pods at once: what is known of them must not wait for the first receipt."""
        desk.threads = worker.concurrency
        self._publisher.start()
        if settings.OCR_ENGINE == "serving":
            threading.Thread(target=_meet_pods, name="meet-pods", daemon=True).start()

    def stop(self, worker: Any) -> None:  # noqa: ARG002
        """Say good-bye."""
        self._publisher.stop()

    terminate = stop


def _meet_pods() -> None:
    try:
        get_engine("serving")
    except Exception:
        logger.exception("The pods could not be looked after; the first receipt tries again")
