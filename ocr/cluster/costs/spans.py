"""Spans of days (UTC), and the months that they are cut into."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days from the first up to, and without, the end. Where the end is not later, it has none."""

    start: date
    end: date

    @classmethod
    def month(cls, day: date) -> "Span":
        """Return the calendar month that a day lies in."""
        return _month(day.replace(day=1))

    @classmethod
    def day(cls, day: date) -> "Span":
        """Return one day."""
        return cls(day, day + DAY)

    def __len__(self) -> int:
        """Return the number of days."""
        return max((self.end - self.start).days, 0)

    def __contains__(self, day: date) -> bool:
        """Return whether a day lies in it."""
        return self.start <= day < self.end

    def __and__(self, other: "Span") -> "Span":
        """Return the days that lie in both."""
        return Span(max(self.start, other.start), min(self.end, other.end))

    def days(self) -> Iterator[date]:
        """Yield each day."""
        for number in range(len(self)):
            yield self.start + number * DAY

    def months(self) -> "Iterator[Span]":
        """Yield the calendar months that it touches, whole."""
        start = self.start.replace(day=1)
        while start < self.end:
            month = Span.month(start)
            yield month
            start = month.end


@lru_cache(maxsize=1024)
def _month(first: date) -> Span:
    return Span(first, add_months(first, 1))


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
