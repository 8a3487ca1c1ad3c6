"""Restores a backup: all of it, or nothing."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from accounts.access import Actor
from accounts.models import Workspace
from receipts.exports.restoring.archive import archive_open
from receipts.exports.restoring.staging import (
    check_empty,
    receipts_publish,
    receipts_stage,
    staging_drop,
    staging_of,
)

__all__ = ["backup_restore", "check_empty", "staging_drop"]


def backup_restore(
    *,
    path: Path,
    workspace: Workspace,
    by: Actor,
    filename: str,
    on_start: Callable[[Workspace], None] = lambda staging: None,  # noqa: ARG005
    report: Callable[[int], None] = lambda percent: None,  # noqa: ARG005
    on_end: Callable[[int], None] = lambda count: None,  # noqa: ARG005
) -> int:
    """Put all that is in a backup into an empty workspace; return how many receipts.

    Calls `on_start` with the workspace in which receipts are staged, which has to be dropped if this process
    dies, `report` with the percentage that is done, and `on_end` in the transaction that makes all visible.
    Raises `BackupError`, `StateError` and `StorageError`.
    """
    check_empty(workspace)
    with staging_of(workspace) as staging, archive_open(path) as archive:
        on_start(staging)
        staged = receipts_stage(archive, staging=staging, workspace=workspace, report=report)
        with transaction.atomic():
            receipts_publish(staged, staging=staging, workspace=workspace, by=by, filename=filename)
            on_end(staged.count)
    return staged.count
