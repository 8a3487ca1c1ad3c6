"""Sends stored files as RFC 9110 has it: whole, in part, or not at all where the client has them already."""

import hashlib
import mimetypes
import re
from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from receipts.files import file_open

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def file_response(
    request: HttpRequest,
    file: FieldFile,
    *,
    content_type: str = "",
    filename: str = "",
    as_attachment: bool = False,
) -> HttpResponseBase:
    """Answer with a file, or the range of it that is asked for; or with 304, 412 or 416 and no body.

    Of several ranges none is heeded. Raises `FileNotFoundError` when the file was not made yet or is gone,
    and `StorageError`.
    """
    opened, name = file_open(file), str(file.name)
    etag = f'"{hashlib.sha256(name.encode()).hexdigest()[:32]}"'  # every file has a name of its own
    size = opened.file.size
    wanted = _range(request, etag, size)
    response: HttpResponseBase
    if refused := get_conditional_response(request, etag=etag):
        opened.close()
        response = refused
    elif wanted is not None and not wanted:
        opened.close()
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        response = FileResponse(
            opened if wanted is None else _Part(opened, wanted),
            status=200 if wanted is None else 206,
            as_attachment=as_attachment,
            filename=filename or name.rpartition("/")[2],
            content_type=content_type or mimetypes.guess_type(name)[0] or "application/octet-stream",
            headers={"Content-Length": size} if wanted is None else _headers(wanted, size),
        )
    # A receipt that is read again gets new images, so clients ask each hour whether there are.
    common = {"ETag": etag, "Accept-Ranges": "bytes", "Cache-Control": "private, max-age=3600"}
    for header, value in common.items():
        response.headers[header] = value
    return response


class _Part:
    """The bytes of a file from here to there, as far as `FileResponse` asks for them."""

    def __init__(self, file: Any, wanted: range) -> None:
        self._file, self._left = file, len(wanted)
        file.seek(wanted.start)

    def read(self, size: int) -> bytes:
        data: bytes = self._file.read(min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()


def _headers(wanted: range, size: int) -> dict[str, Any]:
    return {
        "Content-Length": len(wanted),
        "Content-Range": f"bytes {wanted.start}-{wanted.stop - 1}/{size}",
    }


def _range(request: HttpRequest, etag: str, size: int) -> range | None:
    """Return which bytes are asked for; an empty range cannot be sent, and `None` is the whole file."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or found is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if first and last and int(last) < int(first):
        return None
    if first:
        return range(int(first), min(int(last) + 1 if last else size, size))
    return range(max(size - int(last), 0), size) if last else None
