"""Writes of receipts."""

from receipts.services.corrections import field_confirm, field_correct, row_add, row_delete
from receipts.services.life import (
    receipt_approve,
    receipt_cancel,
    receipt_delete,
    receipt_retry,
    receipt_upload,
)

__all__ = [
    "field_confirm",
    "field_correct",
    "receipt_approve",
    "receipt_cancel",
    "receipt_delete",
    "receipt_retry",
    "receipt_upload",
    "row_add",
    "row_delete",
]
