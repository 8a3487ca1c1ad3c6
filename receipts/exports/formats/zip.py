"""An archive of the JSON document with all originals, page images and thumbnails."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID
from zipfile import ZIP_DEFLATED

from django.db.models import Prefetch
from django.db.models.fields.files import FieldFile
from zipstream import ZipStream

from receipts.exports.backup import DOCUMENT, document_stream, files_of
from receipts.exports.selection import Selection
from receipts.models import Page

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/zip"


def stream(selection: Selection) -> Iterator[bytes]:
    """Yield the files, and then the document, which names those that were there."""
    archive, written, taken = ZipStream(), set[str](), set[UUID]()
    for receipt in selection.read(Prefetch("pages", Page.objects.defer("lines"))):
        taken.add(receipt.id)
        for name, file in files_of(receipt):
            if _is_there(file):
                archive.add(file.chunks(), name)  # photos are compressed already
                yield from archive.all_files()
                file.close()
                written.add(name)
    # The second time is quick, and progress that begins anew would puzzle people.
    quiet = replace(selection, report=lambda _: None)
    document = document_stream(quiet, is_kept=written.__contains__, is_taken=taken.__contains__)
    archive.add(document, DOCUMENT, compress_type=ZIP_DEFLATED)
    yield from archive.finalize()


def _is_there(file: FieldFile) -> bool:
    """Open a file; one that was lost, or deleted in this moment, must not hold up all others."""
    try:
        file.open("rb")
    except FileNotFoundError:
        logger.warning("%s is not there, so an export goes without it", file.name)
        return False
    return True
