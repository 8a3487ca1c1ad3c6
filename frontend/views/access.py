"""Who may use a page: members of a workspace, each only their own."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from accounts.access import Access
from accounts.models import User, Workspace
from accounts.rights import Right
from frontend.views.problems import problem

View = Callable[..., HttpResponseBase]


class PersonRequest(HttpRequest):
    """A request that `person_required` let in."""

    user: User


class WorkspaceRequest(PersonRequest):
    """A request that `right_required` let in."""

    workspace: Workspace
    access: Access


def person_required(view: View) -> View:
    """Let everybody in who is logged in, also who belongs to no workspace."""

    @wraps(view)
    def check(request: PersonRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _log_in_first(request)
        return view(request, *args, **kwargs)

    return check


def right_required(right: Right) -> Callable[[View], View]:
    """Let those in who have the right in the workspace they work in; tell others what is missing.

    A page may say which workspace it was made for, by the header `X-Workspace` or by `?workspace=`: when
    the person has switched in another tab since, nothing is done in the wrong one.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def check(request: WorkspaceRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _log_in_first(request)
            if not request.access:
                return _no_workspace(request)
            if _is_elsewhere(request):
                return _elsewhere(request)
            if not request.access.may(right):
                return _not_allowed(request, request.access.refusal(right))
            return view(request, *args, **kwargs)

        return check

    return decorate


def _log_in_first(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("account_login")})
    if request.headers.get("X-Requested-With"):
        return problem(401, "Logged out", "Your session has ended. Reload the page and log in again.")
    return redirect_to_login(request.get_full_path())


def _no_workspace(request: HttpRequest) -> HttpResponse:
    if is_for_scripts(request):
        return problem(403, "No workspace", "You belong to no workspace. Ask the owner of one to invite you.")
    return render(request, "frontend/no_workspace.html", status=403)


def _is_elsewhere(request: WorkspaceRequest) -> bool:
    named = request.headers.get("X-Workspace") or request.GET.get("workspace")
    if not named:
        return False
    try:
        return UUID(named) != request.workspace.id
    except ValueError:
        return True


def _elsewhere(request: WorkspaceRequest) -> HttpResponse:
    sentence = f"You work in {request.workspace} now, and this page was of another workspace. Reload it."
    if is_for_scripts(request):
        return problem(409, "Another workspace", sentence)
    context = {"heading": "You switched to another workspace", "sentence": sentence}
    return render(request, "frontend/not_allowed.html", context, status=409)


def _not_allowed(request: HttpRequest, sentence: str) -> HttpResponse:
    if is_for_scripts(request):
        return problem(403, "Not allowed", sentence)
    context = {"heading": "Your role does not allow this", "sentence": sentence}
    return render(request, "frontend/not_allowed.html", context, status=403)


def is_for_scripts(request: HttpRequest) -> bool:
    """Tell whether a script asks, which shows a sentence by itself."""
    return bool(request.headers.get("X-Requested-With") or request.headers.get("HX-Request"))
