"""A chart of columns over time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from receipts.statistics import Part

MOST_MONTHS = 24
"""Columns; for more months there is one for each year."""

MOST_LABELS = 6
"""Under the columns, where there is little room."""

_UNITS = ((Decimal(10**9), "G"), (Decimal(10**6), "M"), (Decimal(10**3), "k"))


@dataclass(frozen=True, kw_only=True)
class Column:
    """What was spent in a month or a year."""

    label: str
    """Like 'Mar', or '2026'."""
    title: str
    """Like 'March 2026'."""
    amount: Decimal
    count: int
    height: float
    """Percent of the largest column."""
    is_marked: bool
    """Whether its label is shown where there is little room."""

    @property
    def top(self) -> float:
        """Where the column ends, in percent from above."""
        return round(100 - self.height, 2)

    @property
    def compact(self) -> str:
        """The amount in a few characters."""
        return compact(self.amount)


def columns(months: Sequence[Part], first: date | None, last: date | None) -> list[Column]:
    """Return a column for each month from `first` to `last`, or else from the first to the last spent in."""
    spent = {month.key: month for month in months if month.key}
    days = sorted(day for day in (*spent, first, last) if day)
    if not spent:
        return []
    every = list(_months(days[0], days[-1]))
    is_yearly = len(every) > MOST_MONTHS
    sums: dict[date, tuple[Decimal, int]] = defaultdict(lambda: (Decimal(0), 0))
    for month in every:
        start = month.replace(month=1) if is_yearly else month
        amount, count = sums[start]
        part = spent.get(month)
        sums[start] = (amount + part.amount, count + part.count) if part else (amount, count)
    largest = max(amount for amount, _ in sums.values())
    step = -(-len(sums) // MOST_LABELS)
    return [
        Column(
            label=f"{start:%Y}" if is_yearly else f"{start:%b}",
            title=f"{start:%Y}" if is_yearly else f"{start:%B %Y}",
            amount=amount,
            count=count,
            height=share(amount, largest),
            is_marked=(len(sums) - 1 - place) % step == 0,
        )
        for place, (start, (amount, count)) in enumerate(sums.items())
    ]


def share(amount: Decimal, whole: Decimal) -> float:
    """Return how many percent an amount is of another; of refunds, none."""
    return round(float(100 * amount / whole), 2) if amount > 0 and whole > 0 else 0.0


def compact(amount: Decimal) -> str:
    """Return an amount in a few characters, like 1.2k."""
    for unit, sign in _UNITS:
        if abs(amount) >= unit:
            scaled = amount / unit
            return f"{scaled:.0f}{sign}" if abs(scaled) >= 10 else f"{scaled:.1f}{sign}"
    return f"{amount:.0f}"


def _months(first: date, last: date) -> Iterator[date]:
    for number in range(12 * first.year + first.month - 1, 12 * last.year + last.month):
        yield date(number // 12, number % 12 + 1, 1)
