"""Makes receipts of their own of those that lie in one photo."""

import hashlib
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import PurePath

from django.db import transaction

from accounts.access import Actor
from accounts.services import workspace_lock
from ocr.cutouts import cut_out
from receipts.errors import StateError
from receipts.files import NewFiles, file_read
from receipts.models import Receipt, Status
from receipts.search import search_text_save
from receipts.selectors import receipt_parts
from receipts.services.derived import copies_from, copies_of
from receipts.services.life import move, save_new
from receipts.transitions import to_end, to_new_start

_NOT_WAITING = "Only a receipt that waits for review can be split."


def receipt_split(*, receipt: Receipt, by: Actor) -> list[Receipt]:
    """Make a receipt of each that lies in the file, and queue them; asked again, return the same ones.

    The photo stays with all that was read of it but its fields: those people corrected go to the first
    receipt, which they were read from, so that no amount counts twice.
    Raises `StateError` where the photo does not seem to hold several receipts, or these were deleted, and
    `StorageError`.
    """
    if receipt.status == Status.SPLIT:
        return _made_of(receipt)
    if receipt.status != Status.NEEDS_REVIEW:
        raise StateError(_NOT_WAITING, code="wrong_state")
    if not receipt.regions:
        raise StateError("It is not known which receipts lie in this file.", code="wrong_state")
    cutouts = _cutouts(receipt)
    parts = [_part(receipt, number, cutouts) for number in range(len(cutouts))]
    try:
        with ExitStack() as stack:
            for part, cutout in zip(parts, cutouts, strict=True):
                part.file.name = stack.enter_context(NewFiles(part)).write("original", "jpg", cutout)
            _save(receipt, parts, by)
    except StateError:
        if not Receipt.objects.filter(id=receipt.id, status=Status.SPLIT).exists():
            raise
    return _made_of(receipt)


def _made_of(receipt: Receipt) -> list[Receipt]:
    if parts := receipt_parts(receipt):
        return parts
    raise StateError("The receipts made of this photo were deleted. Read it again first.", code="wrong_state")


def _cutouts(receipt: Receipt) -> list[bytes]:
    images = {page.number: page.image for page in receipt.pages.all()}
    return [cut_out(file_read(images[region["page"]]), region["polygon"]) for region in receipt.regions]


def _part(receipt: Receipt, index: int, cutouts: Sequence[bytes]) -> Receipt:
    """A new receipt, whose id is the same each time, so that the database keeps one of it."""
    data, name = cutouts[index], PurePath(receipt.filename).stem[:200]
    return Receipt(
        id=uuid.uuid5(receipt.id, f"part {index + 1}"),
        workspace=receipt.workspace,
        uploaded_by=receipt.uploaded_by,
        split_from=receipt,
        filename=f"({index + 1} of {len(cutouts)}) {name}.jpg",
        content_type="image/jpeg",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        **to_new_start(),
    )


@transaction.atomic
def _save(receipt: Receipt, parts: Sequence[Receipt], by: Actor) -> None:
    workspace_lock(receipt.workspace)  # as each part does, but before the photo's own row
    move(
        receipt,
        (Status.NEEDS_REVIEW,),
        _NOT_WAITING,
        done="split",
        by=by,
        **to_end(Status.SPLIT),
        review_reasons=[],
        **copies_from(()),
    )
    for part in reversed(parts):  # lists show the newest first
        save_new(part, by=by)
    receipt.fields.update(receipt=parts[0], page=None, polygon=None)
    Receipt.objects.filter(id=parts[0].id).update(**copies_of(parts[0]), model_version=receipt.model_version)
    for changed in (receipt, parts[0]):
        search_text_save(changed)
