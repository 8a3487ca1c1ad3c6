"""What people change of a reading. The model's value always stays beside theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.access import Actor
from receipts.models import Field, Receipt, Section, Source
from receipts.selectors import FIELD_NAMES
from receipts.services.editing import Edit, changed, lock, place, set_by_person

MAX_ROWS = 500
"""Rows of a section; keeps a receipt's page and a runaway script within bounds."""

_TOO_MANY = f"A receipt can have at most {MAX_ROWS} rows of a kind."

_GONE = "This row is not there any more. Load the receipt again."


@dataclass(frozen=True, kw_only=True)
class WantedRow:
    """A row as a table is to have it."""

    number: int | None = None
    """Of the row that it is already; `None` for a new one."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What a person typed, by name; an existing row keeps what is not named."""


@transaction.atomic
def receipt_correct(
    *,
    receipt: Receipt,
    by: Actor,
    head: Mapping[str, str] | None = None,
    tables: Mapping[str, Sequence[WantedRow]] | None = None,
) -> Receipt:
    """Set fields of the head, and whole tables by section, to what a person typed: all or nothing.

    Rows that a table does not name any more go; new ones come last. Raises `ValidationError` with sentences
    by the place of the input: `total`, `line_items.2.total`.
    """
    edit = Edit(receipt, by)
    for name in _names(Section.HEAD):  # the currency before the amounts in it
        if head and name in head:
            edit.correct(Section.HEAD, 0, name, head[name], path=name)
    for section, rows in (tables or {}).items():
        _replace(edit, section, rows)
    return edit.save("corrected")


@transaction.atomic
def field_correct(*, receipt: Receipt, by: Actor, section: str, row: int, name: str, value: str) -> Field:
    """Set a field to what a person typed, in any usual style of dates and amounts.

    Raises `ValidationError` with a sentence when there is no such field or the value makes no sense.
    """
    edit = Edit(receipt, by)
    _check_place(edit.receipt, section, row, name)
    corrected = edit.correct(section, row, name, value, path=name)
    edit.save("corrected")
    return corrected


@transaction.atomic
def field_confirm(*, receipt: Receipt, by: Actor, section: str, row: int, name: str) -> Field:
    """Note that a person looked at a value, or at its absence, and left it as it is.

    Raises `ValidationError` when there is no such field.
    """
    receipt = lock(receipt)
    _check_place(receipt, section, row, name)
    looked_at, _ = Field.objects.get_or_create(receipt=receipt, section=section, row=row, name=name)
    if looked_at.source != Source.HUMAN:
        value = looked_at.value
        set_by_person(looked_at, value, by)
        looked_at.save()
        changed(receipt, by, "confirmed", {place(section, row, name): (value, value)})
    return looked_at


@transaction.atomic
def row_add(*, receipt: Receipt, by: Actor, section: str) -> int:
    """Add an empty row to a section; return its number."""
    edit = Edit(receipt, by)
    _names(section, rows=True)
    row = edit.add_row(section, {})
    if len(edit.rows(section)) > MAX_ROWS:
        raise ValidationError(_TOO_MANY)
    edit.save("row_added")
    return row


@transaction.atomic
def row_delete(*, receipt: Receipt, by: Actor, section: str, row: int) -> None:
    """Take away a row: what a model read is emptied and kept, what only a person wrote goes.

    Raises `ValidationError` when there is no such row.
    """
    edit = Edit(receipt, by)
    _names(section, rows=True)
    if row not in edit.rows(section):
        raise ValidationError(_GONE)
    edit.drop_row(section, row)
    edit.save("row_deleted")


def _replace(edit: Edit, section: str, rows: Sequence[WantedRow]) -> None:
    """Make a table what it is wanted to be."""
    _names(section, rows=True)
    if len(rows) > MAX_ROWS:
        edit.errors[section] = [_TOO_MANY]
        return
    left = edit.rows(section)
    for number in sorted(left - {wanted.number for wanted in rows}):  # first, so that numbers get free
        edit.drop_row(section, number)
    for index, wanted in enumerate(rows):
        path = f"{section}.{index}"
        if wanted.number is None:
            edit.add_row(section, wanted.texts, path=path)
        elif wanted.number in left:
            left.remove(wanted.number)
            for name, text in wanted.texts.items():
                edit.correct(section, wanted.number, name, text, path=f"{path}.{name}")
        else:
            edit.errors[f"{path}.number"] = [_GONE]


def _names(section: str, *, rows: bool = False) -> tuple[str, ...]:
    if section not in Section.values or (rows and section == Section.HEAD):
        raise ValidationError(f"A receipt has no section '{section}'.")
    return FIELD_NAMES[Section(section)]


def _check_place(receipt: Receipt, section: str, row: int, name: str) -> None:
    if name not in _names(section):
        raise ValidationError(f"There is no field '{name}' here.")
    is_head = section == Section.HEAD
    if (row != 0) if is_head else not receipt.fields.filter(section=section, row=row).exists():
        raise ValidationError(_GONE)
