"""Notes where people are logged in, so that they can look and end it."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

# allauth's own middleware writes with each request, which every look at a page would pay for.
_SEEN_NOTED_EVERY = 300
"""Seconds; each process of the web server notes by itself."""


class ActivityMiddleware:
    """Keeps of each session when, from where and by which browser it was used; API keys have no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            session_note(request)
        return self.get_response(request)


def session_note(request: HttpRequest) -> None:
    """Note that the session is in use, unless that was noted within the last minutes."""
    is_due = caches["process"].add(f"seen:{request.session.session_key}", True, timeout=_SEEN_NOTED_EVERY)
    if is_due:
        UserSession.objects.create_from_request(request)
