"""Who may use a page: members of a workspace, each only their own."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from accounts.models import User, Workspace
from frontend.views.problems import problem

View = Callable[..., HttpResponseBase]


class WorkspaceRequest(HttpRequest):
    """A request that `workspace_required` let in."""

    user: User
    workspace: Workspace


def workspace_required(view: View) -> View:
    """Let members of a workspace in; send others to the log-in, or tell them what is missing."""

    @wraps(view)
    def check(request: WorkspaceRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _log_in_first(request)
        if not request.workspace:
            return _no_workspace(request)
        return view(request, *args, **kwargs)

    return check


def _log_in_first(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("account_login")})
    if request.headers.get("X-Requested-With"):
        return problem(401, "Logged out", "Your session has ended. Reload the page and log in again.")
    return redirect_to_login(request.get_full_path())


def _no_workspace(request: HttpRequest) -> HttpResponse:
    if request.headers.get("X-Requested-With"):
        return problem(403, "No workspace", "You belong to no workspace. Ask the owner of one to invite you.")
    return render(request, "frontend/no_workspace.html", status=403)
