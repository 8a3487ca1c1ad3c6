"""Errors of the API as problem documents (RFC 9457)."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from ocr.errors import InvalidFileError
from receipts.errors import StateError, StorageError

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"

_STATUS_OF_FILE_ERROR = {
    "file_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "unknown_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
"""All other faults of files are 422: understood, but not to be processed."""


def problem_handler(error: Exception, context: dict[str, Any]) -> Response:
    """Answer any exception of a view with a problem document; log those nobody foresaw."""
    set_rollback()
    match error:
        case InvalidFileError():
            status = _STATUS_OF_FILE_ERROR.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY)
            return problem(status, str(error), code=error.code)
        case StateError():
            return problem(HTTPStatus.CONFLICT, error.messages[0], code="wrong_state")
        case StorageError():
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), code="storage_away")
        case ValidationError():
            return problem(HTTPStatus.BAD_REQUEST, " ".join(error.messages), code="invalid")
        case Http404() | ObjectDoesNotExist():
            return problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.", code="not_found")
        case DjangoPermissionDenied():
            return problem(HTTPStatus.FORBIDDEN, "You may not do this.", code="permission_denied")
        case exceptions.APIException():
            return _framework_problem(error)
    logger.error("The API failed on %s", context["request"].path, exc_info=error)
    sentence = "Something unexpected went wrong on the server. Try again later."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, sentence, code="error")


def problem(
    status: int, detail: str, *, code: str, headers: dict[str, str] | None = None, **members: Any
) -> Response:
    """Return a problem document; `code` names the reason for programs, `detail` says it to people."""
    title = HTTPStatus(status).phrase
    data = {"type": "about:blank", "title": title, "status": int(status), "detail": detail, "code": code}
    return Response({**data, **members}, status=status, headers=headers, content_type=CONTENT_TYPE)


def _framework_problem(error: exceptions.APIException) -> Response:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, exceptions.ValidationError):
        errors = dict(_sentences(error.detail))
        return problem(error.status_code, " ".join(errors.values()), code="invalid", errors=errors)
    return problem(error.status_code, str(error.detail), code=str(error.get_codes()), headers=headers)


def _sentences(detail: Any, path: str = "") -> list[tuple[str, str]]:
    """Return `(name of the input, what is wrong with it)` of DRF's nested error lists."""
    if isinstance(detail, dict):
        return [
            pair for name, part in detail.items() for pair in _sentences(part, f"{path}.{name}".strip("."))
        ]
    if isinstance(detail, list):
        return [(path, " ".join(map(str, detail)))]
    return [(path, str(detail))]
