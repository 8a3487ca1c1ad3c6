"""Reads of receipts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import JSONField, QuerySet
from django.db.models.expressions import RawSQL

from accounts.access import Access
from accounts.models import Workspace
from receipts.models import Field, Page, Receipt, Section, Stage, Status
from receipts.reviews import reason_sentence
from receipts.values import amount_text

FIELD_NAMES: dict[Section, tuple[str, ...]] = {
    Section.HEAD: (
        "merchant_name",
        "merchant_address",
        "merchant_phone",
        "date",
        "time",
        "currency",
        "subtotal",
        "tax",
        "tip",
        "total",
    ),
    Section.LINE_ITEMS: ("description", "quantity", "unit_price", "total"),
    Section.TAXES: ("name", "rate", "amount"),
    Section.PAYMENTS: ("method", "amount", "last4"),
}
"""The fields of each section, in the order in which they are shown, and of the head also in that of marks."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line item, tax or payment."""

    number: int
    """`Field.row` of its cells; rows keep their number when others go."""
    cells: dict[str, Field]
    """All names of the section, in order; what was not found is an unsaved, empty field."""


@dataclass(frozen=True, kw_only=True)
class ReceiptDetail:
    """A receipt with all that was read from it."""

    receipt: Receipt
    fields: dict[str, Field]
    """All names of the head, in order; what was not found is an unsaved, empty field."""
    line_items: list[Row]
    taxes: list[Row]
    payments: list[Row]
    pages: list[Page]

    def rows(self, section: Section | str) -> list[Row]:
        """Return the rows of a section by its name."""
        return {
            Section.LINE_ITEMS: self.line_items,
            Section.TAXES: self.taxes,
            Section.PAYMENTS: self.payments,
        }[Section(section)]


def receipts_list(*, workspace: Workspace) -> QuerySet[Receipt]:
    """Return the receipts of a workspace, newest first."""
    return Receipt.objects.filter(workspace=workspace)


def tag_names() -> RawSQL:
    """Return an expression for the names of a receipt's tags, in order, in a query for receipts."""
    marks = (
        "SELECT tag.name FROM receipts_receipt_tags mark JOIN receipts_tag tag ON tag.id = mark.tag_id "
        "WHERE mark.receipt_id = receipts_receipt.id ORDER BY tag.name"
    )
    if connection.vendor == "postgresql":
        return RawSQL(f"to_jsonb(ARRAY({marks}))", (), output_field=JSONField())  # noqa: S611
    names = f"(SELECT json_group_array(name) FROM ({marks}))"  # noqa: S608
    return RawSQL(names, (), output_field=JSONField())  # noqa: S611


def receipt_get(*, workspace: Workspace, receipt_id: UUID) -> Receipt:
    """Return a receipt of the workspace; raise `Receipt.DoesNotExist` for any other."""
    return receipts_list(workspace=workspace).get(id=receipt_id)


def receipt_elsewhere(*, access: Access, receipt_id: UUID) -> Workspace | None:
    """Return the other workspace of the same person that a receipt is in, if any."""
    others = Workspace.objects.filter(memberships__user=access.user).exclude(id=access.workspace.id)
    return others.filter(receipts__id=receipt_id).first()


def receipt_detail(receipt: Receipt) -> ReceiptDetail:
    """Return a receipt with its fields by name, its rows by section and its pages."""
    sections: dict[str, list[Field]] = defaultdict(list)
    for field in receipt.fields.all():
        sections[field.section].append(field)
    return ReceiptDetail(
        receipt=receipt,
        fields=_cells(receipt, Section.HEAD, 0, sections[Section.HEAD]),
        line_items=_rows(receipt, Section.LINE_ITEMS, sections[Section.LINE_ITEMS]),
        taxes=_rows(receipt, Section.TAXES, sections[Section.TAXES]),
        payments=_rows(receipt, Section.PAYMENTS, sections[Section.PAYMENTS]),
        pages=list(receipt.pages.all()),
    )


def receipt_parts(receipt: Receipt) -> list[Receipt]:
    """Return the receipts that were cut out of its photo, in reading order."""
    return list(receipt.parts.order_by("-created_at", "-id"))


def row_is_deleted(cells: Iterable[Field]) -> bool:
    """Return whether a person took away a row that the model read: emptied, but kept as ground truth."""
    cells = list(cells)
    return not any(cell.value for cell in cells) and any(cell.model_value for cell in cells)


def stage_text(receipt: Receipt) -> str:
    """Say what is being done with an unfinished receipt, or what it waits for."""
    if receipt.status == Status.PROCESSING:
        return f"{Stage(receipt.stage).label} · {receipt.progress} %"
    return str(Stage(receipt.stage).label if receipt.stage else Status(receipt.status).label)


def receipt_state(receipt: Receipt) -> dict[str, Any]:
    """Return what a list shows of a receipt, in JSON types; reasons are `{code, text}`."""
    return {
        "id": str(receipt.id),
        "status": receipt.status,
        "stage": receipt.stage,
        "stage_text": stage_text(receipt),
        "progress": receipt.progress,
        "revision": receipt.revision,
        "filename": receipt.filename,
        "merchant_name": receipt.merchant_name,
        "total": None if receipt.total is None else amount_text(receipt.total),
        "currency": receipt.currency,
        "date": receipt.date.isoformat() if receipt.date else None,
        "error": receipt.error,
        "review_reasons": [{"code": code, "text": reason_sentence(code)} for code in receipt.review_reasons],
        "duplicate_of": str(receipt.duplicate_of_id) if receipt.duplicate_of_id else None,
        "thumbnail": bool(receipt.thumbnail),
        "created_at": receipt.created_at.isoformat(),
    }


def _rows(receipt: Receipt, section: Section, fields: Iterable[Field]) -> list[Row]:
    by_row: dict[int, list[Field]] = defaultdict(list)
    for field in fields:
        by_row[field.row].append(field)
    return [
        Row(number=number, cells=_cells(receipt, section, number, cells))
        for number, cells in sorted(by_row.items())
        if not row_is_deleted(cells)
    ]


def _cells(receipt: Receipt, section: Section, row: int, fields: Iterable[Field]) -> dict[str, Field]:
    found = {field.name: field for field in fields}
    return {
        name: found.get(name) or Field(receipt=receipt, section=section, row=row, name=name)
        for name in FIELD_NAMES[section]
    }
