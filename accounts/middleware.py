"""Gives every request its workspace."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.selectors import access_current


class WorkspaceMiddleware:
    """Sets `request.access`, to the workspace the person works in, and `request.workspace`, or `None`.

    Both are looked up when first used.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        access = SimpleLazyObject(lambda: access_current(user=request.user))
        request.access = access  # type: ignore[attr-defined]
        request.workspace = SimpleLazyObject(lambda: access.workspace if access else None)  # type: ignore[attr-defined]
        return self.get_response(request)
