"""What follows from the fields of a receipt and is kept with it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from receipts.arithmetic import amounts_agree
from receipts.duplicates import original_of
from receipts.marks import marks_of
from receipts.models import Field, Receipt, Section, Status
from receipts.reviews import SAME_FILE, SAME_VALUES, UNCLEAR, review_reasons
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


def derived_of(receipt: Receipt, *, seem_several: bool) -> dict[str, Any]:
    """Return the columns that follow from the fields of a receipt that was just read, as they should be now.

    `seem_several` says whether the reader saw signs of several receipts that it could not tell apart. The
    workspace is to be locked, so that of two receipts at once the second is found to be a duplicate.
    """
    copies = copies_of(receipt)
    receipt.duplicate_of = original_of(receipt, copies)
    reasons = _reasons_of(receipt, seem_several=seem_several)
    return {**copies, "duplicate_of": receipt.duplicate_of, "review_reasons": reasons}


def derived_again(receipt: Receipt) -> dict[str, Any]:
    """Return the same of any receipt, after a change; reasons only where it waits for a person already."""
    columns = derived_of(receipt, seem_several=UNCLEAR in receipt.review_reasons)
    if receipt.status != Status.NEEDS_REVIEW:
        del columns["review_reasons"]
    return columns


def _reasons_of(receipt: Receipt, *, seem_several: bool) -> list[str]:
    detail = receipt_detail(receipt)
    return review_reasons(
        fields=detail.fields,
        pages=detail.pages,
        duplicate=_duplicate_code(receipt),
        is_one=receipt.is_one,
        receipts_seen=len(receipt.regions),
        seem_several=seem_several,
        amounts_agree=amounts_agree(detail),
        least_confidence=receipt.workspace.auto_complete_confidence,
    )


def _duplicate_code(receipt: Receipt) -> str:
    if receipt.duplicate_of is None:
        return ""
    return SAME_FILE if receipt.is_same_file else SAME_VALUES
