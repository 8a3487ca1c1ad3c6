"""Where a worker gathers what it has to say."""

import os
import socket
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from ocr.cluster.live.minute import SECONDS, LastMinute
from ocr.cluster.live.news import Counts, PodNews, WorkerNews
from ocr.serving.pool import Pool
from ocr.serving.values import PodReport
from ocr.types import Call


class Desk:
    """Knows the pool of this process, once it has one, and counts its calls. Thread-safe."""

    def __init__(self, *, threads: int = 0, now: Callable[[], datetime] = timezone.now) -> None:
        self.threads = threads
        self.pool: Pool | None = None
        self._now = now
        self._since = now()
        self._minute = LastMinute(now)

    @property
    def name(self) -> str:
        """Tell this process from all others."""
        return f"{socket.gethostname()}:{os.getpid()}"

    def record(self, call: Call) -> None:
        """Count a call; takes some microseconds and waits for nothing."""
        self._minute.record(call)

    def news(self) -> WorkerNews:
        """Return what there is to say now."""
        minute = self._minute.by_pod()
        reports = self.pool.reports() if self.pool else []
        age = (self._now() - self._since).total_seconds()
        return WorkerNews(
            name=self.name,
            threads=self.threads,
            since=self._since.timestamp(),
            seconds=max(1.0, min(SECONDS, age)),
            pods=[_pod_news(report, minute) for report in reports],
        )


def _pod_news(report: PodReport, minute: dict[str, Counts]) -> PodNews:
    return PodNews(
        url=report.url,
        site=report.site,
        draining=report.draining,
        in_flight=report.in_flight,
        ejected_for=report.ejected_for,
        probe_in=report.probe_in,
        minute=minute.get(report.url, Counts()),
    )


desk = Desk()
"""The one of this process."""
