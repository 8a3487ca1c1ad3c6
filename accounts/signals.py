"""What other parts are told about people. Sent on commit, and only from here."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.dispatch import Signal

access_changed = Signal()
"""These people (`user_ids`) may do something else now, or work in another workspace."""


def access_changed_send(user_ids: Iterable[int]) -> None:
    """Send `access_changed` on commit."""
    send = partial(access_changed.send_robust, sender=None, user_ids=list(user_ids))
    transaction.on_commit(send, robust=True)
