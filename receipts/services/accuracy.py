"""Counts, for the releases that read a receipt, what people found right of it."""

from functools import partial

from django.db import transaction

from ocr.cluster.accuracy import Checked, checked_add, read_add
from receipts.marks import marks_read
from receipts.models import Receipt, Source, Status


def read_count(receipt: Receipt) -> None:
    """Count a receipt that was read just now, and what people had corrected in it before."""
    if receipt.releases and receipt.finished_at:
        read = partial(read_add, releases=receipt.releases, read_at=receipt.finished_at)
        transaction.on_commit(read, robust=True)
        accuracy_count(receipt)


def accuracy_count(receipt: Receipt) -> None:
    """Count what people have said of the receipt by now, instead of what was counted of it before.

    The row is as it is in the database, and kept from other writers until the transaction ends. What was
    counted stays when the receipt is read again or deleted.
    """
    reviewed_at, read_at = receipt.reviewed_at, receipt.finished_at
    if not receipt.releases or reviewed_at is None or read_at is None:
        return
    before = Checked(fields=receipt.checked_fields, right=receipt.right_fields)
    now = _checked(receipt, approved=receipt.status == Status.COMPLETED and reviewed_at >= read_at)
    if now == before:
        return
    receipt.checked_fields, receipt.right_fields = now.fields, now.right
    receipt.save(update_fields=["checked_fields", "right_fields"])
    # On commit, because receipts of all workspaces are counted in the same rows.
    count = partial(checked_add, releases=receipt.releases, read_at=read_at, now=now, before=before)
    transaction.on_commit(count, robust=True)


def _checked(receipt: Receipt, *, approved: bool) -> Checked:
    """Return what people looked at: one by one, or all of it where they approved this reading."""
    head = marks_read(receipt.marks)
    looked_at = [right for _, source, right in head if approved or source == Source.HUMAN]
    return Checked(fields=len(looked_at), right=sum(looked_at))
