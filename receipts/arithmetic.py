"""Whether the amounts of a receipt add up: as it was read, and as its fields are now.

The rules are those of `ocr.layout.arithmetic`. Only the reader knows of discounts and rounding, which are
no fields, so where it found that they agree, this holds until a person changes an amount. Where it did not, a
person who only looked at an amount has a say already: what stands there then is what counts.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F, QuerySet

from ocr.layout.arithmetic import Sums, agreement
from receipts.models import Field, Receipt, Section, Source
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


def amounts_agree(detail: ReceiptDetail) -> bool | None:
    """Return whether the amounts prove the total, as they are now; `None` when nothing can be checked."""
    receipt = detail.receipt
    if amounts_are_corrected(receipt) or (not receipt.amounts_agree and _by_person(receipt).exists()):
        return agreement(sums_of(detail))
    return receipt.amounts_agree


def amounts_are_corrected(receipt: Receipt) -> bool:
    """Return whether a person changed an amount, or took away or added an item."""
    return _by_person(receipt).exclude(value=F("model_value")).exists()


def _by_person(receipt: Receipt) -> QuerySet[Field]:
    amounts = receipt.fields.filter(section__in=(Section.HEAD, Section.LINE_ITEMS), name__in=_SUMMED)
    return amounts.filter(source=Source.HUMAN)


def _known(fields: Iterable[Field]) -> Iterable[Decimal]:
    return (amount for field in fields if (amount := _amount(field)) is not None)


def _amount(field: Field) -> Decimal | None:
    return Decimal(field.value) if field.value else None
