"""Keeps a receipt from other writers: after its workspace, or two writers could wait for each other."""

from accounts.services import workspace_lock
from receipts.errors import StateError
from receipts.models import Receipt


def receipt_lock(receipt: Receipt) -> Receipt:
    """Return the row as it is now, kept from other writers until the transaction ends.

    Until then no other receipt of the workspace changes either in what tells a duplicate.
    """
    workspace_lock(receipt.workspace)
    found = Receipt.objects.select_for_update().filter(id=receipt.id).first()
    if found is None:
        raise StateError("This receipt was deleted.", code="wrong_state")
    return found
