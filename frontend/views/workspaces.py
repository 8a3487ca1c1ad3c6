"""Choosing and making workspaces."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Workspace
from accounts.selectors import membership_get
from accounts.services import workspace_create, workspace_switch
from frontend.forms import WorkspaceNameForm
from frontend.views.access import PersonRequest, person_required


@person_required
@require_POST
def switch(request: PersonRequest, workspace_id: UUID) -> HttpResponse:
    """Work in another of one's workspaces, and go to `next` there."""
    member = membership_get(user=request.user, workspace=Workspace(id=workspace_id))
    if member is None:
        raise Http404("There is no such workspace.")
    workspace_switch(user=request.user, workspace=member.workspace)
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return redirect(target if is_ours else "inbox")


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Make a workspace of one's own, and work there."""
    form = WorkspaceNameForm(request.POST or None)
    if form.is_valid():
        try:
            made = workspace_create(owner=request.user, name=form.cleaned_data["name"])
        except ValidationError as error:
            form.add_error("name", error)
        else:
            workspace_switch(user=request.user, workspace=made)
            messages.success(request, f"{made} is ready. Invite those whom you work with in its settings.")
            return redirect("inbox")
    return render(request, "frontend/workspace_new.html", {"form": form})
