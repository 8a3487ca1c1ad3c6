"""Do the amounts of a receipt add up?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

ZERO = Decimal(0)

TOLERANCE = Decimal("0.021")
"""Sums of rounded cents may be off by this much."""

CASH_ROUNDING = Decimal("0.051")
"""Cash totals are rounded to five or ten cents in many countries, not always in print."""

RELATIVE_TOLERANCE = Decimal("0.00001")
"""For currencies with large numbers."""

MAX_EXCESS = Decimal("1.25")
"""How many times the total items may be that do not add up, for discounts are easily missed."""


@dataclass(frozen=True, kw_only=True)
class Sums:
    """The amounts of one receipt, as positive numbers but for the rounding; `None` where none was read."""

    items: tuple[Decimal, ...] = ()
    """Totals of the line items."""
    subtotal: Decimal | None = None
    tax: Decimal | None = None
    """Sum of all taxes."""
    tip: Decimal | None = None
    """Or a service charge."""
    discount: Decimal | None = None
    rounding: Decimal | None = None
    paid: tuple[Decimal, ...] = ()
    """In the order of print: the whole, or the parts of a split payment."""
    change: Decimal | None = None
    total: Decimal | None = None


def agreement(sums: Sums) -> bool | None:
    """Whether the other amounts prove the total; `None` when nothing can be checked.

    What was paid is the best witness, then subtotal and taxes; one missed item among many is no proof against
    these, but without them the items have to make the total. Several that do prove the change misread.
    Against a subtotal that does not make the total, payment and items have to agree; items of far more than
    the total are of something else.
    """
    items, parts, payment = items_agree(sums), parts_agree(sums), payment_agrees(sums)
    if items is False and _items_exceed(sums):
        return False
    if payment is None:
        return items if parts is None else parts
    if payment:
        return parts is not False or items is True
    are_parts = len(sums.items) > 1 if parts is None else parts
    return are_parts and items is True


def items_agree(sums: Sums) -> bool | None:
    """Items = subtotal, or = total where no subtotal is printed; with or without taxes and discounts."""
    target = sums.subtotal if sums.subtotal is not None else sums.total
    if not sums.items or target is None:
        return None
    found = sum(sums.items, ZERO)
    discount, added = sums.discount or ZERO, (sums.tax or ZERO) + (sums.tip or ZERO)
    candidates = [found, found - discount]
    if sums.total is not None:
        candidates += [found + added, found + added - discount]
        if any(is_equal(value + step, sums.total) for value in candidates for step in _roundings(sums)):
            return True
    return any(is_equal(value, target, CASH_ROUNDING) for value in candidates)


def _items_exceed(sums: Sums) -> bool:
    """Whether the items are far more than the subtotal, or than the total where none is printed."""
    target = sums.subtotal if sums.subtotal is not None else sums.total
    return target is not None and sum(sums.items, ZERO) > MAX_EXCESS * max(target, ZERO)


def parts_agree(sums: Sums) -> bool | None:
    """Subtotal + tax + tip − discount ± rounding = total; tax and discount may be inside the subtotal."""
    if sums.subtotal is None or sums.total is None:
        return None
    return any(is_equal(value, sums.total, _tolerance(sums)) for value in totals_from_parts(sums))


def _tolerance(sums: Sums) -> Decimal:
    """How far off a total may be: rounded cash, or nothing where the rounding is printed."""
    return CASH_ROUNDING if sums.rounding is None else TOLERANCE / 4


def totals_from_parts(sums: Sums) -> list[Decimal]:
    """The totals that subtotal, tax, tip, discount and rounding may make, the fullest first."""
    if sums.subtotal is None:
        return []
    tip = sums.tip or ZERO
    return [
        sums.subtotal + tax + tip - discount + rounding
        for rounding in _roundings(sums)
        for tax in dict.fromkeys((sums.tax or ZERO, ZERO))
        for discount in dict.fromkeys((sums.discount or ZERO, ZERO))
    ]


def payment_agrees(sums: Sums) -> bool | None:
    """Paid − change = total, to the cent where a rounding is printed; without change at least so much."""
    if not sums.paid or sums.total is None:
        return None
    if any(is_equal(value, sums.total, _tolerance(sums)) for value in _settled(sums)):
        return True
    return None if sums.change is None else False


def largest_rounding(places: int) -> Decimal:
    """How much a total may be rounded by, with so many decimals; a larger amount is the rounded total."""
    return Decimal(1) if places else Decimal(999)


def is_paid_exactly(sums: Sums) -> bool:
    """Paid − change = total to the cent, so no rounding is left out."""
    return any(value == sums.total for value in _settled(sums))


def _roundings(sums: Sums) -> tuple[Decimal, ...]:
    """As printed, and with the other sign: recognizers often miss the minus before it."""
    rounding = sums.rounding or ZERO
    return (rounding, -rounding) if rounding else (ZERO,)


def _settled(sums: Sums) -> Iterator[Decimal]:
    """What stays with the store after each payment, were it the last; with change, or the only one."""
    alone = sums.paid if sums.change else ()
    return (paid - (sums.change or ZERO) for paid in (*accumulate(sums.paid), *alone))


def is_equal(a: Decimal, b: Decimal, tolerance: Decimal = TOLERANCE) -> bool:
    return abs(a - b) <= max(tolerance, abs(b) * RELATIVE_TOLERANCE)


def with_total(sums: Sums, total: Decimal | None) -> Sums:
    """The same amounts with another total."""
    return replace(sums, total=total)
