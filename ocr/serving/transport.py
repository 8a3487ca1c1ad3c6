"""HTTP to one pod. Nothing of `urllib3` gets past this module."""

from typing import Protocol
from urllib.parse import urlsplit

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError
from urllib3.exceptions import TimeoutError as WaitedTooLongError
from urllib3.response import BaseHTTPResponse

from ocr.errors import PodError
from ocr.serving.values import Answer, PodAddress
from ocr.sockets import BoundedConnection, bounded_context, exchange

MAX_ANSWER_BYTES = 4 * 1024 * 1024
"""Twice what the noisiest page gives; a body that never ends must not fill the memory, nor its JSON, which
takes up to fifty times as much."""

_CONNECTIONS = 64
"""Kept open to one pod at most; calls beyond them open one of their own."""
_CHUNK = 65_536

_TEXT = {"Accept-Encoding": "gzip"}
_GZIPPED_JSON = {**_TEXT, "Content-Type": "application/json", "Content-Encoding": "gzip"}


class Transport(Protocol):
    """Sends requests to one pod."""

    def send(self, path: str, *, body: bytes | None, seconds: float) -> Answer:
        """POST the gzipped JSON `body` to `path`, or GET it when there is none. Raises `PodError`."""

    def reset(self) -> None:
        """Drop connections that a dead network may have left half open."""


class HttpTransport:
    """Kept-alive HTTP/1.1 connections, shared by all threads."""

    def __init__(self, address: PodAddress, *, connect_seconds: float) -> None:
        self._address = address
        self._connect_seconds = connect_seconds
        self._prefix = urlsplit(address.url).path
        self._pool = _new_pool(address)

    def send(self, path: str, *, body: bytes | None, seconds: float) -> Answer:
        """Return the answer, complete, within `seconds`. Raises `PodError`."""
        if seconds <= 0:
            raise self._too_slow()
        exchange.begin(seconds)
        try:
            response = self._pool.urlopen(
                "POST" if body else "GET",
                self._prefix + path,
                body=body,
                headers=_GZIPPED_JSON if body else _TEXT,
                timeout=Timeout(connect=min(self._connect_seconds, seconds), read=seconds),
                retries=False,  # that is the client's affair
                redirect=False,
                preload_content=False,
            )
            try:
                content = self._read(response)
            finally:
                response.close()  # without effect on one that was read to its end
        except (HTTPError, OSError) as error:
            raise _counted(self._translated(error)) from error
        return Answer(
            status=response.status,
            body=content,
            bytes_sent=exchange.sent,
            bytes_received=exchange.received,
        )

    def reset(self) -> None:
        """Begin with new connections; calls under way keep theirs."""
        old, self._pool = self._pool, _new_pool(self._address)
        old.close()

    def _read(self, response: BaseHTTPResponse) -> bytes:
        content = bytearray()
        while chunk := response.read1(_CHUNK, decode_content=True):
            content += chunk
            if len(content) > MAX_ANSWER_BYTES:
                raise _counted(self._endless())
        return bytes(content)

    def _translated(self, error: Exception) -> PodError:
        if isinstance(error, ConnectTimeoutError):  # refused connections and unknown names among them
            return PodError(f"{self._address.url} cannot be reached.", code="pod_unreachable")
        if any(isinstance(cause, WaitedTooLongError | TimeoutError) for cause in (error, *error.args)):
            return self._too_slow()
        return PodError(f"The connection to {self._address.url} broke.", code="pod_connection_lost")

    def _endless(self) -> PodError:
        return PodError(f"The answer of {self._address.url} does not end.", code="pod_answer_invalid")

    def _too_slow(self) -> PodError:
        return PodError(f"{self._address.url} did not answer in time.", code="pod_timeout")


def _counted(error: PodError) -> PodError:
    error.bytes_sent, error.bytes_received = exchange.sent, exchange.received
    return error


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = BoundedConnection


def _new_pool(address: PodAddress) -> HTTPConnectionPool:
    parts = urlsplit(address.url)
    host = str(parts.hostname)
    if parts.scheme == "http":
        return _HttpPool(host, parts.port, maxsize=_CONNECTIONS)
    return HTTPSConnectionPool(host, parts.port, maxsize=_CONNECTIONS, ssl_context=bounded_context())
