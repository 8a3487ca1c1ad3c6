"""One receipt beside its label."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ocr.evaluation.datasets import Example
from ocr.evaluation.expected import expected_amounts, expected_dates, expected_times, same_time
from ocr.evaluation.scoring import Item, Score, add_items, combined, digits, normalized
from ocr.types import Field, LineItem, Receipt

FIELDS = {
    "store_name": "merchant_name",
    "store_address": "merchant_address",
    "tel": "merchant_phone",
    "date": "date",
    "time": "time",
    "currency": "currency",
    "subtotal": "subtotal",
    "tax": "tax",
    "tip": "tip",
    "tips": "tip",
    "total": "total",
}
"""Public field by the label's name."""

AMOUNTS = frozenset({"subtotal", "tax", "tip", "total"})


@dataclass(kw_only=True)
class Report:
    """Scores by field; fields labelled by a machine are kept apart."""

    fields: dict[str, Score] = field(default_factory=dict)
    silver: dict[str, Score] = field(default_factory=dict)
    items: Score = field(default_factory=Score)
    items_with_quantity: Score = field(default_factory=Score)
    items_are_gold: bool = False
    """Whether people labelled the items."""
    seconds: list[float] = field(default_factory=list)

    @property
    def micro(self) -> Score:
        """All fields labelled by people together."""
        return combined(self.fields.values())

    def add(self, example: Example, receipt: Receipt, *, usual_order: str | None, seconds: float) -> None:
        """Count one receipt."""
        self.seconds.append(seconds)
        for labels, scores in ((example.fields, self.fields), (example.silver, self.silver)):
            for label, name in FIELDS.items():
                if labels.get(label) not in (None, "", 0, 0.0):
                    read = getattr(receipt, name)
                    right = is_right(name, labels[label], read, example, usual_order)
                    if right is not None:
                        _count(scores.setdefault(name, Score()), read, right)
        self.items_are_gold = self.items_are_gold or bool(example.fields.get("items"))
        items = example.fields.get("items") or example.silver.get("items")
        if items:
            self._add_items([expected_item(item) for item in items], receipt)

    def _add_items(self, expected: list[Item], receipt: Receipt) -> None:
        found = [read_item(item) for item in receipt.line_items]
        add_items(self.items, expected, found, with_quantity=False)
        add_items(self.items_with_quantity, expected, found, with_quantity=True)


def is_right(
    name: str, label: object, read: Field[Any] | None, example: Example, usual_order: str | None
) -> bool | None:
    """Whether `read` is what the label says; `None` when the label cannot be understood."""
    value = read.value if read else None
    if name in AMOUNTS:
        amounts = expected_amounts(label)
        if name == "tax" and amounts:
            # A label lists the taxes one by one; what is read is their sum.
            amounts |= {sum(amounts, Decimal(0)).normalize()}
        return (value is not None and Decimal(value).normalize() in amounts) if amounts else None
    if name == "date":
        days = expected_dates(str(label), texts=example.texts, usual_order=usual_order)
        return value in days if days else None
    if name == "time":
        times = expected_times(str(label))
        return any(value and same_time(value, expected) for expected in times) if times else None
    if name == "merchant_phone":
        return _shares_digits(value, str(label))
    wanted = _wanted_texts(str(label), example)
    return normalized(value) in wanted if wanted else None


def _wanted_texts(label: str, example: Example) -> set[str]:
    """The label, and what it is without parts that are printed, and were labelled, twice."""
    labelled = example.fields.get("_multi", {}).values()
    parts = next((parts for parts in labelled if " ".join(parts) == label), [label])
    once = {normalized(part): part for part in parts}.values()
    return {text for text in (normalized(label), normalized(" ".join(once))) if text}


def _shares_digits(value: str | None, label: str) -> bool | None:
    """Telephone numbers are compared by their digits; a label may list several numbers."""
    wanted, read = digits(label), digits(value or "")
    return bool(read) and read in wanted if wanted else None


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


def _count(score: Score, read: object, right: bool) -> None:
    if right:
        score.right += 1
    elif read is None:
        score.missed += 1
    else:
        score.wrong += 1
