"""What was spent, for each currency on its own: completed receipts alone count, so every sum was checked."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, F, Max, QuerySet, Sum, Value, Window
from django.db.models.functions import Coalesce, Lower, NullIf, RowNumber

from receipts.models import Receipt, Status
from receipts.statistics.scope import Scope

MOST_MERCHANTS = 20
"""Of a currency; those on which most was spent."""

_KEPT = Decimal("0.0001")
"""Decimals of a receipt's total; some databases add in binary."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A share of what was spent."""

    key: Any
    """The first day of a month, the id of a category or an uploader, a merchant; `None` for those without."""
    name: str
    """Empty for those without, and for months."""
    count: int
    """Receipts."""
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Spending:
    """What was spent in one currency."""

    currency: str
    """Empty where none was found."""
    months: list[Part]
    """From the first to the last; `None` for receipts without a date."""
    categories: list[Part]
    merchants: list[Part]
    uploaders: list[Part]
    """Each from the largest amount to the smallest."""

    @property
    def count(self) -> int:
        """How many receipts there are."""
        return sum(month.count for month in self.months)

    @property
    def amount(self) -> Decimal:
        """All that was spent."""
        return sum((month.amount for month in self.months), Decimal(0))


def spending(scope: Scope) -> list[Spending]:
    """Return what was spent, the currency of most receipts first."""
    spent = scope.receipts.filter(status=Status.COMPLETED, total__isnull=False)
    name = NullIf("uploaded_by__name", Value(""))
    person = Coalesce(name, "uploaded_by__email", output_field=CharField())
    months = _parts(spent, scope.month)
    categories = _parts(spent, F("category"), "category__name")
    merchants = _parts(spent, Lower("merchant_name"), "merchant_name", most=MOST_MERCHANTS)
    uploaders = _parts(spent, F("uploaded_by"), person)
    found = [
        Spending(
            currency=currency,
            months=sorted(parts, key=lambda month: month.key or date.min),
            categories=categories[currency],
            merchants=merchants[currency],
            uploaders=uploaders[currency],
        )
        for currency, parts in months.items()
    ]
    return sorted(found, key=lambda one: (-one.count, one.currency))


def _parts(spent: QuerySet[Receipt], key: Any, name: Any = None, *, most: int = 0) -> dict[str, list[Part]]:
    """Return the parts of each currency by `key`, largest first; `most` of a currency at most."""
    rows = spent.annotate(key=key).values("currency", "key")
    rows = rows.annotate(name=Max(name) if name else Value(""), count=Count("id"), amount=Sum("total"))
    if most:
        largest_first = Window(RowNumber(), partition_by="currency", order_by=[F("amount").desc(), "key"])
        rows = rows.annotate(place=largest_first).filter(place__lte=most)
    parts = defaultdict(list)
    for row in rows.order_by("-amount", "key"):
        part = Part(
            key=row["key"] or None,
            name=row["name"] or "",
            count=row["count"],
            amount=row["amount"].quantize(_KEPT),
        )
        parts[row["currency"]].append(part)
    return parts
