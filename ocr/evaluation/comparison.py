"""The fields of one receipt beside their labels."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ocr.evaluation.datasets import Example
from ocr.evaluation.expected import expected_amounts, expected_dates, expected_times, same_time
from ocr.evaluation.scoring import digits, normalized
from ocr.types import Field, Receipt

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


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One value beside its label."""

    name: str
    """Of the public field."""
    label: object
    """As labelled; `None` or empty for a part of an item that is in no label."""
    read: Field[Any] | None
    right: bool
    is_gold: bool
    """Whether a person labelled it."""


def verdicts(example: Example, receipt: Receipt, *, usual_order: str | None) -> Iterator[Verdict]:
    """One for each field of the head that has a label which can be understood; 0 and empty are no labels."""
    for labels, is_gold in ((example.fields, True), (example.silver, False)):
        for key, name in FIELDS.items():
            label, read = labels.get(key), getattr(receipt, name)
            if label in (None, "", 0, 0.0):
                continue
            right = _is_right(name, label, read, example, usual_order)
            if right is not None:
                yield Verdict(name=name, label=label, read=read, right=right, is_gold=is_gold)


def _is_right(
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
