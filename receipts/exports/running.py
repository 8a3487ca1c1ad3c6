"""What workers do for exports and imports. A job whose worker died is begun anew."""

import logging
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from uuid import UUID

from django.core.exceptions import ValidationError

from accounts.access import Actor
from receipts.errors import StorageError
from receipts.exports.formats import stream
from receipts.exports.jobs import JobLostError, holding, job_claim, job_end, job_update
from receipts.exports.models import Export, Import, Job, JobStatus, Layout
from receipts.exports.restoring import backup_restore, staging_drop
from receipts.exports.selection import selection_of
from receipts.exports.services import export_done, upload_forget
from receipts.files import files_delete, storage_save

logger = logging.getLogger(__name__)

_REPORT_EVERY = 0.5
"""Seconds between two reports of progress; more often nobody sees, and each one is a write."""

_UNEXPECTED = "Something unexpected went wrong. Try again, and if it goes on, tell the operator."


def export_run(*, export_id: UUID) -> None:
    """Write the file of a queued export; do nothing when it is not queued (any more)."""
    if export := job_claim(Export, export_id):
        _run(export, _write_export)


def import_run(*, import_id: UUID) -> None:
    """Restore a queued backup; do nothing when it is not queued (any more)."""
    if job := job_claim(Import, import_id):
        _run(job, _restore_import)


def _run(job: Job, work: Callable[..., None]) -> None:
    with holding(job):
        try:
            work(job)
        except JobLostError:
            logger.info("Job %s ended: it was deleted or taken over", job.pk)
        except ValidationError as error:
            _fail(job, " ".join(error.messages))
        except StorageError as error:
            _fail(job, str(error))
        except Exception:
            logger.exception("Job %s failed", job.pk)
            _fail(job, _UNEXPECTED)


def _fail(job: Job, error: str) -> None:
    try:
        job_end(job, JobStatus.FAILED, error=error)
    except JobLostError:
        logger.info("Job %s was lost before it failed: %s", job.pk, error)
        return
    if isinstance(job, Import):
        upload_forget(job)


def _write_export(export: Export) -> None:
    selection = selection_of(workspace=export.workspace, filters=export.filters, layout=Layout(export.layout))
    progress = _Progress(export, selection.receipts.count())
    with TemporaryFile(prefix="tillroll-") as file:
        for part in stream(replace(selection, report=progress), export.format):
            file.write(part)
        size = file.tell()
        file.seek(0)
        path = storage_save(f"{export.workspace_id}/exports/{export.id}.{export.format}", file)
    try:
        export_done(export=export, file=path, size=size, count=progress.done)
    except JobLostError:
        files_delete([path])
        raise


def _restore_import(job: Import) -> None:
    if job.staging:
        staging_drop(job.staging, workspace_id=job.workspace_id)
    with _local_copy(job) as path:
        backup_restore(
            path=path,
            workspace=job.workspace,
            by=Actor(job.created_by),
            filename=job.filename,
            on_start=lambda staging: job_update(job, staging=staging),
            report=_Progress(job, 100),
            on_end=lambda count: job_end(job, JobStatus.DONE, progress=100, count=count, staging=None),
        )
    upload_forget(job)


@contextmanager
def _local_copy(job: Import) -> Iterator[Path]:
    """Copy the backup out of the storage, which may be far, for archives are read here and there."""
    with NamedTemporaryFile(prefix="tillroll-") as copy:
        try:
            with job.file.open("rb") as stored:
                shutil.copyfileobj(stored, copy)
        except OSError:
            raise StorageError from None
        copy.flush()
        yield Path(copy.name)


class _Progress:
    """Writes progress into the job; raises `JobLostError` where work should stop."""

    def __init__(self, job: Job, total: int) -> None:
        self._job, self._total = job, max(total, 1)
        self._reported_at = 0.0
        self.done = 0

    def __call__(self, done: int) -> None:
        self.done, now = done, time.monotonic()
        if now - self._reported_at >= _REPORT_EVERY:
            self._reported_at = now
            job_update(self._job, progress=min(99, 100 * done // self._total))
