"""Line items from spans: which names, quantities and prices belong together."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from decimal import Decimal

from ocr.layout.amounts import NumberStyle, find_amounts
from ocr.layout.arithmetic import is_equal
from ocr.layout.spans import Span, by_row, confidence, field, merged_field
from ocr.types import Field, Label, LineItem

ITEM_LABELS = (Label.ITEM_NAME, Label.ITEM_COUNT, Label.ITEM_UNIT, Label.ITEM_PRICE)

MARGIN = " -–*:|.,=_"
"""Bullets, leaders and rules around a name."""

_OPEN_COUNT = re.compile(r"\s*\(\s*\d*\s*$")
"""What is left of '(3 @ 10.00)' without its price."""

WRAP_MARGIN = 2.0
"""Space that tills keep between a name and what stands right of it, in heights of the print."""

ROUNDED = 0.9
"""Factor for the confidence of a unit price that does not make the total exactly."""

ROUNDING = Decimal("0.01")


@dataclass(kw_only=True)
class _Draft:
    """The spans of one item, while rows are being joined."""

    spans: dict[Label, list[Span]] = dataclass_field(default_factory=dict)

    def add(self, spans: Sequence[Span]) -> None:
        for span in spans:
            self.spans.setdefault(span.label, []).append(span)

    def restate(self, spans: Sequence[Span]) -> None:
        """Add the spans of a row with the total of what was taken for a total and is the price of one."""
        prices = self.spans.pop(Label.ITEM_PRICE, [])
        self.add([replace(span, label=Label.ITEM_UNIT) for span in prices])
        self.add(spans)

    def has(self, label: Label) -> bool:
        return label in self.spans


def line_items(spans: Mapping[Label, Sequence[Span]], style: NumberStyle) -> tuple[LineItem, ...]:
    """The items from top to bottom.

    Names above the first price are of other things, and so are prices with nothing beside them.
    """
    drafts = _drafts(list(by_row(spans, ITEM_LABELS).values()), style)
    items = [item for draft in drafts if (item := _item(draft, style)) is not None and _tells_what(item)]
    first = next((index for index, item in enumerate(items) if item.total), 0)
    return tuple(items[first:])


def _tells_what(item: LineItem) -> bool:
    return item.description is not None or (item.quantity is not None and item.unit_price is not None)


def _drafts(rows: Sequence[list[Span]], style: NumberStyle) -> list[_Draft]:
    """Join rows to items: a row with a price is an item, rows without one belong to a neighbour."""
    names_first = _names_come_first(rows)
    drafts: list[_Draft] = []
    waiting: list[list[Span]] = []
    for position, row in enumerate(rows):
        if drafts and not waiting and _restates(row, drafts[-1], style):
            drafts[-1].restate(row)
        elif _has(row, Label.ITEM_PRICE):
            if _has(row, Label.ITEM_NAME):
                drafts.extend(_draft(spans) for spans in waiting)
                waiting = []
            drafts.append(_draft([span for spans in [*waiting, row] for span in spans]))
            waiting = []
        elif drafts and not waiting and _belongs_above(drafts[-1], rows, position, names_first, style):
            drafts[-1].add(row)
        else:
            waiting.append(row)
    return [*drafts, *(_draft(spans) for spans in waiting)]


def _draft(spans: Sequence[Span]) -> _Draft:
    draft = _Draft()
    draft.add(spans)
    return draft


def _belongs_above(
    draft: _Draft, rows: Sequence[list[Span]], position: int, names_first: bool, style: NumberStyle
) -> bool:
    """Whether a row without price goes on with the item above it."""
    row = rows[position]
    if _has(row, Label.ITEM_COUNT):
        return (
            not draft.has(Label.ITEM_COUNT)
            and not _has(row, Label.ITEM_NAME)
            and _explains(row, draft, style)
        )
    if names_first and _waits(rows, position):
        return False
    return not _has(row, Label.ITEM_NAME) or not draft.has(Label.ITEM_NAME) or _is_wrapped(draft, row)


def _is_wrapped(draft: _Draft, below: Sequence[Span]) -> bool:
    """Whether the first word `below` would not have fitted beside the draft's name: then the name goes on."""
    name = draft.spans[Label.ITEM_NAME][-1]
    beside = (span for spans in draft.spans.values() for span in spans if span.row == name.row)
    limit = min((span.left for span in beside if span.left >= name.right), default=None)
    if limit is None:
        return False
    return name.right + _first_word_width(below) + WRAP_MARGIN * name.height > limit


def _first_word_width(row: Sequence[Span]) -> float:
    """Width of the first word of the row's name, were all its characters equally wide."""
    name = next(span for span in row if span.label == Label.ITEM_NAME)
    return name.width * len(name.text.split()[0]) / len(name.text)


def _explains(row: Sequence[Span], draft: _Draft, style: NumberStyle) -> bool:
    """Whether quantity times unit price of `row` is the draft's total."""
    other = _draft(row)
    count, unit = _number(other, Label.ITEM_COUNT, style), _number(other, Label.ITEM_UNIT, style)
    total = _number(draft, Label.ITEM_PRICE, style)
    if not count or not unit or not total:
        return bool(count and not unit)
    return is_equal(count.value * unit.value, total.value)


def _restates(row: Sequence[Span], draft: _Draft, style: NumberStyle) -> bool:
    """Whether a row without a name has the quantity of the draft, and its price so many times."""
    below = _draft(row)
    if below.has(Label.ITEM_NAME) or draft.has(Label.ITEM_UNIT) or draft.has(Label.ITEM_COUNT):
        return False
    count, total = _number(below, Label.ITEM_COUNT, style), _number(below, Label.ITEM_PRICE, style)
    price = _number(draft, Label.ITEM_PRICE, style)
    return bool(count and total and price and is_equal(count.value * price.value, total.value))


def _names_come_first(rows: Sequence[list[Span]]) -> bool:
    """Whether names without a price stand above the price: the first item shows it."""
    return bool(rows) and (not _has(rows[0], Label.ITEM_PRICE) or _has(rows[0], Label.ITEM_NAME))


def _waits(rows: Sequence[list[Span]], position: int) -> bool:
    """Whether a row without price belongs to the next price: that one has no name of its own."""
    for row in rows[position + 1 :]:
        if _has(row, Label.ITEM_PRICE):
            return not _has(row, Label.ITEM_NAME)
    return False


def _has(row: Sequence[Span], label: Label) -> bool:
    return any(span.label == label for span in row)


def _item(draft: _Draft, style: NumberStyle) -> LineItem | None:
    item = LineItem(
        description=_description(draft),
        quantity=_number(draft, Label.ITEM_COUNT, style),
        unit_price=_number(draft, Label.ITEM_UNIT, style),
        total=_number(draft, Label.ITEM_PRICE, style),
    )
    if item.description is None and item.total is None:
        return None
    return _completed(item)


def _description(draft: _Draft) -> Field[str] | None:
    spans = draft.spans.get(Label.ITEM_NAME)
    if not spans:
        return None
    text = " ".join(" ".join(span.text.split()) for span in spans)
    text = _OPEN_COUNT.sub("", text).strip(MARGIN)
    return merged_field(text, "\n".join(span.text for span in spans), spans, 1.0)


def _number(draft: _Draft, label: Label, style: NumberStyle) -> Field[Decimal] | None:
    """The last number of the label's spans: where a row holds two, the total stands last."""
    for span in reversed(draft.spans.get(label, [])):
        amounts = find_amounts(span.text.strip("xX×@* "), style) or find_amounts(_digits(span.text), style)
        if amounts:
            chosen = amounts[0] if label == Label.ITEM_COUNT else amounts[-1]
            return field(chosen.value, span, chosen.certainty)
    return None


def _digits(text: str) -> str:
    """`text` with its letters blanked, for numbers glued to a unit: `2x`, `2.516G`."""
    return "".join(" " if c.isalpha() else c for c in text)


def _completed(item: LineItem) -> LineItem:
    """Quantity, unit price or total that follow from the other two."""
    quantity, unit, total = item.quantity, item.unit_price, item.total
    if total and unit and not quantity and unit.value and total.value % unit.value == 0:
        count = total.value / unit.value
        return replace(item, quantity=_derived(count, unit, total)) if 0 < count < 1000 else item
    if total and quantity and not unit and quantity.value > 0:
        price = (total.value / quantity.value).quantize(ROUNDING)
        certainty = 1.0 if price * quantity.value == total.value else ROUNDED
        return replace(item, unit_price=_derived(price, total, quantity, certainty=certainty))
    if quantity and unit and not total:
        return replace(item, total=_derived(quantity.value * unit.value, unit, quantity))
    return item


def _derived(
    value: Decimal, source: Field[Decimal], other: Field[Decimal], *, certainty: float = 1.0
) -> Field[Decimal]:
    """A number at the place of `source`, no surer than the less sure of the two it follows from."""
    least = min(source.confidence, other.confidence)
    return replace(source, value=value, confidence=confidence(least * certainty))
