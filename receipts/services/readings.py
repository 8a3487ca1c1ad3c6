"""Stores what a model read, around what people corrected."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from receipts.models import Field, Receipt, Section, Source
from receipts.selectors import FIELD_NAMES

_MODEL_PART = ("model_value", "raw_text", "confidence", "page", "polygon")

_TABLES = (Section.LINE_ITEMS, Section.TAXES, Section.PAYMENTS)


def fields_replace(receipt: Receipt, document: dict[str, Any], *, model_version: str) -> None:
    """Replace what a model read by `document`, a receipt as of `ocr.schema`; what people wrote stays.

    A field of the head keeps a person's value and gets the model's new one beside it. Rows of two
    readings cannot be told to be the same, so a table that a person touched stays as it is.
    """
    head = [_field(Section.HEAD, 0, name, read) for name, read in _found(Section.HEAD, document)]
    new = _refresh_corrected(receipt, head, model_version)
    touched = set(receipt.fields.filter(source=Source.HUMAN).values_list("section", flat=True))
    tables = [section for section in _TABLES if section not in touched]
    receipt.fields.filter(section__in=tables).delete()
    new += chain.from_iterable(_table(section, document[section]) for section in tables)
    for field in new:
        field.receipt, field.model_version = receipt, model_version
    Field.objects.bulk_create(new)


def _refresh_corrected(receipt: Receipt, read: list[Field], model_version: str) -> list[Field]:
    """Put new readings beside what people wrote in the head; return the readings that stand alone."""
    receipt.fields.filter(section=Section.HEAD, source=Source.MODEL).delete()
    by_name = {field.name: field for field in read}
    for corrected in receipt.fields.filter(section=Section.HEAD):
        newly = by_name.pop(corrected.name, Field())
        for part in _MODEL_PART:
            setattr(corrected, part, getattr(newly, part))
        corrected.model_version = model_version
        corrected.save()
    return list(by_name.values())


def _table(section: Section, rows: list[dict[str, Any]]) -> Iterator[Field]:
    for number, row in enumerate(rows):
        for name, read in _found(section, row):
            yield _field(section, number, name, read)


def _found(section: Section, values: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((name, values[name]) for name in FIELD_NAMES[section] if values.get(name))


def _field(section: Section, row: int, name: str, read: dict[str, Any]) -> Field:
    return Field(
        section=section,
        row=row,
        name=name,
        value=read["value"],
        model_value=read["value"],
        raw_text=read["raw_text"],
        confidence=read["confidence"],
        page=read["page"],
        polygon=read["polygon"],
    )
