"""What changes in a receipt's row when it goes from one status to another."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, F, When
from django.db.models.functions import Now

from receipts.models import Stage, Status
from receipts.queue import ASK_FOR_GPU_EVERY, RESEND_EVERY


def reviewed_now() -> Case:
    """Return what `reviewed_at` becomes when a person does something: the first time after a reading."""
    return Case(When(reviewed_at__gte=F("finished_at"), then=F("reviewed_at")), default=Now())


def to_queue(*, send_after: timedelta = RESEND_EVERY) -> dict[str, Any]:
    """Wait for a worker; the sweep sends it when it still waits after `send_after`."""
    return {**_at_rest(Status.QUEUED), "send_after": Now() + send_after}


def to_wait_for_gpu() -> dict[str, Any]:
    """Wait until a pod is alive; the sweep sends it to ask again."""
    return {**to_queue(send_after=ASK_FOR_GPU_EVERY), "stage": Stage.WAITING_FOR_GPU}


def to_new_start() -> dict[str, Any]:
    """Wait for a worker as if it had never been read."""
    return {
        **to_queue(),
        "queued_at": Now(),
        "attempts": 0,
        "finished_at": None,
        "error": "",
        "review_reasons": [],
        "regions": [],
        "releases": {},
    }


def to_end(status: Status, *, error: str = "") -> dict[str, Any]:
    """Be done with, one way or another."""
    progress = 100 if status in (Status.NEEDS_REVIEW, Status.COMPLETED) else 0
    return {**_at_rest(status), "progress": progress, "finished_at": Now(), "error": error}


def _at_rest(status: Status) -> dict[str, Any]:
    return {"status": status, "stage": Stage.NONE, "progress": 0, "lease": None, "lease_expires_at": None}
