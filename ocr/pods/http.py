"""The little of HTTP/1.1 that stub pods speak, over asyncio's streams."""

import asyncio
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from ocr.pods.contract import Reply

MAX_HEAD_BYTES = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request, read to its end."""

    method: str
    target: str
    encoding: str | None
    body: bytes


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """Return the next request of a connection, or None when the client has closed it.

    Raises `ValueError` for what is no HTTP, `OSError` and `EOFError` where the connection breaks.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    except asyncio.LimitOverrunError as error:
        raise ValueError("The head of the request is too long.") from error
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    fields = (line.partition(":") for line in lines if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in fields}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method=method, target=target, encoding=headers.get("content-encoding"), body=body)


def head_of(status: int, content_type: str, length: int | None) -> bytes:
    """Return the head of an answer whose body has `length` bytes; None says that it comes in chunks."""
    size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    lines = (f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Type: {content_type}", size, "\r\n")
    return "\r\n".join(lines).encode()


def message_of(reply: Reply) -> bytes:
    """Return a whole answer."""
    return head_of(reply.status, reply.content_type, len(reply.body)) + reply.body


def json_reply(document: Any, *, status: int = 200) -> Reply:
    """Return an answer of JSON."""
    return Reply(status=status, body=json.dumps(document).encode())
