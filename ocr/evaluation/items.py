"""Line items beside their labels."""

from collections.abc import Iterator, Mapping
from typing import Any

from ocr.evaluation.comparison import Verdict
from ocr.evaluation.datasets import Example
from ocr.evaluation.expected import expected_amounts
from ocr.evaluation.scoring import Item, normalized, similarity
from ocr.types import LineItem, Receipt

MIN_SAME = 0.5
"""Names less alike than this are of different items."""


def expected_items(example: Example) -> list[Item]:
    """By people, or else by a machine."""
    return [
        expected_item(label) for label in example.fields.get("items") or example.silver.get("items") or ()
    ]


def read_items(receipt: Receipt) -> list[Item]:
    return [read_item(item) for item in receipt.line_items]


def expected_item(label: Mapping[str, Any]) -> Item:
    """A label's item; its quantity is the first number of texts such as `2x` or `1x29.98`."""
    price, quantity = label.get("price"), label.get("quantity")
    prices = sorted(expected_amounts(price)) if price not in (None, "") else []
    quantities = sorted(expected_amounts(str(quantity).lower().split("x")[0])) if quantity else []
    return Item(
        name=str(label.get("name") or ""),
        price=str(prices[0]) if prices else None,
        quantity=str(quantities[0]) if quantities else None,
    )


def read_item(item: LineItem) -> Item:
    return Item(
        name=item.description.value if item.description else "",
        price=str(item.total.value.normalize()) if item.total else None,
        quantity=str(item.quantity.value.normalize()) if item.quantity else None,
    )


def item_verdicts(example: Example, receipt: Receipt) -> Iterator[Verdict]:
    """One for each part of an item that was read; without labels by people there are none.

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


def _match(item: Item, labelled: list[Item]) -> Item | None:
    def likeness(label: Item) -> float:
        return similarity(item.name, label.name) + (item.price is not None and item.price == label.price)

    best = max(labelled, key=likeness, default=None)
    return best if best is not None and likeness(best) >= MIN_SAME else None


def _parts(item: LineItem, label: Item | None) -> Iterator[Verdict]:
    read, wanted = read_item(item), label or Item(name="", price=None, quantity=None)
    if item.description:
        right = label is not None and normalized(read.name) == normalized(wanted.name)
        yield _verdict("description", wanted.name, item.description, right)
    if item.total:
        yield _verdict("total", wanted.price, item.total, label is not None and read.price == wanted.price)
    if item.quantity and wanted.quantity is not None:
        yield _verdict("quantity", wanted.quantity, item.quantity, read.quantity == wanted.quantity)


def _verdict(part: str, label: str | None, read: Any, right: bool) -> Verdict:
    return Verdict(name=f"line_items.{part}", label=label, read=read, right=right, is_gold=True)
