"""The states of receipts that open pages follow, over a socket or by asking again."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from accounts.models import Workspace
from receipts.models import UNFINISHED
from receipts.selectors import receipt_state, receipts_list

RECENT = 100
"""Receipts in a snapshot, beside the unfinished ones."""

MOST_UNFINISHED = 500
"""More would be a slow first message after a bulk upload; pages ask for those they show."""

MOST_IDS = 200
"""Receipts that a page may ask for at once; it shows no more unfinished ones in practice."""


def snapshot(*, workspace: Workspace) -> list[dict[str, Any]]:
    """Return the states of the most recent receipts and of the unfinished ones."""
    receipts = receipts_list(workspace=workspace)
    unfinished = receipts.filter(status__in=UNFINISHED)[:MOST_UNFINISHED]
    found = {receipt.id: receipt for receipt in (*receipts[:RECENT], *unfinished)}
    return [receipt_state(receipt) for receipt in found.values()]


def states(*, workspace: Workspace, ids: Iterable[UUID]) -> dict[str, Any]:
    """Return `receipts`, the states of those asked for, and `missing`, the ids that are gone."""
    wanted = set(ids)
    receipts = receipts_list(workspace=workspace).filter(id__in=wanted)
    missing = wanted - {receipt.id for receipt in receipts}
    return {
        "receipts": [receipt_state(receipt) for receipt in receipts],
        "missing": [str(receipt_id) for receipt_id in missing],
    }


def ids_parse(texts: Iterable[object]) -> list[UUID]:
    """Return at most `MOST_IDS` ids; raise ValueError for what is none."""
    return [UUID(str(text)) for text in list(texts)[:MOST_IDS]]
