"""What happens at this moment: pods, workers, the queue, and what failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from ocr.cluster.live.board import News, board
from ocr.cluster.live.merging import merged
from ocr.cluster.models import ModelRelease
from operations.figures.day import last_day
from operations.figures.live_tables import failures_table, pods_table, workers_table
from operations.figures.pods import PodFigures, pod_figures
from operations.figures.workers import WorkerFigures, worker_figures
from operations.tables import Table
from receipts.backlog import Backlog, Failure, backlog, failures, receipts_failed


@dataclass(frozen=True, kw_only=True)
class LiveFigures:
    """What happens at this moment."""

    at: datetime
    is_known: bool
    """Whether Valkey answers, so that the workers and pods are all that there are."""
    notice: str
    """Why nothing is known of the pods; empty while workers are heard of."""
    pods: Sequence[PodFigures]
    workers: Sequence[WorkerFigures]
    backlog: Backlog
    waited: float | None
    """Seconds that the oldest receipt of the queue has waited."""
    failed: int
    """Receipts that could not be read."""
    failures: Sequence[Failure]

    @property
    def alive(self) -> int:
        """How many workers are heard of."""
        return sum(worker.is_alive for worker in self.workers)

    @property
    def tables(self) -> Sequence[Table]:
        """The same as tables."""
        return [pods_table(self.pods), workers_table(self.workers), failures_table(self.failures)]


def live_figures() -> LiveFigures:
    """Return what is known now.

    p50 and p95 are interpolated between the bounds by which calls are counted (`ocr.cluster.latencies`). The
    last day is that of the present hour and the 23 before it, as the database has it: up to 5 s ago.
    """
    now, news, waiting = timezone.now(), board().look(), backlog()
    return LiveFigures(
        at=now,
        is_known=news.away_since is None,
        notice=notice_of(news),
        pods=pod_figures(live=merged(news.workers), days=last_day(now)),
        workers=worker_figures(news),
        backlog=waiting,
        waited=max(0.0, (now - waiting.oldest).total_seconds()) if waiting.oldest else None,
        failed=receipts_failed().count(),
        failures=failures(),
    )


def releases_at_work() -> QuerySet[ModelRelease]:
    """Return the releases that get a share of the files, or may."""
    return ModelRelease.objects.filter(enabled=True)


def notice_of(news: News) -> str:
    """Say why nothing is known of the pods; nothing while workers are heard of."""
    if news.away_since:
        return (
            f"Valkey has not answered since {_clock(news.away_since)}, so nothing is known of pods and "
            "workers. Receipts are safe; see that Valkey runs and that REDIS_URL names it."
        )
    if news.workers:
        return ""
    if news.heard_at:
        return f"No worker has been heard of since {_clock(news.heard_at)}. Receipts wait; start a worker."
    return "No worker has been heard of within a day. Receipts wait; start a worker."


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S} {timezone.get_current_timezone_name()}"
