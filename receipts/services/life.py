"""The life of a receipt, as far as people decide it."""

import hashlib
import uuid
from functools import partial
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.access import Actor
from accounts.audit import audit_record
from accounts.models import Workspace
from accounts.services import workspace_lock
from ocr.errors import InvalidFileError
from ocr.images import inspect
from receipts import events
from receipts.duplicates import original_of
from receipts.errors import StateError
from receipts.files import NewFiles, folder_delete
from receipts.models import FINISHED, UNFINISHED, Receipt, Status
from receipts.queue import receipt_send_soon
from receipts.search import search_text_save
from receipts.services.accuracy import accuracy_count
from receipts.services.derived import copies_from
from receipts.services.duplicates import duplicates_look_again, duplicates_of
from receipts.transitions import reviewed_now, to_end, to_new_start
from receipts.webhooks.publishing import receipt_announce


def receipt_upload(
    *, workspace: Workspace, by: Actor, data: bytes, filename: str, token: str = ""
) -> Receipt:
    """Keep a file and queue it for reading; raise `InvalidFileError` when it can never be read.

    A file that the workspace has already is kept all the same and says so in `duplicate_of`; but sent
    again under the same `token`, because its answer was lost, it is the same receipt.
    """
    _check_size(len(data))
    info, sha256 = inspect(data), hashlib.sha256(data).hexdigest()
    receipt = Receipt(
        id=_id_of_upload(workspace, token, sha256),
        workspace=workspace,
        uploaded_by=by.user,
        filename=display_name(filename),
        content_type=info.content_type,
        size=len(data),
        sha256=sha256,
        **to_new_start(),
    )
    try:
        with NewFiles(receipt) as files:
            receipt.file.name = files.write("original", info.extension, data)
            save_new(receipt, by=by)
    except IntegrityError:
        if sent_before := Receipt.objects.filter(id=receipt.id).first():
            return sent_before
        raise
    return receipt


@transaction.atomic
def receipt_retry(*, receipt: Receipt, by: Actor) -> Receipt:
    """Read a finished receipt again, whatever became of it; what people corrected stays.

    One that was read as one, as a person said, is looked through for several again.

    One that was split is read again only when nothing made of it is left, or its amounts would count twice.
    """
    # First of all, or the photo could be split between the look for parts and the move.
    found = Receipt.objects.select_for_update().filter(id=receipt.id).first() or receipt
    if not found.file:
        raise StateError("Its file is not here, so it cannot be read again.", code="wrong_state")
    is_unread = found.status in (Status.FAILED, Status.CANCELED)
    if receipt.parts.exists():
        raise StateError("It was split. Delete the receipts that were made of it first.", code="wrong_state")
    changes = {**to_new_start(), "is_one": is_unread and found.is_one}
    return move(receipt, FINISHED, "It is being read already.", done="reread", by=by, send=True, **changes)


def receipt_cancel(*, receipt: Receipt, by: Actor) -> Receipt:
    """Stop the reading of a receipt; its original stays."""
    changes = to_end(Status.CANCELED)
    return move(receipt, UNFINISHED, "It is not being read.", done="canceled", by=by, **changes)


def receipt_approve(*, receipt: Receipt, by: Actor) -> Receipt:
    """Complete a receipt that a person has looked through; raise `StateError` while it may be split."""
    # Asked of the row as it is now, for a page left open may not know of the offer.
    waiting = Receipt.objects.filter(id=receipt.id, status=Status.NEEDS_REVIEW)
    if waiting.exclude(regions=[]).exists():
        raise StateError(
            "There seem to be several receipts in it. Split it or keep it as one first.", code="wrong_state"
        )
    return move(
        receipt,
        (Status.NEEDS_REVIEW,),
        "Only a receipt that waits for review can be approved.",
        done="approved",
        by=by,
        status=Status.COMPLETED,
        review_reasons=[],
        reviewed_at=reviewed_now(),
    )


def receipt_keep_as_one(*, receipt: Receipt, by: Actor) -> Receipt:
    """Read a photo that seemed to hold several receipts again, as one."""
    if not receipt.regions:
        raise StateError("It is one receipt already.", code="wrong_state")
    return move(
        receipt,
        (Status.NEEDS_REVIEW,),
        "Only a receipt that waits for review can be kept as one.",
        done="kept_as_one",
        by=by,
        send=True,
        is_one=True,
        **to_new_start(),
    )


@transaction.atomic
def receipt_delete(*, receipt: Receipt, by: Actor) -> None:
    """Delete a receipt, its fields and its files, also in the middle of its reading."""
    workspace_lock(receipt.workspace)
    place = {"workspace_id": receipt.workspace_id, "receipt_id": receipt.id}
    events.receipt_deleted(receipt)
    audit_record(workspace=receipt.workspace, by=by, action="receipt.deleted", subject=receipt)
    found = Receipt.objects.filter(id=receipt.id)
    # First of all, or a worker could store pages between the deletion of the pages and that of the receipt.
    found.select_for_update().first()
    duplicates = duplicates_of(receipt)
    found.delete()
    duplicates_look_again(duplicates)
    transaction.on_commit(partial(folder_delete, **place), robust=True)


def _id_of_upload(workspace: Workspace, token: str, sha256: str) -> uuid.UUID:
    """Return the id that the same upload has each time it is sent, so that the database keeps one of it."""
    return uuid.uuid5(workspace.id, f"{sha256} {token}") if token else uuid.uuid4()


def display_name(filename: str) -> str:
    """Return a device's file name without folders and without what cannot be shown or stored."""
    name = PurePath(filename.replace("\\", "/")).name
    return "".join(character for character in name if character.isprintable())[-255:] or "receipt"


def _check_size(size: int) -> None:
    if size > settings.MAX_UPLOAD_MB * 1024 * 1024:
        raise InvalidFileError(
            f"The file is too large: at most {settings.MAX_UPLOAD_MB} MB can be read.", code="file_too_large"
        )


@transaction.atomic
def save_new(receipt: Receipt, *, by: Actor) -> None:
    # Uploads of a workspace take turns here, so that of two same files one is the first.
    workspace_lock(receipt.workspace)
    receipt.duplicate_of = original_of(receipt, copies_from(()))  # by its file, as nothing is read of it yet
    receipt.save(force_insert=True)
    receipt.refresh_from_db()
    search_text_save(receipt)
    audit_record(workspace=receipt.workspace, by=by, action="receipt.uploaded", subject=receipt)
    events.receipt_changed(receipt)
    receipt_send_soon(receipt.id)


@transaction.atomic
def move(
    receipt: Receipt,
    allowed: tuple[Status, ...],
    otherwise: str,
    *,
    done: str,
    by: Actor,
    send: bool = False,
    **changes: Any,
) -> Receipt:
    """Change a receipt whose status is one of `allowed`; raise `StateError` saying `otherwise`.

    The audit trail notes that `receipt.<done>` was done.
    """
    at_right_status = Receipt.objects.filter(id=receipt.id, status__in=allowed)
    if not at_right_status.update(revision=F("revision") + 1, updated_at=Now(), **changes):
        raise StateError(otherwise, code="wrong_state")
    receipt.refresh_from_db()
    events.receipt_changed(receipt)
    accuracy_count(receipt)
    audit_record(workspace=receipt.workspace, by=by, action=f"receipt.{done}", subject=receipt)
    receipt_announce(receipt)
    if send:
        receipt_send_soon(receipt.id)
    return receipt
