"""What workers do beside reading."""

from uuid import UUID

from celery import shared_task

from receipts.exports.jobs import TASK_NAMES
from receipts.exports.models import Export, Import
from receipts.exports.running import export_run, import_run


@shared_task(name=TASK_NAMES[Export], acks_late=True, ignore_result=True)
def export_write(export_id: str) -> None:
    """Write an export that is queued; do nothing when another worker was faster."""
    export_run(export_id=UUID(export_id))


@shared_task(name=TASK_NAMES[Import], acks_late=True, ignore_result=True)
def import_restore(import_id: str) -> None:
    """Restore a backup that is queued; do nothing when another worker was faster."""
    import_run(import_id=UUID(import_id))
