"""Amounts and the phrases that name them, whatever their tags."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocr.layout.amounts import Amount
from ocr.layout.keywords import Concept
from ocr.layout.matching import Hit
from ocr.layout.sheet import Sheet

MONEY_CONCEPTS = (
    Concept.COUNT,
    Concept.POINTS,
    Concept.SAVINGS,
    Concept.CHANGE,
    Concept.ROUNDING,
    Concept.DISCOUNT,
    Concept.TENDERED,
    Concept.TIP,
    Concept.TAX,
    Concept.SERVICE,
    Concept.SUBTOTAL,
    Concept.GRAND_TOTAL,
    Concept.TOTAL,
    Concept.CASH,
    Concept.CARD,
)
"""What a row of the lower half of a receipt may name; where a phrase has several meanings the first wins."""


NARROWED_BY: dict[Concept, tuple[Concept, ...]] = {
    Concept.CASH: (Concept.CHANGE, Concept.GRAND_TOTAL),
    Concept.CARD: (Concept.CHANGE, Concept.POINTS),
    Concept.TENDERED: (Concept.CHANGE, Concept.GRAND_TOTAL),
    Concept.COUNT: (Concept.GRAND_TOTAL, Concept.TOTAL),
    Concept.DISCOUNT: (Concept.SAVINGS,),
}
"""Later phrases that say what a row is really about: 'cash change' is the change."""

SUMS = (Concept.TOTAL, Concept.GRAND_TOTAL, Concept.SUBTOTAL)

MIN_BARE, MAX_INDENT = 20, 2
"""A number without cents is a sum when it is no small count, and the row begins with the word for it."""

SIGN_LENGTH = 3
"""A phrase may end with the currency sign that belongs to the amount after it."""


MAX_ROW_GAP = 2.2
"""A name and its amount in the next row are at most this many row heights apart."""


@dataclass(frozen=True, kw_only=True)
class NamedAmount:
    """An amount and the phrase beside it that names it."""

    concept: Concept
    key: Hit
    row: int
    """Index of the row that holds the amount."""
    amount: Amount


def named_amounts(sheet: Sheet, index: int) -> Iterator[NamedAmount]:
    """What row `index` names. A row without an amount names the lone one in the row below or above."""
    row = sheet.rows[index]
    pairs = _pairs(row.hits, row.amounts)
    for key, amount in pairs:
        if amount:
            yield NamedAmount(concept=key.concept, key=key, row=index, amount=amount)
        elif len(pairs) == 1 and (found := _neighbour(sheet, index)):
            yield NamedAmount(concept=key.concept, key=key, row=found[0], amount=found[1])


def lone_amount(sheet: Sheet, index: int) -> Amount | None:
    """The amount of a row that holds nothing else but signs of a currency."""
    if not 0 <= index < len(sheet.rows):
        return None
    row = sheet.rows[index]
    letters = sum(c.isalpha() for c in row.text)
    is_lone = len(row.money) == len(row.amounts) == 1 and letters <= SIGN_LENGTH
    return row.money[0] if is_lone else None


def _pairs(hits: Sequence[Hit], amounts: Sequence[Amount]) -> list[tuple[Hit, Amount | None]]:
    """Each telling phrase with the last amount before the next one; a count closes at any number."""
    pairs: list[tuple[Hit, Amount | None]] = []
    rest = [hit for hit in hits if hit.concept in MONEY_CONCEPTS]
    while rest:
        key = _key(rest)
        closing = [a for a in amounts if a.start >= key.end - SIGN_LENGTH and (a.is_money or _counts(key))]
        following = [hit.start for hit in rest if closing and hit.start >= closing[0].end]
        own = [a for a in closing if not following or a.end <= following[0]]
        pairs.append((key, _named(key, own, amounts)))
        rest = [hit for hit in rest if following and hit.start >= following[0]]
    return pairs


def _named(key: Hit, own: Sequence[Amount], amounts: Sequence[Amount]) -> Amount | None:
    """The last price; for sums also a bare number that ends the row, as some tills print no cents."""
    if own and own[-1].is_money:
        return own[-1]
    bare = [amount for amount in amounts if amount.start >= key.end and not amount.is_money]
    is_sum = key.start <= MAX_INDENT and key.concept in SUMS
    return bare[-1] if is_sum and bare and bare[-1].value >= MIN_BARE else None


def _counts(key: Hit) -> bool:
    return key.concept in (Concept.COUNT, Concept.POINTS)


def _key(telling: Sequence[Hit]) -> Hit:
    """The first phrase, in its foremost meaning, unless a later one narrows it."""
    first = min(
        (hit for hit in telling if hit.start == telling[0].start),
        key=lambda hit: MONEY_CONCEPTS.index(hit.concept),
    )
    narrowing = NARROWED_BY.get(first.concept, ())
    return next((hit for hit in telling if hit.concept in narrowing), first)


def _neighbour(sheet: Sheet, index: int) -> tuple[int, Amount] | None:
    for neighbour in (index + 1, index - 1):
        if _are_close(sheet, index, neighbour) and (amount := lone_amount(sheet, neighbour)):
            return neighbour, amount
    return None


def _are_close(sheet: Sheet, index: int, neighbour: int) -> bool:
    if not 0 <= neighbour < len(sheet.rows):
        return False
    a, b = sheet.rows[index].row, sheet.rows[neighbour].row
    return abs(a.middle - b.middle) <= MAX_ROW_GAP * max(a.height, b.height)
