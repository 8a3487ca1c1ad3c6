"""Whether the amounts of a receipt add up: as it was read, and as its fields are now.

The rules are those of `ocr.layout.arithmetic`. Only the reader knows of discounts and rounding, which are
no fields, so its verdict holds until a person changes an amount.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F

from ocr.layout.arithmetic import Sums
from receipts.models import Field, Receipt, Section, Source, Status
from receipts.selectors import ReceiptDetail

_SUMMED = ("subtotal", "tax", "tip", "total")


def sums_of(detail: ReceiptDetail) -> Sums:
    """Return the amounts that the fields hold."""
    head = {name: _amount(detail.fields[name]) for name in _SUMMED}
    return Sums(
        items=tuple(_known(row.cells["total"] for row in detail.line_items)),
        subtotal=head["subtotal"],
        tax=head["tax"],
        tip=head["tip"],
        total=head["total"],
    )


def amounts_are_corrected(receipt: Receipt) -> bool:
    """Return whether a person changed an amount, or took away or added an item."""
    amounts = receipt.fields.filter(section__in=(Section.HEAD, Section.LINE_ITEMS), name__in=_SUMMED)
    return amounts.filter(source=Source.HUMAN).exclude(value=F("model_value")).exists()


def verdict_as_read(receipt: Receipt) -> bool | None:
    """Return what the reader said of the amounts, as far as the receipt's reasons for review tell.

    A completed receipt has none: the reader, or else a person, found nothing wrong.
    """
    reasons = set(receipt.review_reasons)
    if receipt.status not in (Status.NEEDS_REVIEW, Status.COMPLETED) or "arithmetic" in reasons:
        return False
    return None if reasons & {"arithmetic_unproven", "no_text"} else True


def _known(fields: Iterable[Field]) -> Iterable[Decimal]:
    return (amount for field in fields if (amount := _amount(field)) is not None)


def _amount(field: Field) -> Decimal | None:
    return Decimal(field.value) if field.value else None
