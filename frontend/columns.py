"""A chart of columns over time."""

from collections import defaultdict
from collections.abc import Sequence
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
    """Return a column for each month from `first` to `last`, or else from the first to the last spent in.

    Where those are too many, return one for each year in which something was spent.
    """
    spent = sorted(month.key for month in months if month.key)
    if not spent:
        return []
    all_months = range(_number(first or spent[0]), _number(last or spent[-1]) + 1)
    is_yearly = len(all_months) > MOST_MONTHS
    amounts: dict[date, Decimal] = defaultdict(Decimal)
    counts: dict[date, int] = defaultdict(int)
    if not is_yearly:
        amounts.update((_month(number), Decimal(0)) for number in all_months)
    for part in months:
        if part.key:
            start = part.key.replace(month=1) if is_yearly else part.key
            amounts[start] += part.amount
            counts[start] += part.count
    largest, step = max(amounts.values()), -(-len(amounts) // MOST_LABELS)
    return [
        Column(
            label=f"{start:%Y}" if is_yearly else f"{start:%b}",
            title=f"{start:%Y}" if is_yearly else f"{start:%B %Y}",
            amount=amount,
            count=counts[start],
            height=share(amount, largest),
            is_marked=(len(amounts) - 1 - place) % step == 0,
        )
        for place, (start, amount) in enumerate(amounts.items())
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


def _number(day: date) -> int:
    """Count the months since the first of all."""
    return 12 * day.year + day.month - 1


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
