"""Notes where people are logged in, so that they can look and end it."""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

# allauth's own middleware writes with each request, which every read of a page would pay for.
_SEEN_NOTED_EVERY = timedelta(minutes=5)


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
    noted = timezone.now() - _SEEN_NOTED_EVERY
    fresh = UserSession.objects.filter(session_key=request.session.session_key, last_seen_at__gt=noted)
    if not fresh.exists():
        UserSession.objects.create_from_request(request)
