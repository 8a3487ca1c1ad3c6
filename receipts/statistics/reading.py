"""How well receipts were read, as far as people looked."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q

from receipts.marks import marks_read
from receipts.models import Section, Source, Status
from receipts.selectors import FIELD_NAMES
from receipts.statistics.percentiles import Percentile
from receipts.statistics.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Percentiles:
    """How long something takes, in seconds; `None` where it never happened."""

    median: float | None
    p95: float | None


@dataclass(frozen=True, kw_only=True)
class FieldAccuracy:
    """How often one version of the model read one field right."""

    model_version: str
    field: str
    checked: int
    """Values that a person confirmed, corrected, or approved with the receipt."""
    right: int

    @property
    def accuracy(self) -> float:
        """The share that was right, 0..1."""
        return self.right / self.checked


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How well receipts were read."""

    statuses: dict[Status, int]
    """How many receipts there are of each."""
    straight_through: int
    """Receipts that were completed and that no person approved or corrected."""
    seconds: Percentiles
    """Of the last reading."""
    seconds_until_review: Percentiles
    """From the end of reading until a person first approved or corrected the receipt."""
    fields: list[FieldAccuracy]

    @property
    def read(self) -> int:
        """Receipts that were read."""
        return self.statuses[Status.COMPLETED] + self.statuses[Status.NEEDS_REVIEW]

    @property
    def straight_through_rate(self) -> float | None:
        """The share of those read, 0..1; `None` when nothing was."""
        return self.straight_through / self.read if self.read else None


@dataclass(frozen=True, kw_only=True)
class _Group:
    """Receipts that are alike."""

    status: Status
    model_version: str
    marks: str
    count: int
    reviewed: int
    """Of these, those that a person approved or corrected."""


def reading(scope: Scope) -> Reading:
    """Return how well the receipts were read."""
    groups = _groups(scope)
    statuses = Counter[Status]()
    for group in groups:
        statuses[group.status] += group.count
    completed = [group for group in groups if group.status == Status.COMPLETED]
    return Reading(
        statuses={status: statuses[status] for status in Status},
        straight_through=sum(group.count - group.reviewed for group in completed),
        fields=_accuracies(groups),
        **_durations(scope),
    )


def _groups(scope: Scope) -> list[_Group]:
    """Return all receipts in groups: there are few, for models make the same mistakes again and again."""
    rows = scope.receipts.values_list("status", "model_version", "marks")
    return [
        _Group(status=Status(status), model_version=version, marks=marks, count=count, reviewed=reviewed)
        for status, version, marks, count, reviewed in rows.annotate(
            count=Count("*"), reviewed=Count("reviewed_at")
        )
    ]


def _durations(scope: Scope) -> dict[str, Percentiles]:
    """Return how long the last reading and the wait for a person took."""
    reviewed = Q(reviewed_at__gte=F("finished_at"))
    waited = ExpressionWrapper(F("reviewed_at") - F("finished_at"), DurationField())
    found = scope.receipts.aggregate(
        **_both("seconds", F("seconds")), **_both("seconds_until_review", waited, filter=reviewed)
    )
    return {
        name: Percentiles(median=_seconds(found[f"{name}_median"]), p95=_seconds(found[f"{name}_p95"]))
        for name in ("seconds", "seconds_until_review")
    }


def _both(name: str, column: Any, **extra: Any) -> dict[str, Percentile]:
    shares = {"median": 0.5, "p95": 0.95}
    return {f"{name}_{key}": Percentile(column, share=share, **extra) for key, share in shares.items()}


def _seconds(value: float | timedelta | None) -> float | None:
    return value.total_seconds() if isinstance(value, timedelta) else value


def _accuracies(groups: list[_Group]) -> list[FieldAccuracy]:
    """Only what a person saw counts: what they wrote or confirmed, and all of a receipt that is completed."""
    checked, right = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for group in groups:
        for name, source, is_right in marks_read(group.marks):
            if source == Source.HUMAN or group.status == Status.COMPLETED:
                checked[group.model_version, name] += group.reviewed
                right[group.model_version, name] += group.reviewed * is_right
    places = {name: place for place, name in enumerate(FIELD_NAMES[Section.HEAD])}
    return [
        FieldAccuracy(model_version=version, field=name, checked=count, right=right[version, name])
        for (version, name), count in sorted(checked.items(), key=lambda one: (one[0][0], places[one[0][1]]))
        if count
    ]
