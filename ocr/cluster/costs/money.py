"""Amounts of money: exact, each of one currency, rounded only to be shown."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


class CurrencyMismatchError(ValueError):
    """Amounts of two currencies were to be added."""


@dataclass(frozen=True)
class Money:
    """An exact amount of one currency."""

    currency: str
    """ISO 4217."""
    amount: Fraction
    """In units of the currency, not in cents."""

    def __add__(self, other: "Money") -> "Money":
        """Return the sum. Raises `CurrencyMismatchError`."""
        if self.currency != other.currency:
            raise CurrencyMismatchError(f"{self.currency} and {other.currency} cannot be added.")
        return Money(self.currency, self.amount + other.amount)

    def __mul__(self, factor: Fraction | int) -> "Money":
        """Return so many times the amount."""
        return Money(self.currency, self.amount * factor)


def add_up(amounts: Iterable[Money]) -> dict[str, Fraction]:
    """Return the sum of each currency, in the order of the currencies' names."""
    sums: defaultdict[str, Fraction] = defaultdict(Fraction)
    for money in amounts:
        sums[money.currency] += money.amount
    return dict(sorted(sums.items()))


def rounded(parts: Mapping[K, Fraction], whole: Fraction | None = None) -> dict[K, Fraction]:
    """Return the parts in whole cents that sum to the whole in cents, each less than a cent off.

    By largest remainders (Hamilton's method): every part is rounded down, and the cents that are then
    missing go to the parts that lost most. `whole` is the parts' sum, or that sum as it was rounded before.
    """
    cents = {key: amount * 100 for key, amount in parts.items()}
    down = {key: floor(amount) for key, amount in cents.items()}
    total = round(sum(cents.values()) if whole is None else whole * 100)
    missing = total - sum(down.values())
    losers = sorted(cents, key=lambda key: down[key] - cents[key])
    for key in losers[:missing]:
        down[key] += 1
    return {key: Fraction(amount, 100) for key, amount in down.items()}


@lru_cache(maxsize=1024)
def exact(amount: Decimal | int) -> Fraction:
    """Return a column's value as it is; a model that was not saved yet may hold a plain number."""
    return Fraction(amount)
