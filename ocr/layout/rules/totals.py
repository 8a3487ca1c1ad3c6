"""Subtotal, tax, tip and total, told apart from cash, change, rounding, counts, savings and tax tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from ocr.layout.amounts import Amount
from ocr.layout.arithmetic import largest_rounding
from ocr.layout.keywords import Concept
from ocr.layout.matching import concepts
from ocr.layout.money_rows import NamedAmount, lone_amount, named_amounts
from ocr.layout.payments import payment_method
from ocr.layout.rules.claims import Claim, Claims
from ocr.layout.sheet import Sheet
from ocr.types import Label

SCORES: dict[Concept, tuple[Label, float]] = {
    Concept.GRAND_TOTAL: (Label.TOTAL, 0.95),
    Concept.TOTAL: (Label.TOTAL, 0.85),
    Concept.SUBTOTAL: (Label.SUBTOTAL, 0.9),
    Concept.TAX: (Label.TAX, 0.85),
    Concept.TIP: (Label.TIP, 0.85),
    Concept.SERVICE: (Label.TIP, 0.85),
    Concept.CASH: (Label.PAYMENT_AMOUNT, 0.9),
    Concept.CARD: (Label.PAYMENT_AMOUNT, 0.9),
    Concept.TENDERED: (Label.PAYMENT_AMOUNT, 0.85),
}
"""Label and score of the amount that a row names; rows of other concepts are no entity."""

PAYMENTS = (Concept.CASH, Concept.CARD, Concept.TENDERED, Concept.TIP)
SUMS = (Concept.SUBTOTAL, Concept.TOTAL, Concept.GRAND_TOTAL, Concept.ROUNDING)

KEY_SCORE = 0.9

NEXT_ROW = 0.9
"""Factor for an amount printed in the row under its name."""

INCLUSIVE = 0.5
"""Score of an amount 'inclusive of tax' whose name could not be read."""

UNNAMED_AFTER = {Concept.ROUNDING: 0.8, Concept.TAX: 0.6, Concept.SERVICE: 0.6, Concept.TIP: 0.6}
"""Scores of a lone amount under these: the total without its name."""

PARTIAL_TOTAL = 0.25
"""Score of a total inside a tax table, or of the goods taxed at one rate."""

MAX_TAX_SHARE = Decimal("0.45")
"""No tax takes a larger share of the largest sum."""

_RATE_AFTER_KEY = re.compile(r"\W{0,3}\(?\d{1,2}(?:\.\d+)?\s?%")


def find_claims(claims: Claims) -> Iterator[Claim]:
    sheet = claims.sheet
    table = tax_table(sheet)
    previous: Concept | None = None
    seen_sum = False
    named_rows = [list(named_amounts(sheet, index)) for index in range(len(sheet.rows))]
    largest = _largest_sum(named_rows)
    for index, row in enumerate(sheet.rows):
        weighed = (_weighed(named, row.text, largest) for named in named_rows[index])
        named = [found for found in weighed if found and _is_meant(found, seen_sum)]
        for found in named:
            is_partial = index in table or bool(_RATE_AFTER_KEY.match(row.text, found.key.end))
            yield from _row_claims(sheet, index, found, is_partial=is_partial)
            seen_sum = seen_sum or found.concept in SUMS
        if not named and previous in UNNAMED_AFTER and (amount := lone_amount(sheet, index)):
            yield _claim(index, amount, Label.TOTAL, UNNAMED_AFTER[previous])
        if not named and not largest and row.has(Concept.INCLUSIVE) and row.money:
            yield _claim(index, row.money[-1], Label.TOTAL, INCLUSIVE)
        previous = named[-1].concept if named else None


def _largest_sum(named_rows: Sequence[Sequence[NamedAmount]]) -> Decimal:
    sums = [n.amount.value for row in named_rows for n in row if n.concept in SUMS]
    return max(sums, default=Decimal(0))


def _weighed(named: NamedAmount, text: str, largest: Decimal) -> NamedAmount | None:
    """'Total includes GST' stands before the tax as often as before the total: the size tells.

    Any other tax of that size is a misread number or another row's.
    """
    if named.concept != Concept.TAX or largest <= 0 or named.amount.value < MAX_TAX_SHARE * largest:
        return named
    is_total = Concept.TOTAL in concepts(text[named.key.start : named.key.end].split()[0])
    return replace(named, concept=Concept.TOTAL) if is_total else None


def tax_table(sheet: Sheet) -> frozenset[int]:
    """Rows of tables that list taxable amounts and taxes by rate."""
    inside: set[int] = set()
    is_open = False
    for index, row in enumerate(sheet.rows):
        if row.has(Concept.TAX_BASE) and not row.has(Concept.TITLE) and len(row.money) != 1:
            is_open = True
            inside.add(index)
        elif is_open and (len(row.amounts) >= 2 or row.has(Concept.TAX)) and not _names_payment(sheet, index):
            inside.add(index)
        else:
            is_open = False
    return frozenset(inside)


def _names_payment(sheet: Sheet, index: int) -> bool:
    return sheet.rows[index].has(Concept.CASH, Concept.CHANGE, Concept.GRAND_TOTAL, Concept.ROUNDING)


def _row_claims(sheet: Sheet, index: int, named: NamedAmount, *, is_partial: bool) -> Iterator[Claim]:
    yield _key_claim(index, named, sheet.rows[index].text)
    label, score = _label(named, sheet.style.places)
    if label == Label.OTHER:
        return
    score *= named.key.score * (NEXT_ROW if named.row != index else 1.0)
    if is_partial and label == Label.TOTAL:
        score = PARTIAL_TOTAL
    yield _claim(named.row, named.amount, label, score)


def _key_claim(index: int, named: NamedAmount, text: str) -> Claim:
    """The phrase itself; beside an amount paid it may name the way of paying."""
    key = named.key
    is_method = named.concept in PAYMENTS and payment_method(text[key.start : key.end]) is not None
    label = Label.PAYMENT_METHOD if is_method else Label.KEY
    return Claim(row=index, start=key.start, end=key.end, label=label, score=KEY_SCORE)


def _label(named: NamedAmount, places: int) -> tuple[Label, float]:
    """Label and score of the amount; a rounding too large to be one is the rounded total."""
    if named.concept == Concept.ROUNDING and abs(named.amount.value) > largest_rounding(places):
        return Label.TOTAL, UNNAMED_AFTER[named.concept]
    return SCORES.get(named.concept, (Label.OTHER, 0.0))


def _claim(row: int, amount: Amount, label: Label, score: float) -> Claim:
    return Claim(row=row, start=amount.start, end=amount.end, label=label, score=score)


def _is_meant(named: NamedAmount, seen_sum: bool) -> bool:
    """Before any sum, words such as 'bar' and 'card' inside a row belong to the name of an item."""
    return named.concept not in PAYMENTS or seen_sum or named.key.start <= 2
