"""Sockets for `urllib3` whose every wait ends with the exchange of their thread.

The time-outs of `urllib3` begin anew with each byte that arrives, and do not bound what is sent.
"""

import math
import socket
import ssl
import threading
import time
from typing import Any

from urllib3.connection import HTTPConnection


class _Exchange(threading.local):
    """The request of this thread and its answer."""

    until = math.inf
    sent = 0
    received = 0

    def begin(self, seconds: float) -> None:
        """Start counting, bytes and seconds; waits end after `seconds` in all."""
        self.until = time.monotonic() + seconds
        self.sent = self.received = 0

    def seconds_left(self) -> float:
        """Return how long a wait may be; raise `TimeoutError` when no time is left."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


exchange = _Exchange()


class _Bounded:
    """Mixed into sockets."""

    def sendall(self: Any, data: Any, *options: Any) -> None:
        self.settimeout(exchange.seconds_left())
        super().sendall(data, *options)  # type: ignore[misc]
        exchange.sent += len(data)

    def recv_into(self: Any, *buffer: Any) -> int:
        self.settimeout(exchange.seconds_left())
        count: int = super().recv_into(*buffer)  # type: ignore[misc]
        exchange.received += count
        return count


class _Socket(_Bounded, socket.socket):
    pass


class _TlsSocket(_Bounded, ssl.SSLSocket):
    pass


class BoundedConnection(HTTPConnection):
    """Plain HTTP over a bounded socket."""

    def _new_conn(self) -> socket.socket:
        return _Socket(fileno=super()._new_conn().detach())


def bounded_context() -> ssl.SSLContext:
    """Return what makes bounded sockets of TLS connections."""
    context = ssl.create_default_context()
    context.sslsocket_class = _TlsSocket
    return context
