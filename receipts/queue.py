"""Sends receipts to the workers.

A message that does not get through is no loss: the row says `queued`, and the sweep sends it again.
"""

import logging
from datetime import timedelta
from functools import partial
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from receipts.background import Background
from receipts.models import Receipt, Status

logger = logging.getLogger(__name__)

TASK_NAME = "receipts.receipt_read"

RESEND_EVERY = timedelta(seconds=30)
"""How long a message may be under way before the sweep takes it for lost."""

ASK_FOR_GPU_EVERY = timedelta(seconds=2)
"""How long a receipt rests that found no pod alive."""

MAX_ATTEMPTS = 3
"""Readings of one receipt before it fails: one that kills its worker must not kill them all for ever."""

FIRST, NORMAL, LAST = 0, 3, 6
"""Priorities of the broker, lower ones before higher ones: what was interrupted goes before what is new, and
what nobody photographed comes last."""

_background = Background("queue")

_RETRY_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0}
"""A second attempt mends a connection that went stale; for more there is the sweep."""


def retry_delay(attempts: int) -> timedelta:
    """Return how long a receipt rests after its n-th attempt failed: 5 s, then three times as long each."""
    return timedelta(seconds=5 * 3 ** (attempts - 1))


def messages_waiting() -> int:
    """Return how many messages no worker has taken yet; raise `OperationalError` when the broker is away."""
    with current_app.connection_for_write() as connection:
        connection.ensure_connection(**_RETRY_ONCE)
        queue = connection.default_channel.queue_declare(current_app.conf.task_default_queue)
    return int(queue.message_count)


def receipt_send_soon(receipt_id: UUID) -> None:
    """Send a receipt on commit without waiting for the broker, which may hang for many seconds."""
    send = partial(receipt_send, receipt_id)
    transaction.on_commit(partial(_background.run, send), robust=True)


def receipt_send(receipt_id: UUID, *, priority: int = NORMAL) -> bool:
    """Ask the workers to read a receipt; return whether the broker took the message.

    If not, the sweep sends it as soon as the broker is back.
    """
    try:
        current_app.send_task(
            TASK_NAME, (str(receipt_id),), priority=priority, retry=True, retry_policy=_RETRY_ONCE
        )
    except (OperationalError, OSError) as error:
        logger.warning("Receipt %s waits for the broker: %s", receipt_id, error)
        Receipt.objects.filter(id=receipt_id, status=Status.QUEUED).update(send_after=Now())
        return False
    return True
