"""The workers: those that are heard of, and those that fell silent."""

from dataclasses import dataclass
from datetime import UTC, datetime

from ocr.cluster.live.board import News


@dataclass(frozen=True, kw_only=True)
class WorkerFigures:
    """One worker."""

    name: str
    is_alive: bool
    """Whether it is heard of; else it fell silent without a good-bye."""
    since: datetime
    """When it started, or when it was heard of last."""
    threads: int | None = None
    """Receipts that it reads at once."""
    pods: int | None = None
    """On its list."""


def worker_figures(news: News) -> list[WorkerFigures]:
    """Return the workers, those that are heard of first."""
    alive = [
        WorkerFigures(
            name=worker.name,
            is_alive=True,
            since=datetime.fromtimestamp(worker.since, UTC),
            threads=worker.threads,
            pods=len(worker.pods),
        )
        for worker in news.workers
    ]
    lost = [WorkerFigures(name=lost.name, is_alive=False, since=lost.heard_at) for lost in news.lost]
    return [*alive, *lost]
