"""What all figures of the cost are taken from: read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property

from django.db.models import Sum

from ocr.cluster.costs import Cost, Ledger, Span, read_ledger
from ocr.cluster.costs.projection import expected, projected
from ocr.cluster.costs.spans import DAY, add_months
from receipts.models import ReadingDay

MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Book:
    """The machines' costs and how many receipts were read, of the last months."""

    now: datetime
    ledger: Ledger
    readings: Mapping[date, int]
    """By day; reading a receipt again counts again."""

    @property
    def today(self) -> date:
        """Return the day (UTC)."""
        return self.now.date()

    @property
    def month(self) -> Span:
        """Return this month, whole."""
        return Span.month(self.today)

    @property
    def so_far(self) -> Span:
        """Return this month up to today, which counts as a whole day."""
        return Span(self.month.start, self.today + DAY)

    @cached_property
    def costs(self) -> list[Cost]:
        """Return what this month cost so far."""
        return self.ledger.costs(self.so_far)

    @cached_property
    def ahead(self) -> list[Cost]:
        """Return what this month is expected to cost."""
        return projected(self.ledger, self.month.end, self.today).costs(self.month)

    @property
    def next_month(self) -> Span:
        """Return the next month: the first whole one of all that is there now."""
        return Span.month(self.month.end)

    @cached_property
    def next_costs(self) -> list[Cost]:
        """Return what the next month is expected to cost."""
        return projected(self.ledger, self.next_month.end, self.today).costs(self.next_month)

    @cached_property
    def next_receipts(self) -> Fraction:
        """Return how many receipts the next month is expected to bring."""
        return sum(expected(self.readings, self.next_month, self.today).values(), Fraction())

    @property
    def currencies(self) -> list[str]:
        """Return what machines are paid in."""
        return sorted({machine.currency for machine in self.ledger.machines})

    def receipts(self, span: Span) -> int:
        """Return how many receipts were read in these days."""
        return sum(self.readings.get(day, 0) for day in span.days())


def read_book(now: datetime, *, months: int = MONTHS) -> Book:
    """Read so many months, this one among them."""
    month = Span.month(now.date())
    year = Span(add_months(month.start, 1 - months), month.end)
    days = ReadingDay.objects.filter(day__gte=year.start, day__lt=year.end)
    counts = days.order_by().values_list("day").annotate(Sum("readings"))
    return Book(now=now, ledger=read_ledger(year), readings=dict(counts))
