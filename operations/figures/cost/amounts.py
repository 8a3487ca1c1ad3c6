"""Amounts as they are shown: in cents, so that whatever stands in a table sums to its total."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, TypeVar

from ocr.cluster.costs import Component, Cost, rounded
from operations.tables import Column, Kind

K = TypeVar("K", bound=Hashable)

COMPONENTS = (
    Column(key="fixed", title="Fixed", kind=Kind.MONEY),
    Column(key="traffic", title="Traffic", kind=Kind.MONEY),
    Column(key="depreciation", title="Depreciation", kind=Kind.MONEY),
    Column(key="one_off", title="One-off", kind=Kind.MONEY),
    Column(key="total", title="Total", kind=Kind.MONEY),
)
"""In the order of `Component`, and their sum."""


@dataclass(kw_only=True)
class Amounts:
    """What one thing costs in one currency, by component."""

    parts: dict[Component, Fraction] = field(default_factory=dict)

    @property
    def total(self) -> Fraction:
        """Return the sum."""
        return sum(self.parts.values(), Fraction())

    def cells(self) -> list[Fraction]:
        """Return the cells of `COMPONENTS`."""
        return [*(self.parts.get(component, Fraction()) for component in Component), self.total]

    def add(self, component: Component, amount: Fraction) -> None:
        """Add to one component."""
        self.parts[component] = self.parts.get(component, Fraction()) + amount

    def join(self, other: "Amounts") -> None:
        """Add another thing's costs in the same currency."""
        for component, amount in other.parts.items():
            self.add(component, amount)


class Sheet(Generic[K]):
    """Costs in cents by a key, each currency apart.

    First the components are rounded to sum to the whole, then the keys within each component: in every
    sheet of the same costs the same whole and the same components are shown, whatever the keys are.
    """

    def __init__(self, costs: Iterable[tuple[K, Cost]]) -> None:
        self.rows: dict[tuple[str, K], Amounts] = {}
        for currency, components in _sums(costs).items():
            wholes = rounded({part: sum(keys.values(), Fraction()) for part, keys in components.items()})
            for component, keys in components.items():
                for key, amount in rounded(keys, wholes[component]).items():
                    self.of(currency, key).add(component, amount)

    def of(self, currency: str, key: K) -> Amounts:
        """Return what a key costs in a currency; nothing where it costs nothing."""
        return self.rows.setdefault((currency, key), Amounts())

    def total(self, currency: str) -> Amounts:
        """Return the sum of a currency."""
        total = Amounts()
        for (mine, _), amounts in self.rows.items():
            if mine == currency:
                total.join(amounts)
        return total


def _sums(costs: Iterable[tuple[K, Cost]]) -> dict[str, dict[Component, dict[K, Fraction]]]:
    sums: dict[str, dict[Component, dict[K, Fraction]]] = defaultdict(lambda: defaultdict(dict))
    for key, cost in costs:
        keys = sums[cost.amount.currency][cost.component]
        amount = cost.amount.amount
        keys[key] = keys[key] + amount if key in keys else amount
    return sums
