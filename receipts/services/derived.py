"""What follows from the fields of a receipt and is kept with it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from ocr.layout.arithmetic import agreement
from receipts.arithmetic import amounts_are_corrected, sums_of
from receipts.marks import marks_of
from receipts.models import Field, Receipt, Section
from receipts.reviews import review_reasons
from receipts.selectors import receipt_detail


def copies_of(receipt: Receipt) -> dict[str, Any]:
    """Return the receipt's copies of four of its fields, and its marks, as they should be now."""
    return copies_from(receipt.fields.filter(section=Section.HEAD))


def copies_from(head: Iterable[Field]) -> dict[str, Any]:
    """Return the copies and marks of a receipt that has these fields in its head."""
    head = list(head)
    values = {field.name: field.value for field in head}
    day, total = values.get("date"), values.get("total")
    return {
        "merchant_name": values.get("merchant_name", "")[:255],
        "date": date.fromisoformat(day) if day else None,
        "currency": values.get("currency", ""),
        "total": Decimal(total) if total else None,
        "marks": marks_of(head),
    }


def reasons_of(receipt: Receipt, *, as_read: bool | None, seem_several: bool) -> list[str]:
    """Return why the receipt needs a person, as it is now; empty when it needs none.

    `as_read` is the reader's verdict on the amounts; it holds until a person changes one. `seem_several` says
    whether the reader saw signs of several receipts that it could not tell apart.
    """
    detail = receipt_detail(receipt)
    return review_reasons(
        fields=detail.fields,
        pages=detail.pages,
        is_duplicate=receipt.duplicate_of_id is not None,
        is_one=receipt.is_one,
        receipts_seen=len(receipt.regions),
        seem_several=seem_several,
        amounts_agree=agreement(sums_of(detail)) if amounts_are_corrected(receipt) else as_read,
        least_confidence=receipt.workspace.auto_complete_confidence,
    )
