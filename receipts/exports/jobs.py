"""Claims of jobs: one worker at a time does a job, and a message that gets lost is no loss.

The row says `queued` until a worker claims it, and the sweep sends what waits too long again. All times are
the database's, so workers need no common clock.
"""

import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from celery import current_app
from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import F
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from receipts.background import Background
from receipts.exports.models import Export, Import, Job, JobStatus
from receipts.queue import LAST

logger = logging.getLogger(__name__)

AnyJob = TypeVar("AnyJob", bound=Job)

LEASE = timedelta(seconds=20)
"""Three renewals may fail before a claim ends."""

_RENEW_EVERY = 5.0

_LONGEST_JOB = 6 * 3600.0
"""Seconds after which a claim is not renewed: a job that hangs is begun anew. 200 GB at 10 MB/s take less."""

RESEND_EVERY = timedelta(seconds=30)
"""How long a message may be under way before the sweep takes it for lost."""

MAX_ATTEMPTS = 3
"""A job that kills its worker must not kill them all for ever."""

TASK_NAMES: dict[type[Job], str] = {Export: "exports.export_write", Import: "exports.import_restore"}

_background = Background("exports")

_RETRY_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0}


class JobLostError(Exception):
    """The job was deleted or given to another worker."""


def job_send_soon(job: Job) -> None:
    """Send a job on commit without waiting for the broker, which may hang for many seconds."""
    send = partial(job_send, type(job), job.pk)
    transaction.on_commit(partial(_background.run, send), robust=True)


def job_send(model: type[Job], job_id: UUID) -> None:
    """Ask the workers to do a job; if the broker is away, the sweep asks again."""
    try:
        current_app.send_task(
            TASK_NAMES[model], (str(job_id),), priority=LAST, retry=True, retry_policy=_RETRY_ONCE
        )
    except (OperationalError, OSError) as error:
        logger.warning("Job %s waits for the broker: %s", job_id, error)


def job_claim(model: type[AnyJob], job_id: UUID) -> AnyJob | None:
    """Claim a queued job; return `None` when it is not queued (any more)."""
    token = uuid.uuid4()
    queued = model._default_manager.filter(pk=job_id, status=JobStatus.QUEUED)
    queued.update(
        status=JobStatus.RUNNING,
        progress=0,
        attempts=F("attempts") + 1,
        lease=token,
        lease_expires_at=Now() + LEASE,
    )
    return model._default_manager.select_related("workspace").filter(pk=job_id, lease=token).first()


def job_update(job: Job, **changes: Any) -> None:
    """Change a job that is held; raise `JobLostError` if it is lost."""
    held = type(job)._default_manager.filter(pk=job.pk, status=JobStatus.RUNNING, lease=job.lease)
    if not held.update(**changes):
        raise JobLostError


def job_end(job: Job, status: JobStatus, **changes: Any) -> None:
    """Be done with a job that is held, one way or another; raise `JobLostError` if it is lost."""
    job_update(job, status=status, finished_at=Now(), **{"lease_expires_at": None, **changes})


@contextmanager
def holding(job: Job) -> Iterator[None]:
    """Renew the claim inside the block, but not for ever, from a thread that dies with the process."""
    ended = threading.Event()
    threading.Thread(target=_renew, args=(job, ended), name="job", daemon=True).start()
    try:
        yield
    finally:
        ended.set()


def _renew(job: Job, ended: threading.Event) -> None:
    latest = time.monotonic() + _LONGEST_JOB
    while not ended.wait(_RENEW_EVERY) and time.monotonic() < latest:
        try:
            job_update(job, lease_expires_at=Now() + LEASE)
        except JobLostError:
            return
        except DatabaseError:
            logger.exception("The claim of job %s could not be renewed", job.pk)
        finally:
            close_old_connections()
