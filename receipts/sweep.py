"""Puts right what a crash left behind. Every worker sweeps; conditional updates keep them apart.

A receipt whose worker died goes back into the queue, and a message that got lost is sent again. Only the
second needs the broker. What deleted workspaces left is erased little by little.
"""

import logging
from functools import partial

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from accounts.models import Workspace
from receipts import events
from receipts.background import run_apart
from receipts.models import Receipt, Status
from receipts.queue import FIRST, MAX_ATTEMPTS, RESEND_EVERY, messages_waiting, receipt_send
from receipts.services.workspaces import workspace_erase
from receipts.transitions import to_end, to_queue
from receipts.webhooks.publishing import receipt_announce

logger = logging.getLogger(__name__)

_MOST_AT_ONCE = 50
"""Receipts put right in one sweep; the next one goes on."""

_WORKERS_DIED = "Reading was interrupted several times. Try again, and if it goes on, tell the operator."


def sweep() -> None:
    """Put right whatever was left behind until now."""
    run_apart(_recover_abandoned, _send_lost, _erase_deleted)


def _recover_abandoned() -> None:
    abandoned = Receipt.objects.filter(status=Status.PROCESSING, lease_expires_at__lt=Now())
    for receipt in abandoned.order_by("lease_expires_at")[:_MOST_AT_ONCE]:
        _recover(receipt)


@transaction.atomic
def _recover(receipt: Receipt) -> None:
    may_retry = receipt.attempts < MAX_ATTEMPTS
    changes = to_queue() if may_retry else to_end(Status.FAILED, error=_WORKERS_DIED)
    still_abandoned = Receipt.objects.filter(
        id=receipt.id, status=Status.PROCESSING, lease=receipt.lease, lease_expires_at__lt=Now()
    )
    if not still_abandoned.update(revision=F("revision") + 1, updated_at=Now(), **changes):
        return
    receipt.refresh_from_db()
    logger.warning("Receipt %s was abandoned by its worker and is %s now", receipt.id, receipt.status)
    events.receipt_changed(receipt)
    receipt_announce(receipt)
    if receipt.status == Status.QUEUED:
        transaction.on_commit(partial(receipt_send, receipt.id, priority=FIRST), robust=True)


def _send_lost() -> None:
    """Send again what has waited long, as many as there are receipts queued without a message."""
    queued = Receipt.objects.filter(status=Status.QUEUED)
    waiting = queued.filter(send_after__lt=Now()).order_by("queued_at")
    if not waiting.exists():
        return
    try:
        lost = queued.count() - messages_waiting()
    except (OperationalError, OSError) as error:
        logger.warning("The broker is away: %s", error)
        return
    for receipt in waiting[: max(0, min(lost, _MOST_AT_ONCE))]:
        if _postpone(receipt) and not receipt_send(receipt.id, priority=FIRST):
            return


def _postpone(receipt: Receipt) -> bool:
    """Move its next sending, and return whether it is this sweep that sends it."""
    still_due = Receipt.objects.filter(id=receipt.id, status=Status.QUEUED, send_after__lt=Now())
    return bool(still_due.update(send_after=Now() + RESEND_EVERY))


def _erase_deleted() -> None:
    """Each time a little, as a worker's other work waits for it."""
    if workspace := Workspace.objects.exclude(deleted_at=None).order_by("deleted_at").first():
        workspace_erase(workspace=workspace)
