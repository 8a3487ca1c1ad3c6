"""Whether the amounts of a receipt add up, said as sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from frontend.cells import grouped
from receipts.selectors import ReceiptDetail

CASH_ROUNDING = Decimal("0.05")
"""Shops without small coins round what is paid by up to this much."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """Two sums that should be equal."""

    left: str
    right: str
    """What is compared, such as 'Items' and 'Subtotal'."""
    left_amount: Decimal | None
    right_amount: Decimal | None
    """`None` where too little is known."""
    slack: Decimal = Decimal(0)
    """How far apart the two may be and still agree."""
    tax_included: bool = False
    """Whether they agree because the prices hold the tax already."""

    @property
    def difference(self) -> Decimal | None:
        """Left less right."""
        if self.left_amount is None or self.right_amount is None:
            return None
        return self.left_amount - self.right_amount

    @property
    def agrees(self) -> bool:
        """Whether the two are equal, or nearly so."""
        return self.difference is not None and abs(self.difference) <= self.slack

    @property
    def gap(self) -> Decimal:
        """How far the two sums are apart."""
        return abs(self.difference or Decimal(0))

    @property
    def shown(self) -> dict[str, str]:
        """The amounts as the fields beside them are written."""
        amounts = {"left": self.left_amount, "right": self.right_amount, "gap": self.gap}
        return {name: grouped(f"{amount:f}") for name, amount in amounts.items() if amount is not None}


def arithmetic_checks(detail: ReceiptDetail) -> tuple[Check, ...]:
    """Return what can be compared: items with subtotal, and subtotal (or items) with total."""
    amounts = {name: _amount(field.value) for name, field in detail.fields.items()}
    items = _sum(_amount(row.cells["total"].value) for row in detail.line_items)
    if amounts["subtotal"] is None:
        checks = [_total_check("Items", items, amounts)]
    else:
        checks = [_items_check(items, amounts), _total_check("Subtotal", amounts["subtotal"], amounts)]
    return tuple(check for check in checks if check.difference is not None)


def _items_check(items: Decimal | None, amounts: dict[str, Decimal | None]) -> Check:
    """Items often hold the tax that the subtotal leaves out; then they make the total."""
    subtotal, total = amounts["subtotal"], amounts["total"]
    if items is not None and amounts["tax"] and items == total != subtotal:
        return Check(left="Items", right="Total", left_amount=items, right_amount=total, tax_included=True)
    return Check(left="Items", right="Subtotal", left_amount=items, right_amount=subtotal)


def _total_check(name: str, base: Decimal | None, amounts: dict[str, Decimal | None]) -> Check:
    """Add tax and tip to the base; where that does not make the total, the base may hold the tax already."""
    extras = {extra: amount for extra in ("tax", "tip") if (amount := amounts[extra])}
    tip_alone = {extra: amount for extra, amount in extras.items() if extra == "tip"}
    added = _sum_check(name, base, extras, amounts["total"])
    included = _sum_check(name, base, tip_alone, amounts["total"], tax_included=True)
    return added if added.agrees or not included.agrees else included


def _sum_check(
    name: str,
    base: Decimal | None,
    extras: dict[str, Decimal],
    total: Decimal | None,
    tax_included: bool = False,
) -> Check:
    return Check(
        left=" + ".join([name, *extras]),
        right="Total",
        left_amount=None if base is None else sum(extras.values(), base),
        right_amount=total,
        slack=CASH_ROUNDING,
        tax_included=tax_included,
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
