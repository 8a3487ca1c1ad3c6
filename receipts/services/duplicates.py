"""What becomes of receipts that seem to be here already."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.access import Actor
from accounts.audit import SYSTEM, audit_record
from receipts import events
from receipts.errors import StateError
from receipts.models import Receipt, Status
from receipts.services.derived import derived_again
from receipts.services.locking import receipt_lock
from receipts.transitions import reviewed_now
from receipts.webhooks.publishing import receipt_announce, receipt_announce_update

_MOST_AT_ONCE = 100
"""Duplicates judged anew in one go; there are more only of files that are sent over and over."""


@transaction.atomic
def receipt_not_a_duplicate(*, receipt: Receipt, by: Actor) -> Receipt:
    """Note that a receipt is another than the one it was taken for, whatever is read of the two from now on.

    One that waited for nothing else is complete then.
    """
    receipt = receipt_lock(receipt)
    other = receipt.duplicate_of
    if other is None:
        raise StateError("It is not taken for a duplicate.", code="wrong_state")
    receipt.distinct_from.add(other)
    columns = _complete_without_reasons(derived_again(receipt))
    _update(receipt, **columns, reviewed_at=reviewed_now())
    changes = {"duplicate_of": (str(other.id), receipt.duplicate_of_id and str(receipt.duplicate_of_id))}
    audit_record(
        workspace=receipt.workspace,
        by=by,
        action="receipt.not_a_duplicate",
        subject=receipt,
        changes=changes,
    )
    (receipt_announce if "status" in columns else receipt_announce_update)(receipt)
    return receipt


def duplicates_of(receipt: Receipt) -> list[UUID]:
    """Return the receipts that are taken for duplicates of this one, the latest first, and not too many."""
    latest = receipt.duplicates.order_by("-created_at", "-id").values_list("id", flat=True)
    return list(latest[:_MOST_AT_ONCE])


def duplicates_look_again(ids: Iterable[UUID]) -> None:
    """Judge receipts anew after the one that they were taken for changed or went; the workspace is locked.

    Those that waited for nothing else are complete then.
    """
    # The latest first, so that of what is left of several alike the earliest is no duplicate.
    found = Receipt.objects.select_for_update().filter(id__in=ids).order_by("-created_at", "-id")
    for receipt in found:
        before = {name: getattr(receipt, name) for name in ("duplicate_of", "review_reasons")}
        columns = derived_again(receipt)
        if any(columns.get(name, value) != value for name, value in before.items()):
            columns = _complete_without_reasons(columns)
            _update(receipt, **columns)
            if "status" in columns:
                _record_completion(receipt)


def _complete_without_reasons(columns: dict[str, Any]) -> dict[str, Any]:
    """Add the status of a receipt that waited for a person and has no more reason to."""
    is_complete = columns.get("review_reasons") == []
    return {**columns, "status": Status.COMPLETED} if is_complete else columns


def _record_completion(receipt: Receipt) -> None:
    """Note what the product did by itself, and tell of it."""
    changes = {"status": (Status.NEEDS_REVIEW, Status.COMPLETED)}
    workspace = receipt.workspace
    audit_record(workspace=workspace, by=SYSTEM, action="receipt.completed", subject=receipt, changes=changes)
    receipt_announce(receipt)


def _update(receipt: Receipt, **columns: object) -> None:
    Receipt.objects.filter(id=receipt.id).update(revision=F("revision") + 1, updated_at=Now(), **columns)
    receipt.refresh_from_db()
    events.receipt_changed(receipt)
