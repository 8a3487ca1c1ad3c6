"""Where the items of a receipt are: between its head and its sums."""

from dataclasses import dataclass

from ocr.layout.keywords import Concept
from ocr.layout.money_rows import MONEY_CONCEPTS, SUMS, named_amounts
from ocr.layout.rules.claims import Claims
from ocr.layout.rules.totals import tax_table
from ocr.layout.sheet import Sheet, SheetRow
from ocr.types import Label

END_CONCEPTS = frozenset(
    {
        Concept.SUBTOTAL,
        Concept.TOTAL,
        Concept.GRAND_TOTAL,
        Concept.COUNT,
        Concept.ROUNDING,
        Concept.TENDERED,
        Concept.CHANGE,
        Concept.CASH,
    }
)
"""Rows that name one of these amounts end the items."""

HEADS = (Concept.HEAD_NAME, Concept.HEAD_COUNT, Concept.HEAD_UNIT, Concept.HEAD_PRICE)

ADJUSTMENTS = (Concept.DISCOUNT, Concept.TAX, Concept.SERVICE, Concept.SAVINGS, Concept.TAX_BASE)
ADJUSTING = frozenset(MONEY_CONCEPTS) | {Concept.TAX_BASE}

MAX_INDENT = 2
"""A phrase that starts further right is part of a name."""


@dataclass(frozen=True, kw_only=True)
class ItemZone:
    """The rows between head and sums."""

    start: int
    end: int
    """Past the last row."""
    has_header: bool
    priced: tuple[int, ...]
    """The rows in it that hold an item's price."""


def item_zone(claims: Claims) -> ItemZone:
    """Find the zone by its header, or by the head's dates where it has none, and by the first sum."""
    sheet = claims.sheet
    header = _header(sheet)
    start = header + 1 if header is not None else 0
    end = _end(sheet, start)
    table = tax_table(sheet)
    priced = [index for index in range(start, end) if index not in table and _is_priced(claims, index)]
    if header is None:
        priced = _below_head(claims, priced)
    return ItemZone(start=start, end=end, has_header=header is not None, priced=tuple(priced))


def is_heading(row: SheetRow) -> bool:
    """Whether the row holds the heads of columns and nothing else."""
    heads = [hit for hit in row.hits if hit.concept in HEADS]
    covered = sum({hit.start: sum(map(str.isalpha, row.text[hit.start : hit.end])) for hit in heads}.values())
    return bool(heads) and not row.money and covered * 2 > row.letters


def _header(sheet: Sheet) -> int | None:
    """The first row that names two or more columns, above any sum."""
    for index, row in enumerate(sheet.rows):
        heads = {hit.start for hit in row.hits if hit.concept in HEADS}
        kinds = sum(row.has(head) for head in HEADS)
        if len(heads) >= 2 and kinds >= 2 and not row.money and not row.has(Concept.TAX_BASE):
            return index if row.digits <= 2 else None
        if row.money and row.has(*SUMS):
            return None
    return None


def _end(sheet: Sheet, start: int) -> int:
    """The first row after `start` that names a sum, once a price has been seen."""
    seen_price = False
    for index in range(start, len(sheet.rows)):
        ends = any(named.concept in END_CONCEPTS for named in named_amounts(sheet, index))
        if ends and (seen_price or sheet.rows[index].has(*SUMS)):
            return index
        seen_price = seen_price or bool(sheet.rows[index].money)
    return len(sheet.rows)


def _is_priced(claims: Claims, index: int) -> bool:
    """Whether row `index` holds an item's price."""
    row = claims.sheet.rows[index]
    return bool(row.money) and claims.is_free(index) and not _is_adjustment(row)


def _is_adjustment(row: SheetRow) -> bool:
    """Discounts and taxes between the items: named as such at the start, or negative."""
    if row.money[-1].value <= 0 and len(row.money) == 1:
        return True
    first = next((hit for hit in row.hits if hit.concept in ADJUSTING), None)
    return first is not None and first.start <= MAX_INDENT and first.concept in ADJUSTMENTS


def _below_head(claims: Claims, priced: list[int]) -> list[int]:
    """Without a header, numbers above a date or telephone belong to the head when prices follow it."""
    heads = claims.rows_with(Label.DATE, Label.TEL, Label.TIME)
    for head in reversed(heads):
        below = [index for index in priced if index > head]
        if below:
            return below
    return priced
