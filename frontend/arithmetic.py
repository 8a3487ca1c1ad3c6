"""Whether the amounts of a receipt add up, said as sentences."""

from dataclasses import dataclass, replace
from decimal import Decimal

from frontend.cells import grouped
from ocr.layout.arithmetic import ZERO, Sums, items_agree, parts_agree

MAX_EXCUSED = Decimal("0.5")
"""Share of the larger sum that a discount or rounding may take off; more is a misread amount."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """Two sums that should be equal."""

    left: str
    right: str
    """What is compared, such as 'Items' and 'Subtotal'."""
    left_amount: Decimal
    right_amount: Decimal
    agrees: bool = False
    """Whether the two are equal, or nearly so."""
    tax_included: bool = False
    """Whether they are compared as if the prices held the tax already."""
    excuse: str = ""
    """Why they may differ all the same."""

    @property
    def gap(self) -> Decimal:
        """How far the two sums are apart."""
        return abs(self.left_amount - self.right_amount)

    @property
    def shown(self) -> dict[str, str]:
        """The amounts as the fields beside them are written."""
        amounts = {"left": self.left_amount, "right": self.right_amount, "gap": self.gap}
        return {name: grouped(f"{amount:f}") for name, amount in amounts.items()}


def arithmetic_checks(sums: Sums, *, excuse: str = "") -> tuple[Check, ...]:
    """Return what can be compared: items with subtotal or total, and subtotal with total.

    `excuse` says why sums may differ all the same. Whether they agree is the reader's rule; of the pairs
    that it allows the nearest one is shown.
    """
    judged = ((items_agree(sums), _item_pairs(sums)), (parts_agree(sums), _part_pairs(sums)))
    return tuple(
        _judged(min(pairs, key=lambda pair: pair.gap), agrees=agrees, excuse=excuse)
        for agrees, pairs in judged
        if agrees is not None
    )


def _judged(pair: Check, *, agrees: bool, excuse: str) -> Check:
    """A discount takes off a share of what was bought, so the total is then the smaller sum."""
    is_plausible = ZERO <= pair.left_amount - pair.right_amount <= MAX_EXCUSED * pair.left_amount
    return replace(pair, agrees=agrees, excuse=excuse if is_plausible and not agrees else "")


def _item_pairs(sums: Sums) -> list[Check]:
    """Items make the subtotal or, with tax and tip or holding them already, the total."""
    items = sum(sums.items, ZERO)
    pairs = [*_totals("Items", items, sums), *_pair("Items", items, "Total", sums.total, bool(sums.tax))]
    return [*_pair("Items", items, "Subtotal", sums.subtotal), *pairs]


def _part_pairs(sums: Sums) -> list[Check]:
    return [] if sums.subtotal is None else _totals("Subtotal", sums.subtotal, sums)


def _totals(name: str, base: Decimal, sums: Sums) -> list[Check]:
    """The base makes the total with tax and tip, or holds the tax already."""
    tip = {"tip": sums.tip} if sums.tip else {}
    extras = {"tax": sums.tax, **tip} if sums.tax else tip
    added = _pair(_plus(name, extras), sum(extras.values(), base), "Total", sums.total)
    return [*added, *_pair(_plus(name, tip), sum(tip.values(), base), "Total", sums.total, bool(sums.tax))]


def _plus(name: str, extras: dict[str, Decimal]) -> str:
    return " + ".join([name, *extras])


def _pair(
    left: str, left_amount: Decimal, right: str, right_amount: Decimal | None, tax_included: bool = False
) -> list[Check]:
    if right_amount is None:
        return []
    check = Check(left=left, right=right, left_amount=left_amount, right_amount=right_amount)
    return [replace(check, tax_included=tax_included)]
