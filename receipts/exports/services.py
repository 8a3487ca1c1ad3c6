"""Writes of exports and imports; workers do the long part, in `running`."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse

from accounts.access import Actor
from accounts.audit import audit_record
from accounts.models import Workspace
from accounts.services import workspace_lock
from receipts.errors import StateError
from receipts.exports.formats import stream
from receipts.exports.jobs import RESEND_EVERY, job_end, job_send_soon
from receipts.exports.models import Export, Format, Import, JobStatus, Layout
from receipts.exports.restoring import check_empty
from receipts.exports.selection import selection_of
from receipts.files import files_delete, storage_open, storage_save
from receipts.services.life import display_name
from receipts.webhooks.models import EventType
from receipts.webhooks.publishing import event_publish

MOST_AT_ONCE = 1000
"""Receipts that are exported while somebody waits: a second of work for tables."""

MOST_WAITING = 10
"""Exports of a workspace that may be unfinished: they take the workers' time from reading."""

Filters = Mapping[str, Sequence[str]]
"""Values of `receipts.filters` by name, as a query string has them."""


@transaction.atomic
def export_create(
    *,
    workspace: Workspace,
    by: Actor,
    format: Format,
    layout: Layout = Layout.RECEIPTS,
    filters: Filters | None = None,
) -> Export:
    """Have workers write a file of the receipts that the filters let through.

    Raises `ValidationError` with a message by filter for those that make no sense, and `StateError` while too
    many others wait.
    """
    _check_waiting(workspace)
    filters = {name: list(values) for name, values in (filters or {}).items()}
    count = selection_of(workspace=workspace, filters=filters).receipts.count()
    export = Export.objects.create(
        workspace=workspace,
        created_by=by.user,
        format=format,
        layout=layout,
        filters=filters,
        count=count,
        send_after=Now() + RESEND_EVERY,
    )
    audit_record(workspace=workspace, by=by, action="export.created", subject=export)
    job_send_soon(export)
    return export


def _check_waiting(workspace: Workspace) -> None:
    workspace_lock(workspace)  # what comes at once takes turns
    if Export.objects.filter(workspace=workspace, finished_at=None).count() >= MOST_WAITING:
        raise StateError(
            f"{MOST_WAITING} exports of this workspace are not finished yet. Wait for one, or delete one.",
            code="too_many",
        )


def export_at_once(
    *,
    workspace: Workspace,
    by: Actor,
    format: Format,
    layout: Layout = Layout.RECEIPTS,
    filters: Filters | None = None,
) -> Iterator[bytes]:
    """Return the parts of an export's file, which nothing is kept of.

    Raises `ValidationError` as `export_create` does, and `StateError` for more receipts than `MOST_AT_ONCE`.
    """
    selection = selection_of(workspace=workspace, filters=filters or {}, layout=layout)
    count = selection.receipts.count()
    if count > MOST_AT_ONCE:
        raise StateError(
            f"These are {count:,} receipts, and {MOST_AT_ONCE:,} at most are sent at once. Create an export.",
            code="wrong_state",
        )
    what = {"format": (None, str(format)), "receipts": (None, count)}
    audit_record(workspace=workspace, by=by, action="export.downloaded", changes=what)
    return stream(selection, format)


def export_to_file(*, workspace: Workspace, by: Actor, format: Format, path: Path) -> int:
    """Write all receipts of a workspace into a file of the operator's; return how many."""
    selection = selection_of(workspace=workspace, filters={})
    count = selection.receipts.count()
    with path.open("wb") as file:
        file.writelines(stream(selection, format))
    what = {"format": (None, str(format)), "receipts": (None, count)}
    audit_record(workspace=workspace, by=by, action="export.downloaded", changes=what)
    return count


@transaction.atomic
def export_done(*, export: Export, file: str, size: int, count: int) -> None:
    """Offer the written file for download, and tell webhooks; raise `JobLostError` when it is gone."""
    job_end(export, JobStatus.DONE, progress=100, file=file, size=size, count=count)
    path = reverse("api:export-detail", kwargs={"id": export.id})
    data = {
        "id": str(export.id),
        "format": export.format,
        "count": count,
        "size": size,
        "url": f"{settings.PUBLIC_URL}{path}",
    }
    event_publish(workspace=export.workspace, event_type=EventType.EXPORT_READY, data=data)


def export_open(*, export: Export, by: Actor) -> "File[bytes]":
    """Open the file of an export for its download.

    Raises `StateError` while it is not ready, and `StorageError` when the storage does not have it.
    """
    if export.status != JobStatus.DONE:
        raise StateError("This export is not ready yet.", code="wrong_state")
    file = storage_open(str(export.file.name))
    audit_record(workspace=export.workspace, by=by, action="export.downloaded", subject=export)
    return file


@transaction.atomic
def export_delete(*, export: Export, by: Actor) -> None:
    """Delete an export with its file, also while it is written."""
    paths = [str(export.file.name)] if export.file else []
    deleted, _ = Export.objects.filter(id=export.id).delete()
    if deleted:  # nobody else was quicker
        audit_record(workspace=export.workspace, by=by, action="export.deleted", subject=export)
    transaction.on_commit(partial(files_delete, paths), robust=True)


def import_create(*, workspace: Workspace, by: Actor, file: Any, filename: str) -> Import:
    """Keep a backup, and have workers restore it.

    `file` is an open file of any size. Raises `StateError` unless the workspace is empty, and `StorageError`.
    """
    check_empty(workspace)
    job = Import(id=uuid.uuid4(), workspace=workspace, created_by=by.user, filename=display_name(filename))
    job.file.name = storage_save(f"{workspace.id}/imports/{job.id}", file)
    try:
        _save_import(job)
    except BaseException:
        files_delete([job.file.name])
        raise
    return job


@transaction.atomic
def _save_import(job: Import) -> None:
    # Imports of a workspace take turns here, so that there is one of them at a time.
    workspace_lock(job.workspace)
    unfinished = Import.objects.filter(workspace=job.workspace_id, finished_at=None)
    if unfinished.exists():
        raise StateError("A backup is being restored here already.", code="wrong_state")
    job.size, job.send_after = job.file.size, Now() + RESEND_EVERY
    job.save(force_insert=True)
    job.refresh_from_db()
    job_send_soon(job)


def upload_forget(job: Import) -> None:
    """Delete the file of an import that has ended."""
    files_delete(filter(None, [job.file.name]))
    Import.objects.filter(id=job.id).update(file="")
