"""Where Django looks for the backend."""

import select
import time

from django.db.backends.postgresql import base

_TRUSTED = 5.0
"""Seconds after its last use in which a connection that is silent is taken to be there."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that asks the server whether it is there only when it has reason to.

    A server that ends a connection says so or closes it, and either can be seen without asking. Only one that
    vanished cannot, so a connection that nobody used for a while is asked all the same. To ask before each
    request took a tenth of the time of a small one.
    """

    health_check_done: bool
    _used_at = float("-inf")

    def close_if_health_check_failed(self) -> None:
        """Close a connection that is gone; one on which nothing came since the last answer is not."""
        if self.connection is not None and not self.health_check_done:
            used_at, self._used_at = self._used_at, time.monotonic()
            lately = self._used_at - used_at < _TRUSTED
            self.health_check_done = lately and not self.connection.closed and self._is_silent()
        super().close_if_health_check_failed()

    def _is_silent(self) -> bool:
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)
