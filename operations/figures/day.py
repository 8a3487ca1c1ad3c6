"""What each pod did in the last day, from what was counted by the hour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, Sum

from ocr.cluster.models import LATENCY_BOUNDS, Usage

_TOOK = [f"took_{place}" for place in range(len(LATENCY_BOUNDS) + 1)]
_OK = Q(outcome="ok")


@dataclass(frozen=True, kw_only=True)
class Day:
    """Calls of one pod."""

    calls: int = 0
    errors: int = 0
    took: list[int] = field(default_factory=lambda: [0] * len(_TOOK))
    """Answered calls by how long they took, as of `LATENCY_BOUNDS`."""
    busy: float = 0.0
    """Share of the time, 0..1."""


def last_day(now: datetime) -> Mapping[str, Day]:
    """Return the calls of the last 23 full hours and of the present one, by the pods' URLs."""
    first = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=23)
    sums = {name: Sum(name, filter=_OK, default=0) for name in _TOOK}
    rows: Any = (
        Usage.objects.filter(hour__gte=first)
        .order_by()
        .values("pod")
        .annotate(
            all_calls=Sum("calls"),
            answered=Sum("calls", filter=_OK, default=0),
            busy=Sum("busy_milliseconds"),
            **{f"all_{name}": total for name, total in sums.items()},
        )
    )
    milliseconds = (now - first).total_seconds() * 1000
    return {
        row["pod"]: Day(
            calls=row["all_calls"],
            errors=row["all_calls"] - row["answered"],
            took=[row[f"all_{name}"] for name in _TOOK],
            busy=min(1.0, row["busy"] / milliseconds),
        )
        for row in rows
    }
