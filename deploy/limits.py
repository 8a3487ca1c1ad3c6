"""Bounds what a request may bring along."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from api.middleware import PATH
from api.problems import problem_response
from frontend.views.access import is_for_scripts

_FORM_OVERHEAD = 64 * 1024
"""Bytes of a multipart body beside its file."""


class BodyLimitMiddleware:
    """Refuses a body that is too large before any of it is read, at every address.

    Whoever reads a form, CSRF protection first of all, writes its files to the disk, however large.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        megabytes = _limit(request)
        if int(request.META.get("CONTENT_LENGTH") or 0) <= megabytes * 1024 * 1024 + _FORM_OVERHEAD:
            return self.get_response(request)
        if request.path.startswith(PATH) or is_for_scripts(request):
            detail = f"The file is too large: at most {megabytes} MB can be read."
            return problem_response(413, detail, code="file_too_large")
        return render(request, "413.html", {"megabytes": megabytes}, status=413)


def _limit(request: HttpRequest) -> int:
    return settings.MAX_IMPORT_MB if request.path in _backup_paths() else settings.MAX_UPLOAD_MB


@cache
def _backup_paths() -> tuple[str, str]:
    """Return where backups are taken."""
    return reverse("api:import-list"), reverse("import")
