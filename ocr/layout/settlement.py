"""Taxes and payments: amounts with a name, a rate or a card beside them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from ocr.layout.keywords import Concept
from ocr.layout.matching import concepts, fold
from ocr.layout.payments import find_last4, payment_method
from ocr.layout.sheet import Sheet
from ocr.layout.spans import Span, field
from ocr.layout.sums import Candidate, candidates
from ocr.types import Field, Label, Payment, Tax, V

RATE = re.compile(r"(?<![\d.,])(?P<rate>\d{1,2}(?:[.,]\d{1,3})?)\s?%")


def taxes(spans: Mapping[Label, Sequence[Span]], sheet: Sheet) -> tuple[Tax, ...]:
    """One tax for each row with a tax amount; an amount repeated in a table further down counts once."""
    found: list[Tax] = []
    last_row = -1
    for candidate in candidates(spans, Label.TAX, sheet.style):
        row = candidate.span.row
        tax = Tax(name=_name(candidate, spans), rate=_rate(candidate.span, sheet), amount=_amount(candidate))
        same = next((i for i, other in enumerate(found) if _has_amount(other, candidate.value)), None)
        if same is None or (row == last_row + 1 and _are_twins(found[-1], tax)):
            found.append(tax)
            last_row = row
        elif found[same].rate is None:
            found[same] = replace(found[same], rate=tax.rate)
    return tuple(found)


def _has_amount(tax: Tax, amount: Decimal) -> bool:
    return tax.amount is not None and tax.amount.value == amount


def _are_twins(above: Tax, tax: Tax) -> bool:
    """Two taxes of one rate, or of none, such as 'CGST 9%' over 'SGST 9%': neighbours with own names."""
    if not (above.name and tax.name) or _printed(above.rate) != _printed(tax.rate):
        return False
    names = fold(above.name.value), fold(tax.name.value)
    is_sum = any(Concept.TOTAL in concepts(word) for name in names for word in name.split())
    return not is_sum and not any(name in other for name, other in permutations(names))


def payments(spans: Mapping[Label, Sequence[Span]], sheet: Sheet) -> tuple[Payment, ...]:
    """One payment for each row that names a method; the amount stands in the row, if any."""
    amounts = {c.span.row: c for c in candidates(spans, Label.PAYMENT_AMOUNT, sheet.style)}
    found: list[Payment] = []
    for span in spans.get(Label.PAYMENT_METHOD, ()):
        method = payment_method(span.text)
        if method is None:
            continue
        amount = amounts.get(span.row)
        payment = Payment(
            method=field(method, span, 1.0),
            amount=_amount(amount) if amount else None,
            last4=_last4(span, sheet) if method != "cash" else None,
        )
        same = next((i for i, other in enumerate(found) if _are_same(other, payment)), None)
        if same is None:
            found.append(payment)
        elif payment.amount and not found[same].amount:
            found[same] = payment
    return tuple(found)


def _are_same(payment: Payment, other: Payment) -> bool:
    """Whether two rows tell of one payment: slips repeat it, and cash is counted and named in many ways."""
    method = _printed(payment.method)
    if method != _printed(other.method):
        return False
    pairs = ((payment.amount, other.amount), (payment.last4, other.last4))
    return method == "cash" or not any(a and b and a.value != b.value for a, b in pairs)


def _printed(part: Field[V] | None) -> V | None:
    return part.value if part else None


def _amount(candidate: Candidate) -> Field[Decimal]:
    return field(candidate.value, candidate.span, candidate.certainty)


def _name(candidate: Candidate, spans: Mapping[Label, Sequence[Span]]) -> Field[str] | None:
    keys = [span for span in spans.get(Label.KEY, ()) if span.row == candidate.span.row]
    return field(keys[0].text.rstrip(" .:"), keys[0], 1.0) if keys else None


def _rate(span: Span, sheet: Sheet) -> Field[Decimal] | None:
    match = RATE.search(sheet.rows[span.row].text)
    return field(Decimal(match["rate"].replace(",", ".")), span, 1.0) if match else None


def _last4(span: Span, sheet: Sheet) -> Field[str] | None:
    """The card's last digits, in the row of the method or within three rows of it."""
    nearby = sorted(range(len(sheet.rows)), key=lambda row: abs(row - span.row))[:7]
    for row in nearby:
        if found := find_last4(sheet.rows[row].text):
            return field(found.value, span, 1.0)
    return None
