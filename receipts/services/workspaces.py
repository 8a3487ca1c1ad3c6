"""Erases what deleted workspaces leave behind."""

from accounts.models import Workspace
from receipts.files import folder_delete, workspace_folder_delete
from receipts.models import Receipt

_MOST_AT_ONCE = 100
"""Receipts erased in one call, so that its caller soon gets on with other work."""


def workspace_erase(*, workspace: Workspace) -> None:
    """Erase some receipts of a deleted workspace with their files; the workspace itself when none is left.

    Files go first: after a crash, the rows that still stand lead to them again. Raises `StorageError`.
    """
    receipts = Receipt.objects.filter(workspace=workspace)
    ids = list(receipts.order_by().values_list("id", flat=True)[:_MOST_AT_ONCE])
    for receipt_id in ids:
        folder_delete(workspace_id=workspace.id, receipt_id=receipt_id)
    Receipt.objects.filter(id__in=ids).delete()
    if not ids:
        workspace_folder_delete(workspace_id=workspace.id)
        workspace.delete()
