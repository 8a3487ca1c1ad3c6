"""What follows from the fields of a receipt and is kept with it."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from ocr.layout.arithmetic import Sums, agreement
from receipts.models import Field, Receipt, Section, Source
from receipts.reviews import review_reasons
from receipts.selectors import ReceiptDetail, receipt_detail

_COPIED = ("merchant_name", "date", "currency", "total")
"""Fields of the head that lists and statistics use."""

_SUMMED = ("subtotal", "tax", "tip", "total")


def copies_of(receipt: Receipt) -> dict[str, Any]:
    """Return the receipt's copies of four of its fields, as they should be now."""
    head = receipt.fields.filter(section=Section.HEAD, name__in=_COPIED)
    values = dict(head.values_list("name", "value"))
    day, total = values.get("date"), values.get("total")
    return {
        "merchant_name": values.get("merchant_name", "")[:255],
        "date": date.fromisoformat(day) if day else None,
        "currency": values.get("currency", ""),
        "total": Decimal(total) if total else None,
    }


def reasons_of(receipt: Receipt, *, as_read: bool | None) -> list[str]:
    """Return why the receipt needs a person, as it is now; empty when it needs none.

    `as_read` is the reader's verdict on the amounts, which knows of discounts and rounding in the text.
    It holds until a person changes an amount.
    """
    detail = receipt_detail(receipt)
    return review_reasons(
        fields=detail.fields,
        pages=detail.pages,
        is_duplicate=receipt.duplicate_of_id is not None,
        amounts_agree=_amounts_agree(detail) if _has_corrected_amounts(receipt) else as_read,
        least_confidence=receipt.workspace.auto_complete_confidence,
    )


def verdict_of(reasons: list[str]) -> bool | None:
    """Return the verdict on the amounts that led to these reasons."""
    return False if "arithmetic" in reasons else None if "arithmetic_unproven" in reasons else True


def _amounts_agree(detail: ReceiptDetail) -> bool | None:
    items = tuple(_values(row.cells["total"] for row in detail.line_items))
    sums = {name: next(_values([detail.fields[name]]), None) for name in _SUMMED}
    return agreement(Sums(items=items, **sums))


def _has_corrected_amounts(receipt: Receipt) -> bool:
    """Return whether a person changed an amount, or took away an item."""
    sections = (Section.HEAD, Section.LINE_ITEMS)
    corrected = receipt.fields.filter(source=Source.HUMAN, section__in=sections, name__in=_SUMMED)
    return corrected.exists()


def _values(fields: Iterable[Field]) -> Iterator[Decimal]:
    return (Decimal(field.value) for field in fields if field.value)
