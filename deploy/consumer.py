"""How workers wait for a broker that is away."""

from functools import partial
from typing import Any

from celery.worker.consumer import Consumer

_LONGEST_PAUSE = 4
"""Seconds between two attempts to connect; Celery's own pauses grow to 30, and no setting bounds them."""


class QuickConsumer(Consumer):
    """Is back at work within seconds after the broker, however long that was away."""

    def ensure_connected(self, conn: Any) -> Any:
        """Return the connection once it stands."""
        conn.ensure_connection = partial(conn.ensure_connection, interval_max=_LONGEST_PAUSE)
        return super().ensure_connected(conn)
