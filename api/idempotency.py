"""`Idempotency-Key`: a POST that is sent again, because its answer was lost, is done once.

For a day the answer is given again; whatever a client may do (a 400 too) is an answer, but a fault of the
server (5xx) is none and frees the key. Answers that are streamed, large or secret (`Cache-Control: no-store`)
are not kept; then a repetition is told that the first was done.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.access import Access
from api.authentication import request_access
from api.models import KeyedRequest

if TYPE_CHECKING:  # views import the default classes, one of which is here
    from rest_framework.views import APIView

HEADER = "Idempotency-Key"

_USABLE = re.compile(r"[\x20-\x7e]{1,255}")
_KEPT_FOR = timedelta(hours=24)

_RUNS_AT_MOST = timedelta(minutes=10)
"""Longer than any request takes: one that has no answer by then died with its process."""

_LARGEST = 256 * 1024
"""Bytes of an answer that is kept."""

_KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Preference-Applied", "Retry-After")


class AnsweredError(Exception):
    """Ends a view that has nothing left to do, with the answer that it gave before."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


class UnusableKeyError(APIException):
    """The key cannot be one."""

    status_code = HTTPStatus.BAD_REQUEST
    default_code = "unusable_key"
    default_detail = f"An {HEADER} has 1 to 255 printable ASCII characters."


class ReusedKeyError(APIException):
    """The key came with something else before."""

    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_code = "reused_key"
    default_detail = f"Something else was sent under this {HEADER}. Take a new one for a new request."


class StillRunningError(APIException):
    """The first request under the key has no answer yet."""

    status_code = HTTPStatus.CONFLICT
    default_code = "still_running"
    default_detail = "The first request under this key is still running. Ask again a little later."
    wait = 2
    """Seconds."""


class AnswerNotKeptError(APIException):
    """The first request under the key was done, but what it answered cannot be told again."""

    status_code = HTTPStatus.CONFLICT
    default_code = "answer_not_kept"
    default_detail = "This was done already. Its answer is secret or large, so it was not kept."


class Once(BaseThrottle):
    """Lets a keyed POST through once, after the checks of rights; the repetition gets the first one's answer.

    It is a throttle because views ask these last before they act.
    """

    def allow_request(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002
        """Claim the key; raise `AnsweredError` with the answer of the first request, or why there is none."""
        key = request.headers.get(HEADER)
        if request.method == "POST" and key is not None and request.user.is_authenticated:
            if not _USABLE.fullmatch(key):
                raise UnusableKeyError
            request._request.keyed = _claim(request, key)  # type: ignore[attr-defined]
        return True


class IdempotencyMiddleware:
    """Keeps the answer of a request that claimed its key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if keyed := getattr(request, "keyed", None):
            _settle(keyed, response)
        return response


def keyed_requests_sweep() -> None:
    """Forget the answers of yesterday."""
    KeyedRequest.objects.filter(started_at__lt=timezone.now() - _KEPT_FOR).delete()


def _claim(request: Request, key: str) -> KeyedRequest:
    access, fingerprint = request_access(request), _fingerprint(request)
    now = timezone.now()  # the body was read until now
    mine = {"workspace": access.workspace, "fingerprint": fingerprint, "started_at": now}
    row, is_new = KeyedRequest.objects.get_or_create(id=_id(access, request.path, key), defaults=mine)
    if is_new:
        keyed_requests_sweep()
        return row
    age = now - row.started_at
    if age > (_RUNS_AT_MOST if row.status is None else _KEPT_FOR):
        return _take_over(row, mine)
    if row.fingerprint != fingerprint:
        raise ReusedKeyError
    raise AnsweredError(_answer(row))


def _take_over(row: KeyedRequest, mine: dict[str, Any]) -> KeyedRequest:
    still_there = KeyedRequest.objects.filter(id=row.id, started_at=row.started_at)
    if not still_there.update(status=None, headers={}, body=None, **mine):
        raise StillRunningError
    row.started_at = mine["started_at"]
    return row


def _answer(row: KeyedRequest) -> HttpResponse:
    if row.status is None:
        raise StillRunningError
    if row.body is None:
        raise AnswerNotKeptError
    headers = {**row.headers, "Idempotent-Replayed": "true"}
    return HttpResponse(bytes(row.body), status=row.status, headers=headers)


def _settle(keyed: KeyedRequest, response: HttpResponse) -> None:
    """Keep the answer, unless another request took the key over meanwhile."""
    mine = KeyedRequest.objects.filter(id=keyed.id, started_at=keyed.started_at)
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        mine.delete()
        return
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    mine.update(status=response.status_code, headers=headers, body=_body(response))


def _body(response: HttpResponse) -> bytes | None:
    is_secret = "no-store" in response.headers.get("Cache-Control", "")
    if response.streaming or is_secret or len(response.content) > _LARGEST:
        return None
    return response.content


def _id(access: Access, path: str, key: str) -> str:
    scope = f"{access.user.pk} {access.workspace.pk} POST {path} {key}"
    return hashlib.sha256(scope.encode()).hexdigest()


def _fingerprint(request: Request) -> str:
    """Return the hash of what was sent; of a form that of its parts, whose boundary differs each time."""
    digest = hashlib.sha256(f"{request.META.get('QUERY_STRING', '')}\n".encode())
    if not isinstance(request.data, QueryDict):
        digest.update(request.body)
        return digest.hexdigest()
    for name, parts in sorted(request.data.lists()):
        for part in parts:
            for chunk in _chunks(name, part):
                digest.update(chunk)
    return digest.hexdigest()


def _chunks(name: str, part: "UploadedFile[Any] | str") -> Iterator[bytes]:
    if isinstance(part, UploadedFile):
        yield json.dumps([name, part.name, part.size]).encode()
        yield from part.chunks()
        part.seek(0)
    else:
        yield json.dumps([name, part]).encode()
