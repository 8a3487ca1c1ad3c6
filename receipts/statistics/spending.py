"""What was spent, for each currency on its own: completed receipts alone count, so every sum was checked."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, QuerySet, Sum, Window
from django.db.models.functions import Lower, RowNumber

from accounts.models import User
from receipts.labels import categories_list
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
class _Sum:
    """What was spent by several keys at once."""

    currency: str
    keys: list[Any]
    count: int
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
    sums = _sums(spent.annotate(month=scope.month), "month", "category", "uploaded_by")
    months, categories, uploaders = (_parts(sums, place) for place in range(3))
    names = dict(categories_list(workspace=scope.workspace).values_list("id", "name"))
    merchants = _merchants(spent)
    people = {user.id: str(user) for user in User.objects.filter(id__in=_keys(uploaders))}
    found = [
        Spending(
            currency=currency,
            months=sorted(parts, key=lambda month: month.key or date.min),
            categories=_named(categories[currency], names),
            merchants=merchants[currency],
            uploaders=_named(uploaders[currency], people),
        )
        for currency, parts in months.items()
    ]
    return sorted(found, key=lambda one: (-one.count, one.currency))


def _sums(spent: QuerySet[Receipt], *keys: str) -> list[_Sum]:
    """Return the sums of each currency and all keys together: one look at the receipts serves them all."""
    rows = spent.values_list("currency", *keys).annotate(count=Count("*"), amount=Sum("total"))
    return [
        _Sum(currency=currency, keys=found, count=count, amount=amount.quantize(_KEPT))
        for currency, *found, count, amount in rows
    ]


def _parts(sums: list[_Sum], place: int) -> dict[str, list[Part]]:
    """Return the parts of each currency by the key at a place, from the largest amount to the smallest."""
    together: dict[tuple[str, Any], list[_Sum]] = defaultdict(list)
    for one in sums:
        together[one.currency, one.keys[place]].append(one)
    parts = defaultdict(list)
    for (currency, key), ones in together.items():
        count, amount = sum(one.count for one in ones), sum((one.amount for one in ones), Decimal(0))
        parts[currency].append(Part(key=key, name="", count=count, amount=amount))
    for found in parts.values():
        found.sort(key=lambda part: -part.amount)
    return parts


def _merchants(spent: QuerySet[Receipt]) -> dict[str, list[Part]]:
    rows = spent.annotate(key=Lower("merchant_name")).values("currency", "key")
    rows = rows.annotate(name=Max("merchant_name"), count=Count("*"), amount=Sum("total"))
    largest_first = Window(RowNumber(), partition_by="currency", order_by=[F("amount").desc(), "key"])
    largest = rows.annotate(place=largest_first).filter(place__lte=MOST_MERCHANTS).order_by("place")
    parts = defaultdict(list)
    for row in largest:
        name, amount = row["name"], row["amount"].quantize(_KEPT)
        parts[row["currency"]].append(Part(key=name or None, name=name, count=row["count"], amount=amount))
    return parts


def _keys(parts: dict[str, list[Part]]) -> set[Any]:
    return {part.key for found in parts.values() for part in found}


def _named(parts: list[Part], names: Mapping[Any, str]) -> list[Part]:
    return [replace(part, name=names.get(part.key, "")) for part in parts]
