"""CSV as spreadsheets open it: UTF-8 with a byte order mark, without which Excel takes it for Latin-1."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from io import StringIO

from receipts.exports.formulas import formula_safe
from receipts.exports.selection import LABELS, READINGS, Selection
from receipts.exports.tables import BY_LAYOUT, Money, Value
from receipts.selectors import receipt_detail

CONTENT_TYPE = "text/csv; charset=utf-8"

_BLOCK = 64 * 1024
"""Characters that are gathered before they are handed on."""


def stream(selection: Selection) -> Iterator[bytes]:
    """Yield the rows of the selection's layout below a line of headings."""
    table, text = BY_LAYOUT[selection.layout], StringIO()
    writer = csv.writer(text)
    writer.writerow(table.columns)
    yield b"\xef\xbb\xbf"
    for receipt in selection.read(*LABELS, *READINGS):
        writer.writerows(map(_cell, row) for row in table.rows(receipt_detail(receipt)))
        if text.tell() > _BLOCK:
            yield _taken(text)
    yield _taken(text)


def _taken(text: StringIO) -> bytes:
    block = text.getvalue()
    text.seek(0)
    text.truncate()
    return block.encode(errors="replace")


def _cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return formula_safe(value)
        case Money():
            return f"{value.amount:f}"
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
    return str(value)
