"""Gives every request an id, which its answer, its log lines and those of its tasks name."""

import logging
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_guid import get_guid, set_guid
from django_guid.utils import generate_guid

HEADER = "X-Request-Id"

_USABLE = re.compile(r"[\w.:/+=-]{1,128}", re.ASCII)
"""What callers may choose: ids of all common kinds, and nothing that could forge a line of the log."""


class RequestIdMiddleware:
    """Takes the id that the caller sends, or else makes one; django-guid's own takes nothing but UUIDs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        request_id = given if _USABLE.fullmatch(given) else generate_guid()
        set_guid(request_id)
        response = self.get_response(request)
        response[HEADER] = request_id
        return response


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to log records: `-` outside requests and tasks."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        record.request_id = get_guid() or "-"
        return True
