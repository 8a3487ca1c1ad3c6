"""The columns of one row with a price: quantity, name, unit price and total."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ocr.layout.amounts import Amount
from ocr.layout.sheet import SheetRow
from ocr.types import Label

Span = tuple[int, int]

MAX_QUANTITY, MAX_COUNT_IN_COLUMN = Decimal(999), Decimal(99)
"""A product proves a quantity; in a column of its own it is only believed up to a smaller one."""

_COUNT = re.compile(
    r"(?<![\w.,])(?P<before>\d{1,3}(?:[.,]\d{1,3})?)\s?(?:[xX×*@](?![^\W\d_])|pcs?\b|PCS?\b|stk\b|Stk\b|[Ll]b\b|kg\b|KG\b)"
    r"|(?<![^\W\d_])[xX×]\s?(?P<after>\d{1,3})(?![\d.,]\d|\d)"
)
_UNIT_AHEAD = re.compile(r"\d\s*[xX×*@]\s*@?\s*(?:RM|Rp\.?|\$)?\s*$")
"""`2 x` before the only amount of a row: it is the price of one."""

_LEADING_COUNT = re.compile(r"\s*[*]?(?P<count>[1-9]\d?)(?:\s?[xX×]\s?|\s+)(?=[^\W\d_(\"'*])")
_CODE = re.compile(r"^(?:\s*(?:[A-Z]{1,2}\s+)?[(#]?\d{4,}(?:-(?!\w)|[-\w]*\b)[:.]?|\s*\d{1,3}[.)](?=\s))\s*")
_TRAILING = re.compile(r"(?:\s+#?\d{7,}\w*(?:\s+[A-Z])?)?[\s@xX×*:|._/-]*$")
_UNITS_ONLY = re.compile(r"\W*(?:pcs?|ea|each|uni|unit|kg|lbs?|pkt|btl|rm|no|s/?pcs|stk)?\W*", re.IGNORECASE)
"""What may stand between quantity and price without being a name."""


@dataclass(frozen=True, kw_only=True)
class ItemColumns:
    """Characters of each column; `None` where the row has none."""

    total: Span | None
    name: Span | None
    count: Span | None
    unit: Span | None

    def spans(self) -> Iterator[tuple[Label, Span]]:
        columns = (
            (Label.ITEM_PRICE, self.total),
            (Label.ITEM_UNIT, self.unit),
            (Label.ITEM_COUNT, self.count),
            (Label.ITEM_NAME, self.name),
        )
        return ((label, span) for label, span in columns if span)


def item_columns(row: SheetRow) -> ItemColumns:
    """Split a row that holds at least one price."""
    price, unit, product = _prices(row)
    count = product or _count(row.text, price.start) or _count_before_unit(row)
    name = _name(row, [span for span in (count, unit and (unit.start, unit.end)) if span], price)
    is_unit = name is None and unit is None and _UNIT_AHEAD.search(row.text[: price.start])
    total, unit = (None, price) if is_unit else (price, unit)
    return ItemColumns(
        total=(total.start, total.end) if total else None,
        name=name,
        count=count,
        unit=(unit.start, unit.end) if unit else None,
    )


def name_columns(text: str) -> list[tuple[Label, Span]]:
    """Quantity and name of a row without a price."""
    match = _LEADING_COUNT.match(text)
    count = [(Label.ITEM_COUNT, match.span("count"))] if match else []
    return [*count, (Label.ITEM_NAME, _trimmed(text, match.end() if match else 0, len(text)))]


def _prices(row: SheetRow) -> tuple[Amount, Amount | None, Span | None]:
    """Total, unit price and, where the arithmetic proves it, the quantity.

    Of all amounts the rightmost that equals a quantity times a price before it is the total.
    """
    money = row.money
    for total in reversed(money):
        for unit in reversed([a for a in money if a.end <= total.start]):
            for count in row.amounts:
                if count.end <= total.start and count is not unit and _is_product(count, unit, total):
                    return total, unit, (count.start, count.end)
    total = next((amount for amount in reversed(money) if amount.value), money[-1])
    others = [amount for amount in money if amount.end <= total.start]
    equal = [amount for amount in others if amount.value == total.value]
    return total, next(iter(equal[-1:] or others[-1:]), None), None


def _is_product(count: Amount, unit: Amount, total: Amount) -> bool:
    if not 0 < count.value <= MAX_QUANTITY or total.value <= 0:
        return False
    return abs(count.value * unit.value - total.value) <= Decimal("0.01") * max(total.value / 100, Decimal(1))


def _count(text: str, end: int) -> Span | None:
    """The quantity by its sign, or alone at the start of the row or between the columns."""
    if match := _COUNT.search(text, 0, end):
        group = "before" if match["before"] else "after"
        return match.span(group)
    if match := _LEADING_COUNT.match(text[:end]):
        return match.span("count")
    if match := re.search(r"(?:^|\s)(?P<count>[1-9]\d?)\s*$", text[:end]):
        return match.span("count")
    return None


def _count_before_unit(row: SheetRow) -> Span | None:
    """The whole number right before the first of several prices."""
    if len(row.money) < 2:
        return None
    for number in row.amounts:
        between = row.text[number.end : row.money[0].start]
        if not number.is_money and number.end <= row.money[0].start and not between.strip(" xX*@"):
            return (number.start, number.end) if 0 < number.value <= MAX_COUNT_IN_COLUMN else None
    return None


def _name(row: SheetRow, taken: list[Span], total: Amount) -> Span | None:
    """The longest text without numbers of other columns, left of the total."""
    text = row.text
    borders = [0, *sorted(x for span in taken for x in span), total.start]
    gaps = [(borders[i], borders[i + 1]) for i in range(0, len(borders) - 1, 2)]
    names = [_trimmed(text, start, end) for start, end in gaps if start < end]
    best = max(names, key=lambda span: _letters(text, span), default=None)
    if best is None or _letters(text, best) < 2 or _UNITS_ONLY.fullmatch(text, *best):
        return None
    return best


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    if (match := _CODE.match(part)) and _letters(part, (match.end(), len(part))) >= 2:
        start += match.end()
        part = text[start:end]
    if match := re.match(r"^[\s@xX×*:|.,_-]+(?=[\s\W])|^\s+", part):
        start += match.end()
    end = start + len(_TRAILING.sub("", text[start:end]))
    return start, end


def _letters(text: str, span: Span) -> int:
    return sum(c.isalpha() for c in text[span[0] : span[1]])
