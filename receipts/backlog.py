"""What waits to be read and what could not be, of all workspaces together: for operators alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from receipts.models import UNFINISHED, Receipt, Stage, Status

_LOOKED_AT = 1000
"""Of the failed receipts, the newest: so many are enough to tell what goes wrong."""


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """What is not read yet."""

    waiting: int
    """Receipts in the queue."""
    waiting_for_gpu: int
    """Those among them that found no pod alive."""
    reading: int
    """Receipts that a worker has."""
    oldest: datetime | None
    """When the one that waits longest entered the queue."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Receipts that failed for one reason."""

    error: str
    """As it is shown to people."""
    count: int
    """Among the newest thousand that failed."""
    last_at: datetime | None
    """When the last one failed."""


def backlog() -> Backlog:
    """Return what is not read yet."""
    queued = Q(status=Status.QUEUED)
    found = Receipt.objects.filter(status__in=UNFINISHED, workspace__deleted_at=None).aggregate(
        waiting=Count("id", filter=queued),
        waiting_for_gpu=Count("id", filter=queued & Q(stage=Stage.WAITING_FOR_GPU)),
        reading=Count("id", filter=Q(status=Status.PROCESSING)),
        oldest=Min("queued_at", filter=queued),
    )
    return Backlog(**found)


def receipts_failed() -> QuerySet[Receipt]:
    """Return receipts that could not be read, those that failed last first."""
    failed = Receipt.objects.filter(status=Status.FAILED, workspace__deleted_at=None)
    return failed.order_by("-finished_at")


def failures() -> Sequence[Failure]:
    """Return why receipts failed lately, the most frequent reason first."""
    rows = list(receipts_failed().values_list("error", "finished_at")[:_LOOKED_AT])
    last_at = dict(reversed(rows))
    return [
        Failure(error=error, count=count, last_at=last_at[error])
        for error, count in Counter(error for error, _ in rows).most_common()
    ]
