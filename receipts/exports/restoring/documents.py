"""Receipts of a backup as rows of the record; nothing in a backup is believed unseen."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from accounts.models import User, Workspace
from receipts.exports.backup import COPIED, COPIED_OF_FIELDS, COPIED_OF_PAGES, COPIED_SETTINGS
from receipts.exports.errors import BackupError
from receipts.labels import MAX_NOTE, MAX_TAGS_OF_RECEIPT
from receipts.models import Field, Page, Receipt, Section
from receipts.selectors import FIELD_NAMES
from receipts.services.corrections import MAX_ROWS
from receipts.services.derived import copies_from
from receipts.services.editing import LAST_ROW
from receipts.services.life import display_name

People = Mapping[str, User]
"""Those who may have written something, by their e-mail addresses; all others are nobody."""

_MAX_PAGES, _MAX_REGIONS, _MAX_CORNERS, _MAX_DISTINCT, _MAX_MERCHANTS = 100, 100, 100, 10_000, 100_000

_MAX_FIELDS = 2 * 3 * MAX_ROWS * 4 + 10
"""Rows that a model read stay beside those that people wrote instead."""

_MAX_VALUE = 10_000
"""Characters; a model may read more than a person may type."""

_MAX_INTEGER = 2**31
"""PostgreSQL's columns end there."""

_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""The one character of JSON that databases refuse."""

_READ = {"date": date.fromisoformat, "time": time.fromisoformat}
_AMOUNTS = frozenset({"subtotal", "tax", "tip", "total", "quantity", "unit_price", "rate", "amount"})

_NONSENSE = (
    AttributeError,
    KeyError,
    TypeError,
    ValueError,
    ArithmeticError,
    RecursionError,
    ValidationError,
)
"""What becomes of JSON of any shape where one shape is expected."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """A receipt of a backup, and what belongs to it; no row is stored yet."""

    receipt: Receipt
    """Its id is that of the backup."""
    created_at: Any
    fields: list[Field]
    pages: list[Page]
    category: str
    """A name; empty for none."""
    tags: list[str]
    duplicate_of: UUID | None
    distinct_from: list[UUID]
    split_from: UUID | None
    file: str | None
    """A name in the archive, as are the following; images are in the order of the pages."""
    thumbnail: str | None
    images: list[str | None]


def receipt_restored(document: Any, *, people: People) -> Restored:
    """Return what a receipt of the document stands for. Raises `BackupError`."""
    try:
        _check_texts(document)
        return _receipt(document, people)
    except _NONSENSE as error:
        name = document.get("id") if isinstance(document, dict) else None
        raise BackupError(f"The receipt {name} of this backup cannot be restored: {_why(error)}") from error


def names_restored(header: Any, kind: str, *, most: int, longest: int) -> list[str]:
    """Return the names of `categories` or `tags`. Raises `BackupError`."""
    try:
        _check_texts(header)
        names = [_name(entry["name"], longest) for entry in _list(header[kind], most)]
        _expect(len({name.lower() for name in names}) == len(names), "two have the same name")
    except _NONSENSE as error:
        raise BackupError(f"The {kind} of this backup cannot be restored: {_why(error)}") from error
    return names


def merchants_restored(header: Any) -> dict[str, list[str]]:
    """Return, by the name of their category, the merchants whose receipts get it. Raises `BackupError`."""
    try:
        merchants = {
            entry["name"]: [_name(name, 255) for name in _list(entry["merchants"], _MAX_MERCHANTS)]
            for entry in header["categories"]
        }
        names = [name for of_category in merchants.values() for name in of_category]
        _expect(len(set(names)) == len(names) <= _MAX_MERCHANTS, "merchants belong to several categories")
    except _NONSENSE as error:
        raise BackupError(f"The merchants of this backup cannot be restored: {_why(error)}") from error
    return merchants


def settings_restored(header: Any) -> dict[str, Any]:
    """Return the settings of the workspace. Raises `BackupError`."""
    try:
        workspace = Workspace(**{name: header["settings"][name] for name in COPIED_SETTINGS})
        unchecked = {column.name for column in Workspace._meta.concrete_fields} - set(COPIED_SETTINGS)
        workspace.clean_fields(exclude=unchecked)
    except _NONSENSE as error:
        raise BackupError(f"The settings of this backup cannot be restored: {_why(error)}") from error
    return {name: getattr(workspace, name) for name in COPIED_SETTINGS}


def _receipt(document: dict[str, Any], people: People) -> Restored:
    fields = _fields(document["fields"], people)
    pages = [_page(page) for page in _list(document["pages"], _MAX_PAGES)]
    _expect(len({page.number for page in pages}) == len(pages), "two pages have the same number")
    receipt = Receipt(
        **{name: document[name] for name in COPIED if name != "filename"},
        filename=display_name(document["filename"]),
        id=UUID(document["id"]),
        uploaded_by=_person(document["uploaded_by"], people),
        queued_at=document["created_at"],
        send_after=document["created_at"],
        amounts_agree=document.get("amounts_agree"),
        **copies_from(field for field in fields if field.section == Section.HEAD),
    )
    _expect(len(receipt.note) <= MAX_NOTE and len(receipt.error) <= MAX_NOTE, "a note is too long")
    _check_codes(receipt.review_reasons)
    for region in _list(receipt.regions, _MAX_REGIONS):
        _check_polygon(region["polygon"])
        _expect(type(region["page"]) is int, "a region has no page")
    _clean(receipt, "id", "workspace", "uploaded_by", "file", "review_reasons", "regions")
    return Restored(
        receipt=receipt,
        created_at=receipt.created_at,
        fields=fields,
        pages=pages,
        category=_name(document["category"] or "", 100),
        tags=[_name(name, 50) for name in _list(document["tags"], MAX_TAGS_OF_RECEIPT)],
        duplicate_of=_id(document["duplicate_of"]),
        distinct_from=[UUID(other) for other in _list(document.get("distinct_from", []), _MAX_DISTINCT)],
        split_from=_id(document["split_from"]),
        file=_text_or_none(document["file"]),
        thumbnail=_text_or_none(document["thumbnail"]),
        images=[_text_or_none(page["image"]) for page in document["pages"]],
    )


def _fields(documents: Any, people: People) -> list[Field]:
    fields = [_field(field, people) for field in _list(documents, _MAX_FIELDS)]
    places = {(field.section, field.row, field.name) for field in fields}
    _expect(len(places) == len(fields), "two fields are in the same place")
    return fields


def _field(document: dict[str, Any], people: People) -> Field:
    field = Field(
        **{name: document[name] for name in COPIED_OF_FIELDS},
        corrected_by=_person(document["corrected_by"], people),
    )
    _clean(field, "receipt", "polygon", "corrected_by")
    _expect(field.name in FIELD_NAMES[Section(field.section)], f"there is no field '{field.name}'")
    _expect(field.row <= (LAST_ROW if field.section else 0), "a field is in a row that cannot be")
    _expect(0 <= field.confidence <= 1, "a confidence is not between 0 and 1")
    if field.polygon is not None:
        _check_polygon(field.polygon, corners=4)
    for value in filter(None, (field.value, field.model_value)):
        _check_value(field.name, value)
    return field


def _page(document: dict[str, Any]) -> Page:
    page = Page(**{name: document[name] for name in COPIED_OF_PAGES})
    _clean(page, "receipt", "image", "lines")
    for line in _list(page.lines, 10_000):
        _expect(isinstance(line["text"], str), "a line has no text")
        _expect(0 <= line["confidence"] <= 1, "a confidence is not between 0 and 1")
        _check_polygon(line["polygon"], corners=4)
    return page


# Parts


def _clean(row: Model, *unchecked: str) -> None:
    """Check a row's columns; moments become those of UTC, and without a zone they are that already."""
    row.clean_fields(exclude=unchecked)
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        _expect(not isinstance(value, int) or abs(value) < _MAX_INTEGER, "a number is too large")
        if isinstance(value, datetime):  # not each moment that a zone can write exists in UTC
            moment = value.replace(tzinfo=UTC) if timezone.is_naive(value) else value.astimezone(UTC)
            setattr(row, column.attname, moment)


def _person(email: Any, people: People) -> User | None:
    return people.get(email.lower()) if email else None


def _id(text: Any) -> UUID | None:
    return UUID(text) if text else None


def _name(text: Any, most: int) -> str:
    _expect(isinstance(text, str) and len(text) <= most, "a name is too long")
    return str(text)


def _text_or_none(text: Any) -> str | None:
    _expect(text is None or isinstance(text, str), "a file has no name")
    return text or None


def _list(value: Any, most: int) -> list[Any]:
    _expect(isinstance(value, list) and len(value) <= most, "something is no list, or too long a one")
    return list(value)


def _check_texts(document: Any) -> None:
    """Refuse numbers and characters that databases cannot keep."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    text.encode()
    _expect(not _NUL.search(text), "a text has a character that cannot be kept")


def _check_codes(codes: Any) -> None:
    _expect(all(isinstance(code, str) and len(code) <= 100 for code in _list(codes, 100)), "unknown reasons")


def _check_polygon(polygon: Any, *, corners: int | None = None) -> None:
    points = _list(polygon, corners or _MAX_CORNERS)
    _expect(len(points) >= (corners or 3), "a polygon has too few corners")
    for x, y in points:
        _expect(0 <= x <= 1 and 0 <= y <= 1, "a polygon lies outside of its page")


def _check_value(name: str, value: str) -> None:
    _expect(len(value) <= _MAX_VALUE, "a value is too long")
    if name in _AMOUNTS:
        # As text, a number with an exponent may take more memory than there is.
        _expect("e" not in value.lower() and Decimal(value).is_finite(), "an amount is no number")
    read: Callable[[str], object] | None = _READ.get(name)
    if read:
        read(value)


def _expect(condition: bool, otherwise: str) -> None:
    if not condition:
        raise ValidationError(f"{otherwise}.")


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, KeyError):
        return f"{error} is missing."
    return "something in it is not as Tillroll writes it."
