"""Claims of receipts: one worker at a time reads a receipt, and a dead worker's claim ends by itself.

A claim is a token in the row that only its holder knows. Each process renews its claims from one thread,
so its claims last however long a reading takes; the thread dies with the process, and its claims end
after `LEASE`. All times are the database's, so workers need no common clock.
"""

import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, close_old_connections
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from receipts import events
from receipts.models import Receipt, Status

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=9)
"""Three renewals may fail before a claim ends."""

_RENEW_EVERY = 2.0

_LONGEST_READING = 900.0
"""Seconds after which a claim is not renewed: a reading that hangs is given to another worker."""


class LeaseLostError(Exception):
    """The receipt was canceled, deleted or given to another worker."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The right to write into a receipt while it is read."""

    receipt_id: UUID
    token: UUID
    since: float = field(default_factory=time.monotonic)

    def receipt(self, *, lock: bool = False) -> Receipt:
        """Return the receipt, locked until the transaction ends if asked; raise `LeaseLostError` if lost."""
        receipts = self._receipts().select_for_update() if lock else self._receipts()
        receipt = receipts.first()
        if receipt is None:
            raise LeaseLostError
        return receipt

    def update(self, **changes: Any) -> Receipt:
        """Change the receipt and tell its pages; raise `LeaseLostError` if it is lost."""
        if not self._receipts().update(revision=F("revision") + 1, updated_at=Now(), **changes):
            raise LeaseLostError
        receipt = Receipt.objects.filter(id=self.receipt_id).first()
        if receipt is None:
            raise LeaseLostError
        events.receipt_changed(receipt)
        return receipt

    def _receipts(self) -> QuerySet[Receipt]:
        return Receipt.objects.filter(id=self.receipt_id, status=Status.PROCESSING, lease=self.token)


def claim_take(receipt_id: UUID) -> Claim | None:
    """Claim a queued receipt; return `None` when it is not queued (any more)."""
    claim = Claim(receipt_id=receipt_id, token=uuid.uuid4())
    taken = Receipt.objects.filter(id=receipt_id, status=Status.QUEUED).update(
        status=Status.PROCESSING,
        attempts=F("attempts") + 1,
        lease=claim.token,
        lease_expires_at=Now() + LEASE,
    )
    return claim if taken else None


class Heartbeat:
    """Renews the claims of this process from a thread of its own."""

    def __init__(self) -> None:
        self._claims: dict[UUID, Claim] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def holding(self, claim: Claim) -> Iterator[None]:
        """Renew the claim inside the block."""
        with self._lock:
            self._claims[claim.token] = claim
            self._start()
        try:
            yield
        finally:
            with self._lock:
                del self._claims[claim.token]

    def renew(self) -> None:
        """Renew all claims but those that lasted too long."""
        oldest = time.monotonic() - _LONGEST_READING
        with self._lock:
            tokens = [claim.token for claim in self._claims.values() if claim.since > oldest]
        for token in tokens:  # one by one: whoever holds several rows may wait for another in a circle
            held = Receipt.objects.filter(status=Status.PROCESSING, lease=token)
            held.update(lease_expires_at=Now() + LEASE)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            time.sleep(_RENEW_EVERY)
            try:
                self.renew()
            except DatabaseError:
                logger.exception("Claims could not be renewed")
            finally:
                close_old_connections()


heartbeat = Heartbeat()
"""The one of this process."""
