"""What the page of statistics shows: which receipts, what was spent in one currency, how reading goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from accounts.models import Workspace
from frontend.choices import Choices
from frontend.columns import Column, columns, share
from receipts.kept import kept
from receipts.models import Status
from receipts.statistics import Day, Part, Reading, Scope, Spending, reading, spending
from receipts.values import day_of

_DAYS = ("date_from", "date_to")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A link that shows something else."""

    label: str
    query: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One part of what was spent, beside the others."""

    name: str
    """Empty for those without."""
    key: Any
    amount: Decimal
    count: int
    width: float
    """Percent of the largest part."""


class StatisticsPage(Choices):
    """The statistics of a workspace, as the parameters say."""

    def __init__(self, *, workspace: Workspace, given: Mapping[str, str], today: date) -> None:
        super().__init__(workspace)
        self._given, self._today = given, today

    @cached_property
    def scope(self) -> Scope:
        """Which receipts are counted; what makes no sense is left out."""
        first, last = self._last_year if self._is_untouched else map(day_of, map(self._text, _DAYS))
        return Scope(
            workspace=self._workspace,
            day=Day.UPLOAD if self._text("day") == Day.UPLOAD else Day.RECEIPT,
            first=first,
            last=last,
            category=_named(self._text("category"), self.categories),
            tag=_named(self._text("tag"), self.tags),
            uploader=getattr(_named(self._text("uploader"), self.people), "id", None),
        )

    @property
    def days(self) -> list[tuple[str, str]]:
        """Which day may count: value and label."""
        return list(Day.choices)

    @property
    def ranges(self) -> list[Choice]:
        """Usual times to look at."""
        month = self._today.replace(day=1)
        usual = {
            "This month": (month, self._today),
            "3 months": (_months_before(month, 2), self._today),
            "12 months": self._last_year,
            "This year": (month.replace(month=1), self._today),
            "All time": (None, None),
        }
        chosen = (self.scope.first, self.scope.last)
        return [
            Choice(label=label, query=self._query(**_texts(*days)), is_chosen=days == chosen)
            for label, days in usual.items()
        ]

    @property
    def all_time(self) -> str:
        """The query string of everything; empty where no time is left out."""
        *_, everything = self.ranges
        return "" if everything.is_chosen else everything.query

    @property
    def currencies(self) -> list[Choice]:
        """All in which something was spent."""
        return [
            Choice(
                label=one.currency or "No currency",
                query=self._query(currency=one.currency or "none"),
                is_chosen=one is self.spending,
            )
            for one in self._spending
        ]

    @cached_property
    def spending(self) -> Spending | None:
        """What was spent in the chosen currency, or else in that of most receipts."""
        chosen = {one.currency or "none": one for one in self._spending}.get(self._text("currency"))
        return chosen or next(iter(self._spending), None)

    @property
    def average(self) -> Decimal:
        """What a receipt comes to."""
        return self.spending.amount / self.spending.count if self.spending else Decimal(0)

    @property
    def columns(self) -> list[Column]:
        """What was spent month by month."""
        return columns(self.spending.months, self.scope.first, self.scope.last) if self.spending else []

    @property
    def parts(self) -> list[tuple[str, str, list[Bar]]]:
        """What was spent by category, merchant and uploader: title, what those without are called, bars."""
        if not self.spending:
            return []
        return [
            ("Categories", "No category", _bars(self.spending.categories)),
            ("Merchants", "No merchant found", _bars(self.spending.merchants)),
            ("Uploaded by", "Somebody who left", _bars(self.spending.uploaders)),
        ]

    @cached_property
    def reading(self) -> Reading:
        """How reading goes."""
        return kept(self._workspace.id, f"reading {self.scope.key}", lambda: reading(self.scope))

    @property
    def waiting(self) -> int:
        """Receipts that are not counted as spent yet."""
        return self.reading.statuses[Status.NEEDS_REVIEW]

    @property
    def statuses(self) -> list[tuple[Status, int]]:
        """How many receipts there are of each status."""
        return [(status, count) for status, count in self.reading.statuses.items() if count]

    @cached_property
    def _spending(self) -> list[Spending]:
        return kept(self._workspace.id, f"spending {self.scope.key}", lambda: spending(self.scope))

    @property
    def _is_untouched(self) -> bool:
        return not any(name in self._given for name in _DAYS)

    @property
    def _last_year(self) -> tuple[date, date]:
        return _months_before(self._today.replace(day=1), 11), self._today

    def _text(self, name: str) -> str:
        return self._given.get(name, "")

    def _query(self, **changes: str) -> str:
        choices = ("day", "category", "tag", "uploader", "currency")
        days = _texts(self.scope.first, self.scope.last)
        return "?" + urlencode(
            {**{name: self._text(name) for name in choices if self._text(name)}, **days, **changes}
        )


def _bars(parts: list[Part]) -> list[Bar]:
    largest = max(part.amount for part in parts)
    return [
        Bar(
            name=part.name,
            key=part.key,
            amount=part.amount,
            count=part.count,
            width=share(part.amount, largest),
        )
        for part in parts
    ]


def _texts(first: date | None, last: date | None) -> dict[str, str]:
    return dict(zip(_DAYS, (day.isoformat() if day else "" for day in (first, last)), strict=True))


def _months_before(month: date, count: int) -> date:
    number = 12 * month.year + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def _named(text: str, choices: list[Any]) -> Any:
    return next((choice for choice in choices if str(choice.id) == text), None)
