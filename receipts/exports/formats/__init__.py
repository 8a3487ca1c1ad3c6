"""What exports are written as. Each module has `CONTENT_TYPE` and `stream(selection)`, which yields bytes."""

from collections.abc import Iterator
from types import ModuleType

from receipts.exports.formats import csv, json, xlsx, zip
from receipts.exports.models import Format
from receipts.exports.selection import Selection

_MODULES: dict[Format, ModuleType] = {
    Format.CSV: csv,
    Format.XLSX: xlsx,
    Format.JSON: json,
    Format.ZIP: zip,
}


def content_type(name: Format | str) -> str:
    """Return the media type of a format."""
    return str(_MODULES[Format(name)].CONTENT_TYPE)


def stream(selection: Selection, name: Format | str) -> Iterator[bytes]:
    """Yield the file of an export, part by part."""
    parts: Iterator[bytes] = _MODULES[Format(name)].stream(selection)
    return parts
