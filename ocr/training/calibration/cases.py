"""What was read on labelled receipts, with its evidence and whether it is right."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ocr.evaluation.comparison import FIELDS, expected_item, is_right, read_item
from ocr.evaluation.datasets import Example
from ocr.evaluation.scoring import Item, normalized, similarity
from ocr.layout.calibration import Features, Places, features_of
from ocr.types import LineItem, Receipt

ENOUGH_GOLD = 25
"""With fewer labels by people those by a machine are used too: their own errors make it careful, not bold."""

MIN_SAME = 0.5
"""Names less alike than this are of different items."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One value that was read."""

    receipt: str
    field: str
    features: Features
    right: bool
    is_gold: bool
    """Whether a person labelled it."""


def cases_of(example: Example, receipt: Receipt, places: Places, order: str | None) -> Iterator[Case]:
    """One case for each field that is both read and labelled; `receipt` has its raw confidences."""
    for labels, is_gold in ((example.fields, True), (example.silver, False)):
        for label, name in FIELDS.items():
            field = getattr(receipt, name)
            if field is None or labels.get(label) in (None, "", 0, 0.0):
                continue
            right = is_right(name, labels[label], field, example, order)
            if right is not None:
                features = features_of(name, field, receipt, places)
                yield Case(receipt=example.id, field=name, features=features, right=right, is_gold=is_gold)
    for name, field, right in item_parts(example, receipt):
        features = features_of(name, field, receipt, places)
        yield Case(receipt=example.id, field=name, features=features, right=right, is_gold=True)


def item_parts(example: Example, receipt: Receipt) -> Iterator[tuple[str, Any, bool]]:
    """Name, field and rightness of the parts of items; without labels by people there are none.

    An item belongs to the unused label with the most similar name, of these to one of the same price; what
    is in no label is wrong. A label without a quantity says nothing of it.
    """
    unused = [expected_item(item) for item in example.fields.get("items") or ()]
    if not unused:
        return
    for item in receipt.line_items:
        match = _match(read_item(item), unused)
        if match is not None:
            unused.remove(match)
        yield from _parts(item, match)


def enough(cases: Iterable[Case]) -> list[Case]:
    """The cases labelled by people, and for fields with few of these all."""
    known = list(cases)
    gold = Counter(case.field for case in known if case.is_gold)
    return [case for case in known if case.is_gold or gold[case.field] < ENOUGH_GOLD]


def _match(item: Item, labelled: list[Item]) -> Item | None:
    def likeness(label: Item) -> float:
        return similarity(item.name, label.name) + (item.price is not None and item.price == label.price)

    best = max(labelled, key=likeness, default=None)
    return best if best is not None and likeness(best) >= MIN_SAME else None


def _parts(item: LineItem, label: Item | None) -> Iterator[tuple[str, Any, bool]]:
    read = read_item(item)
    if item.description:
        yield (
            "line_items.description",
            item.description,
            label is not None and normalized(read.name) == normalized(label.name),
        )
    if item.total:
        yield "line_items.total", item.total, label is not None and read.price == label.price
    if item.quantity and label is not None and label.quantity is not None:
        yield "line_items.quantity", item.quantity, read.quantity == label.quantity
