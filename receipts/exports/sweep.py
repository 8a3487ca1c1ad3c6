"""Puts right what a crash left behind, and clears away what has had its time.

Every worker sweeps; conditional updates keep them apart.
"""

import logging
from functools import partial

from django.db.models.functions import Now

from accounts.audit import SYSTEM
from receipts.background import run_apart
from receipts.exports.jobs import MAX_ATTEMPTS, RESEND_EVERY, job_send
from receipts.exports.models import Export, Import, Job, JobStatus
from receipts.exports.restoring import staging_drop
from receipts.exports.services import export_delete, upload_forget

logger = logging.getLogger(__name__)

_MOST_AT_ONCE = 50
"""Jobs put right in one sweep; the next one goes on."""

_WORKERS_DIED = "It was interrupted several times. Try again, and if it goes on, tell the operator."


def sweep() -> None:
    """Put right whatever was left behind until now."""
    steps = (partial(step, model) for step in (_recover_abandoned, _send_lost) for model in (Export, Import))
    run_apart(*steps, _delete_expired)


def _recover_abandoned(model: type[Job]) -> None:
    running = model._default_manager.filter(status=JobStatus.RUNNING)
    for job in running.filter(lease_expires_at__lt=Now())[:_MOST_AT_ONCE]:
        may_retry = job.attempts < MAX_ATTEMPTS
        changes = (
            {"status": JobStatus.QUEUED, "send_after": Now()}
            if may_retry
            else {"status": JobStatus.FAILED, "error": _WORKERS_DIED, "finished_at": Now()}
        )
        still_abandoned = running.filter(pk=job.pk, lease=job.lease, lease_expires_at__lt=Now())
        if still_abandoned.update(**changes):
            logger.warning("Job %s was abandoned by its worker and is %s now", job.pk, changes["status"])
            if isinstance(job, Import) and not may_retry:
                _clear_away(job)


def _clear_away(job: Import) -> None:
    if job.staging:
        staging_drop(job.staging, workspace_id=job.workspace_id)
    upload_forget(job)


def _send_lost(model: type[Job]) -> None:
    due = model._default_manager.filter(status=JobStatus.QUEUED, send_after__lte=Now())
    for job_id in list(due.values_list("pk", flat=True)[:_MOST_AT_ONCE]):
        if due.filter(pk=job_id).update(send_after=Now() + RESEND_EVERY):
            job_send(model, job_id)


def _delete_expired() -> None:
    for export in Export.objects.filter(expires_at__lt=Now()).select_related("workspace")[:_MOST_AT_ONCE]:
        export_delete(export=export, by=SYSTEM)
