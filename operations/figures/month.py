"""What the cluster costs in a month, and whose receipts it read meanwhile."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import Case, Sum, When

from ocr.cluster.costs import Span, add_up, cluster_costs
from ocr.cluster.costs.spans import DAY
from receipts.models import ReadingDay

_WEIGHT = Case(When(with_pods=True, then="pod_milliseconds"), default="milliseconds")
"""What costs are shared by, as `Receipt.paid_milliseconds`."""


@dataclass(frozen=True, kw_only=True)
class WorkspaceUse:
    """What one workspace had read."""

    readings: int
    weight: int
    """Milliseconds that costs are shared by."""


def month_so_far(day: date, now: datetime) -> Span:
    """Return the month (UTC) that a day lies in, up to today and with it."""
    return Span.month(day) & Span(date.min, now.astimezone(UTC).date() + DAY)


def costs_of(span: Span) -> dict[str, Fraction]:
    """Return what the cluster costs in these days, by currency."""
    return add_up(cost.amount for cost in cluster_costs(span))


def use_of(span: Span) -> dict[UUID | None, WorkspaceUse]:
    """Return what was read in these days by workspace; `None` stands for those that were deleted."""
    days = ReadingDay.objects.filter(day__gte=span.start, day__lt=span.end).order_by()
    rows = days.values_list("workspace").annotate(all=Sum("readings"), weight=Sum(_WEIGHT))
    return {key: WorkspaceUse(readings=readings, weight=weight) for key, readings, weight in rows}
