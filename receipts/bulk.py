"""The same done to many receipts: each is tried by itself, and where it fails for one the others are done."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from accounts.access import Actor
from accounts.models import Workspace
from receipts import services
from receipts.errors import StateError
from receipts.models import Receipt, Status
from receipts.reviews import SAME_FILE, SAME_VALUES, reason_sentence
from receipts.selectors import receipts_list

_TO_BE_OPENED = ("no_text", SAME_FILE, SAME_VALUES)


def _approve_unopened(*, receipt: Receipt, by: Actor) -> Receipt:
    """Approve a receipt among many, unless it lacks what makes it of use or may be here already.

    Raises `StateError` for these, which somebody has to open, and as `receipt_approve` does.
    """
    if receipt.status == Status.NEEDS_REVIEW:
        for reason in receipt.review_reasons:
            if reason in _TO_BE_OPENED or reason.startswith("missing_"):
                sentence = f"{reason_sentence(reason)} Open it to decide."
                raise StateError(sentence, code="wrong_state")
    return services.receipt_approve(receipt=receipt, by=by)


ACTIONS: dict[str, Callable[..., Receipt | None]] = {
    "approve": _approve_unopened,
    "reprocess": services.receipt_retry,
    "cancel": services.receipt_cancel,
    "keep-as-one": services.receipt_keep_as_one,
    "not-a-duplicate": services.receipt_not_a_duplicate,
    "delete": services.receipt_delete,
    "categorize": services.receipt_categorize,
    "add_tags": services.receipt_tags_add,
    "remove_tags": services.receipt_tags_remove,
}
"""A service that takes `receipt`, `by` and the action's options, by the action's name."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one of many fared."""

    id: UUID
    name: str = ""
    """What people called it before; empty for one that is not there."""
    receipt: Receipt | None = None
    """As it is now; `None` for one that was deleted, or where it failed."""
    error: Exception | None = None
    """What the service alone would have raised; `Receipt.DoesNotExist` for none of the workspace."""


def receipts_act(
    *, workspace: Workspace, by: Actor, action: str, ids: Iterable[UUID], **options: Any
) -> Iterator[Outcome]:
    """Do one of `ACTIONS` to receipts of a workspace; yield an outcome for each, in the order of the ids.

    An id that is named twice is tried once.
    """
    wanted = list(dict.fromkeys(ids))
    receipts, act = (
        receipts_list(workspace=workspace).in_bulk(wanted),
        partial(ACTIONS[action], by=by, **options),
    )
    return (_outcome(receipt_id, receipts.get(receipt_id), act) for receipt_id in wanted)


def _outcome(receipt_id: UUID, receipt: Receipt | None, act: Callable[..., Receipt | None]) -> Outcome:
    if receipt is None:
        return Outcome(id=receipt_id, error=Receipt.DoesNotExist("There is no such receipt."))
    name = str(receipt)
    try:
        return Outcome(id=receipt_id, name=name, receipt=act(receipt=receipt))
    except Exception as error:  # whoever asked tells what became of each, also of the unforeseen
        return Outcome(id=receipt_id, name=name, error=error)
