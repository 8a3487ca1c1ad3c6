"""Writes of receipts."""

from receipts.services.corrections import field_confirm, field_correct, row_add, row_delete
from receipts.services.life import (
    receipt_approve,
    receipt_cancel,
    receipt_delete,
    receipt_keep_as_one,
    receipt_retry,
    receipt_upload,
)
from receipts.services.splitting import receipt_split

__all__ = [
    "field_confirm",
    "field_correct",
    "receipt_approve",
    "receipt_cancel",
    "receipt_delete",
    "receipt_keep_as_one",
    "receipt_retry",
    "receipt_split",
    "receipt_upload",
    "row_add",
    "row_delete",
]
