"""`Prefer: wait=N` (RFC 7240): the client would rather wait for the fields than come back."""

import re
import threading
import time

from rest_framework.request import Request

from receipts.models import UNFINISHED, Receipt

MAX_WAIT = 60
"""Seconds; proxies close connections that are silent for longer."""

_LOOK_EVERY = 0.15
"""Seconds between two looks at the row: short against a reading, and a few hundred microseconds each."""

_MAX_WAITING = 32
"""Requests that may wait at once in a process, half its threads: the others must stay able to answer."""

_places = threading.BoundedSemaphore(_MAX_WAITING)


def preferred_wait(request: Request) -> int:
    """Return how many seconds the client would wait, 0 when it does not say so."""
    found = re.search(
        r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})", request.headers.get("Prefer", ""), re.IGNORECASE
    )
    return min(int(found[1]), MAX_WAIT) if found else 0


def wait_until_finished(receipt: Receipt, seconds: float) -> Receipt:
    """Return the receipt as soon as it is finished, or as it is after `seconds`.

    Raises `Receipt.DoesNotExist` when it is deleted meanwhile.
    """
    if not _places.acquire(blocking=False):
        return receipt
    try:
        deadline = time.monotonic() + seconds
        while _status(receipt) in UNFINISHED and time.monotonic() < deadline:
            time.sleep(_LOOK_EVERY)
    finally:
        _places.release()
    receipt.refresh_from_db()
    return receipt


def _status(receipt: Receipt) -> str:
    return Receipt.objects.values_list("status", flat=True).get(id=receipt.id)
