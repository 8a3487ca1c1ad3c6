"""What each release did: its calls, and what people found right of what it read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import QuerySet, Sum

from ocr.cluster.evidence import BASELINE
from ocr.cluster.models import LATENCY_BOUNDS, Accuracy, DailyUsage
from ocr.serving.values import NOT_OF_THE_RELEASE, STABLE

Key = tuple[str, str]
"""A model and the selector of its release."""

_TOOK = [f"took_{place}" for place in range(len(LATENCY_BOUNDS) + 1)]
_COUNTED = ("read", "receipts", "receipts_right", "fields", "fields_right")


@dataclass(kw_only=True)
class Performance:
    """What one release did."""

    calls: int = 0
    """But for those that failed for reasons that lie in no release."""
    failed: int = 0
    took: list[int] = field(default_factory=lambda: [0] * len(_TOOK))
    """Answered calls by how long they took, as of `LATENCY_BOUNDS`."""
    read: int = 0
    """Receipts."""
    receipts: int = 0
    """Those that people corrected or approved."""
    receipts_right: int = 0
    fields: int = 0
    fields_right: int = 0


def performances(first_day: date) -> dict[Key, Performance]:
    """Return what was done from that day (UTC) on, by model and release."""
    found: dict[Key, Performance] = defaultdict(Performance)
    usage = DailyUsage.objects.filter(day__gte=first_day).exclude(outcome__in=NOT_OF_THE_RELEASE)
    for model, release, outcome, calls, *took in _sums(usage, "outcome", sums=("calls", *_TOOK)):
        performance = found[_key(model, release)]
        performance.calls += calls
        if outcome == "ok":
            performance.took = [sum(counts) for counts in zip(performance.took, took, strict=True)]
        else:
            performance.failed += calls
    hours = Accuracy.objects.filter(hour__gte=datetime.combine(first_day, time.min, UTC))
    for model, release, *counts in _sums(hours, sums=_COUNTED):
        performance = found[_key(model, release)]
        for name, count in zip(_COUNTED, counts, strict=True):
            setattr(performance, name, getattr(performance, name) + count)
    return found


def _sums(rows: QuerySet[Any], *columns: str, sums: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    """Return model, release, further columns and sums of each of their groups."""
    groups = rows.order_by().values_list("model", "release", *columns)
    found: Iterable[tuple[Any, ...]] = groups.annotate(**{f"all_{name}": Sum(name) for name in sums})
    return found


def _key(model: str, release: str) -> Key:
    return model, STABLE if release in BASELINE else release
