"""Errors of the API as problem documents (RFC 9457)."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from django_guid import get_guid
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from accounts.errors import ConflictError
from api.idempotency import AnsweredError
from ocr.errors import InvalidFileError
from receipts.errors import StateError, StorageError

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"

UNFORESEEN = "Something unexpected went wrong on the server. Try again later."

_DATABASE_AWAY = "The database did not answer. Nothing was changed; try again in a moment."

_STATUS_OF_FILE_ERROR = {
    "file_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "unknown_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
"""All other faults of files are 422: understood, but not to be processed."""


def problem_handler(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """Answer any exception of a view with a problem document; log those nobody foresaw."""
    set_rollback()
    match error:
        case AnsweredError():
            return error.response
        case InvalidFileError():
            status = _STATUS_OF_FILE_ERROR.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY)
            return problem(status, str(error), code=error.code)
        case ConflictError() | StateError():
            return problem(HTTPStatus.CONFLICT, error.messages[0], code=error.code or "wrong_state")
        case StorageError():
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), code="storage_away")
        case ValidationError():
            return problem(HTTPStatus.BAD_REQUEST, " ".join(error.messages), code="invalid", **_named(error))
        case Http404() | ObjectDoesNotExist():
            return problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.", code="not_found")
        case DjangoPermissionDenied():
            return problem(HTTPStatus.FORBIDDEN, "You may not do this.", code="permission_denied")
        case SuspiciousOperation() | UnreadablePostError() | RecursionError():
            return _body_problem(error)
        case exceptions.APIException():
            return _framework_problem(error)
    logger.error("The API failed on %s", context["request"].path, exc_info=error)
    return _server_problem(error)


def _server_problem(error: Exception) -> Response:
    if isinstance(error, OperationalError | InterfaceError):
        return problem(503, _DATABASE_AWAY, code="database_away", headers={"Retry-After": "2"})
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, UNFORESEEN, code="error")


def problem(
    status: int, detail: str, *, code: str, headers: dict[str, str] | None = None, **members: Any
) -> Response:
    """Return a problem document; `code` names the reason for programs, `detail` says it to people."""
    document = _document(status, detail, code=code, **members)
    return Response(document, status=status, headers=headers, content_type=CONTENT_TYPE)


def problem_response(
    status: int, detail: str, *, code: str, headers: dict[str, str] | None = None, **members: Any
) -> JsonResponse:
    """Return the same for middleware, where no view renders it."""
    document = _document(status, detail, code=code, **members)
    return JsonResponse(document, status=status, headers=headers, content_type=CONTENT_TYPE)


def _document(status: int, detail: str, **members: Any) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        **members,
        "request_id": get_guid() or "",
    }


def _body_problem(error: Exception) -> Response:
    if isinstance(error, RequestDataTooBig):
        sentence = "The body is too large. Send less at once."
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence, code="body_too_large")
    sentence = "The body cannot be read: it ends too early, has too many parts or is nested too deeply."
    return problem(HTTPStatus.BAD_REQUEST, sentence, code="parse_error")


def _framework_problem(error: exceptions.APIException) -> Response:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, exceptions.ValidationError):
        errors = {_sendable(path): _sendable(text) for path, text in _sentences(error.detail)}
        return problem(error.status_code, " ".join(errors.values()), code="invalid", errors=errors)
    sentence = f"{str(error.detail).rstrip('.: ')}."
    return problem(error.status_code, sentence, code=str(error.get_codes()), headers=headers)


def _named(error: ValidationError) -> dict[str, dict[str, str]]:
    """Return what is wrong with each input, where the error tells."""
    if not hasattr(error, "error_dict"):
        return {}
    return {"errors": {name: " ".join(sentences) for name, sentences in error.message_dict.items()}}


def _sentences(detail: Any, path: str = "") -> list[tuple[str, str]]:
    """Return `(name of the input, what is wrong with it)` of DRF's nested error lists."""
    if isinstance(detail, dict):
        return [
            pair for name, part in detail.items() for pair in _sentences(part, f"{path}.{name}".strip("."))
        ]
    if isinstance(detail, list):
        return [(path, " ".join(map(str, detail)))]
    return [(path, str(detail))]


def _sendable(text: str) -> str:
    """Return a text that may quote input without halves of characters, which no answer can hold."""
    return text.encode(errors="replace").decode()
