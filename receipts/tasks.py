"""What workers do."""

from uuid import UUID

from celery import shared_task

from receipts.pipeline import receipt_process
from receipts.queue import TASK_NAME


@shared_task(name=TASK_NAME, acks_late=True, ignore_result=True)
def receipt_read(receipt_id: str) -> None:
    """Read a receipt that is queued; do nothing when another worker was faster."""
    receipt_process(receipt_id=UUID(receipt_id))
