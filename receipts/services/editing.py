"""What all changes of a reading have in common: one transaction, one note in the audit trail, one event."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from accounts.access import Actor
from accounts.audit import audit_record
from receipts import events
from receipts.errors import StateError
from receipts.models import Field, Receipt, Section, Source, Status
from receipts.search import search_text_save
from receipts.selectors import FIELD_NAMES, row_is_deleted
from receipts.services.accuracy import accuracy_count
from receipts.services.derived import derived_again
from receipts.services.duplicates import duplicates_look_again, duplicates_of
from receipts.services.locking import receipt_lock
from receipts.transitions import reviewed_now
from receipts.values import Evidence, value_canonical
from receipts.webhooks.publishing import receipt_announce_update

LAST_ROW = 32_000
"""The highest number of a row. Numbers of rows that went may come again only after the last that is left."""


class Edit:
    """Gathers what somebody changes of a receipt, and all mistakes, before anything is written.

    To be used within a transaction; the receipt is kept from other writers until that ends.
    """

    def __init__(self, receipt: Receipt, by: Actor) -> None:
        self.receipt = lock(receipt)
        self.errors: dict[str, list[str]] = {}
        """Sentences by the name of the input."""
        self._by = by
        self._changes: dict[str, tuple[Any, Any]] = {}
        self._cells: dict[tuple[str, int], dict[str, Field]] = defaultdict(dict)
        for field in self.receipt.fields.all():
            self._cells[field.section, field.row][field.name] = field
        self._written: dict[str, Field] = {}
        self._gone: list[Field] = []
        self._evidence = self._evidence_of(self.receipt.currency)

    def rows(self, section: str) -> set[int]:
        """Return the numbers of the rows that are shown."""
        return {
            row
            for (of_section, row), cells in self._cells.items()
            if of_section == section and not row_is_deleted(cells.values())
        }

    def correct(self, section: str, row: int, name: str, text: str, *, path: str) -> Field:
        """Set a value to what a person typed; note a mistake under `path`."""
        field = self._field(section, row, name)
        try:
            value = value_canonical(name, text, self._evidence)
        except ValidationError as error:
            self.errors[path] = error.messages
            return field
        if field.value != value:
            self._changes[place(section, row, name)] = (field.value, value)
            self._write(field, value)
        if name == "currency":
            self._evidence = self._evidence_of(value)
        return field

    def add_row(self, section: str, texts: Mapping[str, str], *, path: str = "") -> int:
        """Add a row with these values after the last; return its number."""
        row = max((row for of_section, row in self._cells if of_section == section), default=-1) + 1
        if row > LAST_ROW:
            raise ValidationError("Rows were replaced too often here. Read the receipt again.")
        for name in FIELD_NAMES[Section(section)]:
            self._write(self._field(section, row, name), "")
            self.correct(section, row, name, texts.get(name, ""), path=f"{path}.{name}")
            self._changes.pop(place(section, row, name), None)
        before, _ = self._changes.get(place(section, row), (None, None))  # of a row whose number got free
        self._changes[place(section, row)] = (before, self._values(section, row))
        return row

    def drop_row(self, section: str, row: int) -> None:
        """Take away a row: what a model read is emptied and kept, what only a person wrote goes."""
        cells = list(self._cells[section, row].values())
        self._changes[place(section, row)] = (self._values(section, row), None)
        if not any(cell.model_value for cell in cells):
            self._gone += cells
            del self._cells[section, row]
            return
        for cell in cells:
            self._write(cell, "")

    def save(self, done: str) -> Receipt:
        """Write all of it, noted as `receipt.<done>`; raise `ValidationError` when there were mistakes."""
        if self.errors:
            raise ValidationError(self.errors)
        if not self._changes:
            return self.receipt
        Field.objects.filter(pk__in=[field.pk for field in self._gone]).delete()
        written = list(self._written.values())
        Field.objects.bulk_create(field for field in written if field.pk is None)
        stored = [field for field in written if field.pk is not None]
        Field.objects.bulk_update(stored, ["value", *_human(self._by)], batch_size=100)
        return changed(self.receipt, self._by, done, self._changes)

    def _field(self, section: str, row: int, name: str) -> Field:
        found = self._cells.get((section, row), {}).get(name)
        return found or Field(receipt=self.receipt, section=section, row=row, name=name)

    def _write(self, field: Field, value: str) -> None:
        set_by_person(field, value, self._by)
        self._cells[field.section, field.row][field.name] = field
        self._written[place(field.section, field.row, field.name)] = field

    def _values(self, section: str, row: int) -> dict[str, str]:
        return {name: cell.value for name, cell in self._cells[section, row].items() if cell.value}

    def _evidence_of(self, currency: str) -> Evidence:
        lines = (line for page in self.receipt.pages.all() for line in page.lines)
        return Evidence(texts=tuple(line["text"] for line in lines), currency=currency)


def lock(receipt: Receipt) -> Receipt:
    """Return the row as it is now, kept from other writers until the transaction ends."""
    found = receipt_lock(receipt)
    if found.status == Status.SPLIT:
        raise StateError("This photo was split. Correct the receipts made of it.", code="wrong_state")
    return found


def changed(receipt: Receipt, by: Actor, done: str, what: Mapping[str, tuple[Any, Any]]) -> Receipt:
    """Bring in step what follows from the fields, and tell what was done; return the row as it is then."""
    columns = derived_again(receipt)
    columns["reviewed_at"] = reviewed_now()
    Receipt.objects.filter(id=receipt.id).update(revision=F("revision") + 1, updated_at=Now(), **columns)
    receipt.refresh_from_db()
    events.receipt_changed(receipt)
    accuracy_count(receipt)
    duplicates_look_again(duplicates_of(receipt))
    search_text_save(receipt)
    workspace, action = receipt.workspace, f"receipt.{done}"
    audit_record(workspace=workspace, by=by, action=action, subject=receipt, changes=what)
    receipt_announce_update(receipt)
    return receipt


def place(section: str, row: int, name: str = "") -> str:
    """Return how the audit trail names a place: `total`, `line_items.0.total` or `line_items.0`."""
    return ".".join(filter(None, (str(section), str(row) if section else "", name)))


def set_by_person(field: Field, value: str, by: Actor) -> None:
    """Set a value, and who is behind it; it is not saved yet."""
    field.value = value
    for name, setting in _human(by).items():
        setattr(field, name, setting)


def _human(by: Actor) -> dict[str, Any]:
    return {"source": Source.HUMAN, "corrected_by": by.user, "corrected_at": timezone.now()}
