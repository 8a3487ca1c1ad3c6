"""The workspace itself: its name, what it does by itself, and its end."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rights import Right
from accounts.services import workspace_delete, workspace_update
from frontend.forms import WorkspaceForm
from frontend.views.access import WorkspaceRequest, right_required


@right_required(Right.READ)
@require_safe
def settings(request: WorkspaceRequest) -> HttpResponse:
    """Go to the first page of the settings that the person may see."""
    return redirect("settings_workspace" if request.access.may(Right.ADMIN) else "settings_members")


@right_required(Right.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def workspace(request: WorkspaceRequest) -> HttpResponse:
    """Show and change the workspace."""
    form = WorkspaceForm(request.POST) if request.method == "POST" else WorkspaceForm.of(request.workspace)
    if form.is_bound and form.is_valid():
        workspace_update(workspace=request.workspace, by=request.access.actor, **form.changes())
        messages.success(request, "Saved.")
        return redirect("settings_workspace")
    return render(request, "frontend/settings/workspace.html", {"form": form})


@right_required(Right.ADMIN)
@require_POST
def delete(request: WorkspaceRequest) -> HttpResponse:
    """Delete the workspace, once its name is typed."""
    name = request.workspace.name
    try:
        workspace_delete(workspace=request.workspace, name=request.POST.get("name", ""))
    except ValidationError as error:
        context = {"form": WorkspaceForm.of(request.workspace), "not_deleted": error.messages[0]}
        return render(request, "frontend/settings/workspace.html", context, status=422)
    messages.success(request, f"{name} is deleted.")
    return redirect("inbox")
