"""HTTP to one pod. Nothing of `requests` gets past this module."""

import time
from collections.abc import Callable, Mapping
from typing import Protocol

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from ocr.errors import PodError
from ocr.serving.values import Answer, PodAddress

MAX_ANSWER_BYTES = 32 * 1024 * 1024
"""Far above what a page of text needs; a body that never ends must not fill the memory."""

_CONNECTIONS = 64
"""Kept open to one pod at most; calls beyond them open one of their own."""
_CHUNK = 65_536


class Transport(Protocol):
    """Sends requests to one pod."""

    def send(self, path: str, *, body: bytes | None, seconds: float) -> Answer:
        """POST the gzipped JSON `body` to `path`, or GET it when there is none. Raises `PodError`."""

    def reset(self) -> None:
        """Drop connections that a dead network may have left half open."""


class HttpTransport:
    """Kept-alive HTTP/1.1 connections, shared by all threads."""

    def __init__(
        self, address: PodAddress, *, connect_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._address = address
        self._connect_seconds = connect_seconds
        self._clock = clock
        self._session = _new_session()

    def send(self, path: str, *, body: bytes | None, seconds: float) -> Answer:
        """Return the answer, complete, within `seconds`. Raises `PodError`."""
        until = self._clock() + seconds
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"} if body else {}
        try:
            response = self._session.request(
                "POST" if body else "GET",
                self._address.url + path,
                data=body,
                headers=headers,
                timeout=(min(self._connect_seconds, seconds), seconds),
                allow_redirects=False,
                stream=True,
            )
            with response:
                raw = self._read(response.raw, until)
        except (requests.RequestException, HTTPError, OSError) as error:
            raise self._translated(error) from error
        sent = _size(response.request.headers) + len(response.request.path_url) + len(body or b"")
        received = _size(response.headers) + len(raw)
        return Answer(status=response.status_code, body=raw, bytes_sent=sent, bytes_received=received)

    def reset(self) -> None:
        """Begin with new connections; calls under way keep theirs."""
        self._session = _new_session()

    def _read(self, raw: BaseHTTPResponse, until: float) -> bytes:
        """Read as it comes, so that a slow drip ends at the deadline and not at the last byte."""
        body = bytearray()
        while chunk := raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                raise PodError(f"The answer of {self._address.url} does not end.", code="pod_answer_invalid")
            if self._clock() > until:
                raise self._too_slow()
        return bytes(body)

    def _translated(self, error: Exception) -> PodError:
        if isinstance(error, requests.ConnectTimeout) or _is_refused(error):
            return PodError(f"{self._address.url} cannot be reached.", code="pod_unreachable")
        if isinstance(error, requests.Timeout | ReadTimeoutError | TimeoutError):
            return self._too_slow()
        return PodError(f"The connection to {self._address.url} broke.", code="pod_connection_lost")

    def _too_slow(self) -> PodError:
        return PodError(f"{self._address.url} did not answer in time.", code="pod_timeout")


def _new_session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # a proxy of the environment is not for pods
    session.mount("http://", _adapter())
    session.mount("https://", _adapter())
    return session


def _adapter() -> HTTPAdapter:
    """Retrying is the client's affair."""
    return HTTPAdapter(pool_connections=1, pool_maxsize=_CONNECTIONS, max_retries=0)


def _is_refused(error: Exception) -> bool:
    """Return whether no connection came about at all."""
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", cause), NewConnectionError)


def _size(headers: Mapping[str, str]) -> int:
    """Bytes of headers on the wire: `name: value` and a line end each, and the first line."""
    return sum(len(name) + len(value) + 4 for name, value in headers.items()) + 24
