"""One JSON document with everything but the files."""

from collections.abc import Iterator

from receipts.exports.backup import document_stream
from receipts.exports.selection import Selection

CONTENT_TYPE = "application/json"


def stream(selection: Selection) -> Iterator[bytes]:
    """Yield the document, receipt by receipt."""
    return document_stream(selection, is_kept=lambda _: False)
