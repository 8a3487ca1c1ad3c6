"""Subtotal, tax, tip and total: of several candidates those that add up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from ocr.layout.amounts import NumberStyle, find_amounts
from ocr.layout.arithmetic import (
    ZERO,
    Sums,
    agreement,
    is_paid_exactly,
    items_agree,
    largest_rounding,
    parts_agree,
    payment_agrees,
    totals_from_parts,
    with_total,
)
from ocr.layout.keywords import Concept
from ocr.layout.money_rows import named_amounts
from ocr.layout.sheet import Sheet
from ocr.layout.spans import Span, confidence, field
from ocr.types import Field, Label

REPEATED = 0.04
"""Bonus for each further place that shows the same total, up to three."""

BY_PAYMENT, EXACTLY, BY_PARTS, BY_ITEMS, BY_STEP = 0.25, 0.15, 0.2, 0.7, 0.3
"""Bonus for a total that equals paid − change, the sum of its parts, of the items, or another one
after the rounding or with the tip."""

FALLBACK = 0.4
"""Factor for a total that only other amounts suggest."""

AGREES, DISAGREES = 0.4, 1.3
"""What agreement and disagreement make of the doubt that is left in an amount."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A value that a field may have, and where it is printed."""

    value: Decimal
    span: Span
    certainty: float

    @property
    def score(self) -> float:
        return self.span.score * self.certainty


@dataclass(frozen=True, kw_only=True)
class SumFields:
    """The chosen fields and what they were checked against."""

    subtotal: Field[Decimal] | None
    tax: Field[Decimal] | None
    tip: Field[Decimal] | None
    total: Field[Decimal] | None
    sums: Sums

    @property
    def agrees(self) -> bool | None:
        return agreement(self.sums)


def sum_fields(
    spans: Mapping[Label, Sequence[Span]], sheet: Sheet, items: Sequence[Decimal], tax_total: Decimal | None
) -> SumFields:
    """Choose the total that the other amounts confirm, then judge all by how well they add up."""
    subtotals = _best_and_all(candidates(spans, Label.SUBTOTAL, sheet.style))
    tips = _best_and_all(candidates(spans, Label.TIP, sheet.style))
    subtotal, tip = subtotals[0], tips[0]
    tax = _best(candidates(spans, Label.TAX, sheet.style))
    known = Sums(
        items=tuple(items),
        subtotal=_value(subtotal),
        tax=tax_total if tax_total is not None else tax.value if tax else None,
        tip=_value(tip),
        paid=tuple(payment.value for payment in candidates(spans, Label.PAYMENT_AMOUNT, sheet.style)),
        **_settlement(sheet),
    )
    total = _total(spans, sheet.style, known)
    subtotal, tip, sums = _adding_up(with_total(known, total.value if total else None), subtotals, tips)
    return SumFields(
        subtotal=_judged(subtotal, sums),
        tax=_judged(replace(tax, value=sums.tax) if tax and sums.tax is not None else None, sums),
        tip=_judged(tip, sums),
        total=_judged(total, sums),
        sums=sums,
    )


def _best_and_all(parts: Sequence[Candidate]) -> list[Candidate | None]:
    """The best, and all together: food and drinks, or a service charge and a tip."""
    best = _best(parts)
    if best is None or len(parts) == 1:
        return [best]
    return [best, replace(best, value=sum((part.value for part in parts), ZERO))]


def _adding_up(
    sums: Sums, subtotals: Sequence[Candidate | None], tips: Sequence[Candidate | None]
) -> tuple[Candidate | None, Candidate | None, Sums]:
    """The subtotal and the tip that make the total with the rest; the best ones if none do.

    A tip that the total proves not to be in it was only suggested; a subtotal that is the total is no proof.
    """
    for subtotal, tip in product(subtotals, (*tips, None)):
        tried = replace(sums, subtotal=_value(subtotal), tip=_value(tip))
        is_proof = tip is not None or sums.tip is None or tried.subtotal != sums.total
        if is_proof and parts_agree(tried):
            return subtotal, tip, tried
    return subtotals[0], tips[0], sums


def candidates(spans: Mapping[Label, Sequence[Span]], label: Label, style: NumberStyle) -> list[Candidate]:
    """The amounts tagged `label`; of a span with several the last, as prices stand last in their row."""
    found = []
    for span in spans.get(label, ()):
        amounts = find_amounts(span.text, style)
        if amounts:
            last = amounts[-1]
            # Some tills print payments as what they take off the total.
            value = abs(last.value) if label == Label.PAYMENT_AMOUNT else last.value
            found.append(Candidate(value=value, span=span, certainty=last.certainty))
    return found


def _settlement(sheet: Sheet) -> dict[str, Decimal | None]:
    """Amounts that no label stands for, by the words in their rows."""
    named: dict[Concept, list[Decimal]] = defaultdict(list)
    for index in range(len(sheet.rows)):
        for found in named_amounts(sheet, index):
            named[found.concept].append(found.amount.value)
    limit = largest_rounding(sheet.style.places)
    return {
        "change": abs(named[Concept.CHANGE][-1]) if named[Concept.CHANGE] else None,
        "rounding": next((value for value in named[Concept.ROUNDING] if abs(value) <= limit), None),
        "discount": _discount([abs(value) for value in named[Concept.DISCOUNT]]) or None,
    }


def _discount(amounts: Sequence[Decimal]) -> Decimal:
    """All discounts together; their printed sum below them is none of them."""
    *parts, last = amounts or [ZERO]
    return last if last == sum(parts) else last + sum(parts)


def _total(spans: Mapping[Label, Sequence[Span]], style: NumberStyle, known: Sums) -> Candidate | None:
    options = candidates(spans, Label.TOTAL, style) or _other_totals(spans, style, known)
    values = [option.value for option in options]
    return max(options, key=lambda option: (_support(option, values, known), option.span.row), default=None)


def _other_totals(spans: Mapping[Label, Sequence[Span]], style: NumberStyle, known: Sums) -> list[Candidate]:
    """Where no total is tagged: what subtotals and payments tell, with little certainty."""
    subtotals = candidates(spans, Label.SUBTOTAL, style)
    paid = candidates(spans, Label.PAYMENT_AMOUNT, style)
    added = [replace(subtotal, value=subtotal.value + (known.tax or ZERO)) for subtotal in subtotals]
    settled = [replace(payment, value=payment.value - (known.change or ZERO)) for payment in paid]
    others = dict.fromkeys([*subtotals, *added, *paid, *settled])
    return [replace(other, certainty=other.certainty * FALLBACK) for other in others]


def _support(option: Candidate, values: Sequence[Decimal], known: Sums) -> float:
    """How much speaks for a total: its own score, repetition, and the arithmetic."""
    sums = with_total(known, option.value)
    support = option.score + REPEATED * min(values.count(option.value) - 1, 3)
    support += BY_PAYMENT * (payment_agrees(sums) is True) + EXACTLY * is_paid_exactly(sums)
    support += BY_PARTS * (parts_agree(sums) is True) + EXACTLY * (
        option.value in totals_from_parts(sums)[:1]
    )
    support += BY_ITEMS * (items_agree(sums) is True)
    support += BY_STEP * _follows_another(option.value, values, known)
    return support - (option.value == 0)


def _follows_another(value: Decimal, values: Sequence[Decimal], known: Sums) -> bool:
    """Whether `value` is another candidate after the printed rounding, or with the tip."""
    steps = [abs(step) for step in (known.rounding, known.tip) if step]
    is_step = any(abs(other - value) in steps for other in values if other != value)
    is_up = not known.tip or value == max(values)
    return is_step and is_up and payment_agrees(with_total(known, value)) is not False


def _best(options: Sequence[Candidate]) -> Candidate | None:
    """The best scored; of equals the first, or a later one when the first is zero."""
    return max(options, key=lambda option: (option.value != 0, option.score), default=None)


def _value(candidate: Candidate | None) -> Decimal | None:
    return candidate.value if candidate else None


def _judged(candidate: Candidate | None, sums: Sums) -> Field[Decimal] | None:
    if candidate is None:
        return None
    read = field(candidate.value, candidate.span, candidate.certainty)
    checked = agreement(sums)
    if checked is None:
        return read
    doubt = (1 - read.confidence) * (AGREES if checked else DISAGREES)
    return replace(read, confidence=confidence(1 - doubt))
