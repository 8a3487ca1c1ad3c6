"""Writes of receipts."""

from receipts.services.corrections import (
    WantedRow,
    field_confirm,
    field_correct,
    receipt_correct,
    row_add,
    row_delete,
)
from receipts.services.duplicates import receipt_not_a_duplicate
from receipts.services.failures import failed_retry
from receipts.services.labelling import (
    receipt_categorize,
    receipt_note,
    receipt_tag,
    receipt_tags_add,
    receipt_tags_remove,
)
from receipts.services.labels import (
    categories_start,
    category_create,
    category_delete,
    category_merge,
    category_rename,
    tag_create,
    tag_delete,
    tag_merge,
    tag_rename,
    tags_ensure,
)
from receipts.services.life import (
    receipt_approve,
    receipt_cancel,
    receipt_delete,
    receipt_keep_as_one,
    receipt_retry,
    receipt_upload,
)
from receipts.services.splitting import receipt_split
from receipts.services.workspaces import workspace_erase

__all__ = [
    "WantedRow",
    "categories_start",
    "category_create",
    "category_delete",
    "category_merge",
    "category_rename",
    "failed_retry",
    "field_confirm",
    "field_correct",
    "receipt_approve",
    "receipt_cancel",
    "receipt_categorize",
    "receipt_correct",
    "receipt_delete",
    "receipt_keep_as_one",
    "receipt_not_a_duplicate",
    "receipt_note",
    "receipt_retry",
    "receipt_split",
    "receipt_tag",
    "receipt_tags_add",
    "receipt_tags_remove",
    "receipt_upload",
    "row_add",
    "row_delete",
    "tag_create",
    "tag_delete",
    "tag_merge",
    "tag_rename",
    "tags_ensure",
    "workspace_erase",
]
