"""How well receipts were read, as far as people looked."""

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from receipts.models import Field, Section, Source, Status
from receipts.selectors import FIELD_NAMES
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


def reading(scope: Scope) -> Reading:
    """Return how well the receipts were read."""
    timed = Q(seconds__isnull=False)
    reviewed = Q(reviewed_at__gte=F("finished_at"))
    counts = scope.receipts.aggregate(
        straight_through=Count("id", filter=Q(status=Status.COMPLETED, reviewed_at=None)),
        timed=Count("id", filter=timed),
        reviewed=Count("id", filter=reviewed),
        **{status.value: Count("id", filter=Q(status=status)) for status in Status},
    )
    waited = scope.receipts.filter(reviewed).annotate(waited=F("reviewed_at") - F("finished_at"))
    return Reading(
        statuses={status: counts[status.value] for status in Status},
        straight_through=counts["straight_through"],
        seconds=_percentiles(scope.receipts.filter(timed), "seconds", counts["timed"]),
        seconds_until_review=_percentiles(waited, "waited", counts["reviewed"]),
        fields=_accuracies(scope),
    )


def _percentiles(receipts: QuerySet[Any], column: str, count: int) -> Percentiles:
    """Return the value that half of `count`, and that 95 of 100, do not exceed (nearest rank)."""
    ranks = [math.ceil(share * count) for share in (0.5, 0.95)]
    placed = receipts.annotate(rank=Window(RowNumber(), order_by=column)).filter(rank__in=ranks)
    found = dict(placed.values_list("rank", column))
    median, p95 = (_seconds(found.get(rank)) for rank in ranks)
    return Percentiles(median=median, p95=p95)


def _seconds(value: float | timedelta | None) -> float | None:
    return value.total_seconds() if isinstance(value, timedelta) else value


def _accuracies(scope: Scope) -> list[FieldAccuracy]:
    """A field that a person added has no version of its own: the receipt's model missed it."""
    reviewed = scope.receipts.filter(reviewed_at__isnull=False)
    checked = Field.objects.filter(section=Section.HEAD, receipt__in=reviewed.values("id"))
    checked = checked.filter(Q(source=Source.HUMAN) | Q(receipt__status=Status.COMPLETED)).order_by()
    version = Case(When(model_version="", then=F("receipt__model_version")), default=F("model_version"))
    rows = checked.annotate(version=version).values_list("version", "name")
    found = [
        FieldAccuracy(model_version=version, field=name, checked=count, right=right)
        for version, name, count, right in rows.annotate(
            Count("id"), right=Count("id", filter=Q(value=F("model_value")))
        )
    ]
    places = {name: place for place, name in enumerate(FIELD_NAMES[Section.HEAD])}
    return sorted(found, key=lambda one: (one.model_version, places[one.field]))
