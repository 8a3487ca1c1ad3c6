"""What people change of a reading. The model's value always stays beside theirs."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Now
from django.utils import timezone

from accounts.access import Actor
from accounts.audit import audit_record
from receipts import events
from receipts.arithmetic import verdict_as_read
from receipts.errors import StateError
from receipts.models import Field, Receipt, Section, Source, Status
from receipts.reviews import UNCLEAR
from receipts.search import search_text_save
from receipts.selectors import FIELD_NAMES
from receipts.services.derived import copies_of, reasons_of
from receipts.values import Evidence, value_canonical

MAX_ROWS = 500
"""Rows of a section; keeps a receipt's page and a runaway script within bounds."""


@transaction.atomic
def field_correct(*, receipt: Receipt, by: Actor, section: str, row: int, name: str, value: str) -> Field:
    """Set a field to what a person typed, in any usual style of dates and amounts.

    Raises `ValidationError` with a sentence when there is no such field or the value makes no sense.
    """
    receipt = _lock(receipt)
    _check_place(receipt, section, row, name)
    canonical = value_canonical(name, value, _evidence(receipt))
    field, _ = Field.objects.get_or_create(receipt=receipt, section=section, row=row, name=name)
    if field.value != canonical:
        before = field.value
        _set(field, canonical, by)
        _changed(receipt, by, "corrected", {_path(section, row, name): (before, canonical)})
    return field


@transaction.atomic
def field_confirm(*, receipt: Receipt, by: Actor, section: str, row: int, name: str) -> Field:
    """Note that a person looked at a value, or at its absence, and left it as it is.

    Raises `ValidationError` when there is no such field.
    """
    receipt = _lock(receipt)
    _check_place(receipt, section, row, name)
    field, _ = Field.objects.get_or_create(receipt=receipt, section=section, row=row, name=name)
    if field.source != Source.HUMAN:
        _set(field, field.value, by)
        _changed(receipt, by, "confirmed", {_path(section, row, name): (field.value, field.value)})
    return field


@transaction.atomic
def row_add(*, receipt: Receipt, by: Actor, section: str) -> int:
    """Add an empty row to a section; return its number."""
    receipt = _lock(receipt)
    names = _names(section, rows=True)
    last = receipt.fields.filter(section=section).aggregate(last=Max("row"))["last"]
    row = 0 if last is None else last + 1
    if row >= MAX_ROWS:
        raise ValidationError(f"A receipt can have at most {MAX_ROWS} rows of a kind.")
    Field.objects.bulk_create(
        Field(receipt=receipt, section=section, row=row, name=name, **_human(by)) for name in names
    )
    _changed(receipt, by, "row_added", {_path(section, row): (None, {})})
    return row


@transaction.atomic
def row_delete(*, receipt: Receipt, by: Actor, section: str, row: int) -> None:
    """Take away a row: what a model read is emptied and kept, what only a person wrote goes."""
    receipt = _lock(receipt)
    _names(section, rows=True)
    cells = receipt.fields.filter(section=section, row=row)
    before = dict(cells.exclude(value="").values_list("name", "value"))
    if cells.exclude(model_value="").exists():
        cells.update(value="", **_human(by))
    else:
        cells.delete()
    _changed(receipt, by, "row_deleted", {_path(section, row): (before, None)})


def _lock(receipt: Receipt) -> Receipt:
    """Return the row as it is now, kept from other writers until the transaction ends."""
    found = Receipt.objects.select_for_update().filter(id=receipt.id).first()
    if found is None:
        raise StateError("This receipt was deleted.", code="wrong_state")
    if found.status == Status.SPLIT:
        raise StateError("This photo was split. Correct the receipts made of it.", code="wrong_state")
    return found


def _evidence(receipt: Receipt) -> Evidence:
    lines = (line for page in receipt.pages.all() for line in page.lines)
    return Evidence(texts=tuple(line["text"] for line in lines), currency=receipt.currency)


def _changed(receipt: Receipt, by: Actor, done: str, what: dict[str, tuple[Any, Any]]) -> None:
    changes = copies_of(receipt)
    if receipt.status == Status.NEEDS_REVIEW:
        changes["review_reasons"] = reasons_of(
            receipt,
            as_read=verdict_as_read(receipt),
            seem_several=UNCLEAR in receipt.review_reasons,
        )
    changes["reviewed_at"] = receipt.reviewed_at or timezone.now()
    Receipt.objects.filter(id=receipt.id).update(revision=F("revision") + 1, updated_at=Now(), **changes)
    receipt.refresh_from_db()
    search_text_save(receipt)
    workspace, action = receipt.workspace, f"receipt.{done}"
    audit_record(workspace=workspace, by=by, action=action, subject=receipt, changes=what)
    events.receipt_changed(receipt)


def _path(section: str, row: int, name: str = "") -> str:
    """Return how the audit trail names a place: `total`, `line_items.0.total` or `line_items.0`."""
    return ".".join(filter(None, (section, str(row) if section else "", name)))


def _set(field: Field, value: str, by: Actor) -> None:
    field.value = value
    for name, setting in _human(by).items():
        setattr(field, name, setting)
    field.save()


def _human(by: Actor) -> dict[str, Any]:
    return {"source": Source.HUMAN, "corrected_by": by.user, "corrected_at": timezone.now()}


def _names(section: str, *, rows: bool) -> tuple[str, ...]:
    if section not in Section.values or (rows and section == Section.HEAD):
        raise ValidationError(f"A receipt has no section '{section}'.")
    return FIELD_NAMES[Section(section)]


def _check_place(receipt: Receipt, section: str, row: int, name: str) -> None:
    if name not in _names(section, rows=False):
        raise ValidationError(f"There is no field '{name}' here.")
    is_head = section == Section.HEAD
    if (row != 0) if is_head else not receipt.fields.filter(section=section, row=row).exists():
        raise ValidationError("This row is not there any more. Load the page again.")
