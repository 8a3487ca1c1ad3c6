"""Receipts as tables: what their columns are, and the values as what they are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from receipts.exports.models import Layout
from receipts.models import Field
from receipts.selectors import ReceiptDetail


@dataclass(frozen=True)
class Money:
    """An amount of a currency; `currency` is empty where it is not known."""

    amount: Decimal
    currency: str


Value: TypeAlias = str | int | Decimal | Money | date | time | datetime | None


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of receipts."""

    title: str
    columns: tuple[str, ...]
    rows: Callable[[ReceiptDetail], Iterator[tuple[Value, ...]]]
    """Returns those of one receipt."""


def _receipt(detail: ReceiptDetail) -> Iterator[tuple[Value, ...]]:
    receipt, fields = detail.receipt, detail.fields
    yield (
        *_head(detail),
        fields["merchant_address"].value,
        fields["merchant_phone"].value,
        _time(fields["time"]),
        *(_money(fields[name], detail) for name in ("subtotal", "tax", "tip", "total")),
        ", ".join(row.cells["method"].value for row in detail.payments if row.cells["method"].value),
        str(receipt.status),
        receipt.category.name if receipt.category else "",
        ", ".join(tag.name for tag in receipt.tags.all()),
        receipt.note,
        receipt.filename,
        receipt.uploaded_by.email if receipt.uploaded_by else "",
        receipt.created_at,
    )


def _line_items(detail: ReceiptDetail) -> Iterator[tuple[Value, ...]]:
    for number, row in enumerate(detail.line_items, start=1):
        cells = row.cells
        yield (
            *_head(detail),
            number,
            cells["description"].value,
            _number(cells["quantity"]),
            _money(cells["unit_price"], detail),
            _money(cells["total"], detail),
        )


def _taxes(detail: ReceiptDetail) -> Iterator[tuple[Value, ...]]:
    for row in detail.taxes:
        cells = row.cells
        yield (*_head(detail), cells["name"].value, _number(cells["rate"]), _money(cells["amount"], detail))


def _payments(detail: ReceiptDetail) -> Iterator[tuple[Value, ...]]:
    for row in detail.payments:
        cells = row.cells
        yield (*_head(detail), cells["method"].value, _money(cells["amount"], detail), cells["last4"].value)


_HEAD = ("receipt_id", "date", "merchant_name", "currency")


def _head(detail: ReceiptDetail) -> tuple[Value, ...]:
    """What every row says of its receipt."""
    fields = detail.fields
    return (
        str(detail.receipt.id),
        _date(fields["date"]),
        fields["merchant_name"].value,
        fields["currency"].value,
    )


RECEIPTS = Table(
    title="Receipts",
    columns=(
        *_HEAD,
        "merchant_address",
        "merchant_phone",
        "time",
        "subtotal",
        "tax",
        "tip",
        "total",
        "payment_methods",
        "status",
        "category",
        "tags",
        "note",
        "filename",
        "uploaded_by",
        "created_at",
    ),
    rows=_receipt,
)
LINE_ITEMS = Table(
    title="Line items",
    columns=(*_HEAD, "number", "description", "quantity", "unit_price", "total"),
    rows=_line_items,
)
TAXES = Table(title="Taxes", columns=(*_HEAD, "name", "rate_percent", "amount"), rows=_taxes)
PAYMENTS = Table(title="Payments", columns=(*_HEAD, "method", "amount", "last4"), rows=_payments)

BY_LAYOUT = {Layout.RECEIPTS: RECEIPTS, Layout.LINE_ITEMS: LINE_ITEMS}


# What cannot be read as its type stays the text that it is.


def _number(field: Field) -> Value:
    try:
        return Decimal(field.value) if field.value else None
    except InvalidOperation:
        return field.value


def _money(field: Field, detail: ReceiptDetail) -> Value:
    number = _number(field)
    return Money(number, detail.fields["currency"].value) if isinstance(number, Decimal) else number


def _date(field: Field) -> Value:
    try:
        return date.fromisoformat(field.value) if field.value else None
    except ValueError:
        return field.value


def _time(field: Field) -> Value:
    try:
        return time.fromisoformat(field.value) if field.value else None
    except ValueError:
        return field.value
