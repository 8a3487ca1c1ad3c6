"""Gives every request its workspace."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.selectors import workspace_current


class WorkspaceMiddleware:
    """Sets `request.workspace`: the one the person works in, or `None`; looked up when first used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.workspace = SimpleLazyObject(lambda: workspace_current(user=request.user))  # type: ignore[attr-defined]
        return self.get_response(request)
