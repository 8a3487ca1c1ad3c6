"""Who belongs to the workspace, and who is invited."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Membership
from accounts.rights import Right, Role
from accounts.selectors import invitations_list, members_list, membership_get
from accounts.services import (
    invitation_create,
    invitation_revoke,
    member_leave,
    member_remove,
    member_role_change,
    ownership_transfer,
)
from frontend.forms import InvitationForm, RoleForm, TransferForm
from frontend.views.access import WorkspaceRequest, right_required


@right_required(Right.READ)
@require_http_methods(["GET", "HEAD"])
def members(request: WorkspaceRequest) -> HttpResponse:
    """Show the members to everybody, and the invitations to owners."""
    return _page(request, InvitationForm())


@right_required(Right.ADMIN)
@require_POST
def invite(request: WorkspaceRequest) -> HttpResponse:
    """Send an invitation."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    try:
        invitation_create(workspace=request.workspace, email=email, role=role, by=request.access.actor)
    except ValidationError as error:
        form.add_error("email", error)
        return _page(request, form)
    messages.success(request, f"The invitation is on its way to {email}.")
    return redirect("settings_members")


@right_required(Right.ADMIN)
@require_POST
def revoke(request: WorkspaceRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(invitations_list(workspace=request.workspace), id=invitation_id)
    invitation_revoke(invitation=invitation, by=request.access.actor)
    messages.success(request, f"{invitation.email} cannot join by the link any more.")
    return redirect("settings_members")


@right_required(Right.ADMIN)
@require_POST
def change_role(request: WorkspaceRequest, member_id: int) -> HttpResponse:
    """Give a member another role."""
    form, member = RoleForm(request.POST), _member(request, member_id)
    if not form.is_valid():
        messages.error(request, "There is no such role. Reload the page.")
        return redirect("settings_members")
    role = Role(form.cleaned_data["role"])
    said = f"{member.user} is {role.label.lower()} now."
    return _done(request, said, member_role_change, member=member, role=role, by=request.access.actor)


@right_required(Right.ADMIN)
@require_POST
def remove(request: WorkspaceRequest, member_id: int) -> HttpResponse:
    """Take a member out."""
    member = _member(request, member_id)
    said = f"{member.user} is no member any more."
    return _done(request, said, member_remove, member=member, by=request.access.actor)


@right_required(Right.ADMIN)
@require_POST
def transfer(request: WorkspaceRequest) -> HttpResponse:
    """Make another member the owner in one's place."""
    form = TransferForm(request.POST, members=members_list(workspace=request.workspace))
    if not form.is_valid():
        messages.error(request, "Choose who takes over, among the members.")
        return redirect("settings_members")
    to = form.cleaned_data["member"]
    said = f"{to.user} is owner now, and you are typist."
    return _done(request, said, ownership_transfer, owner=_own(request), to=to, by=request.access.actor)


@right_required(Right.READ)
@require_POST
def leave(request: WorkspaceRequest) -> HttpResponse:
    """Leave the workspace."""
    return _done(request, f"You left {request.workspace}.", member_leave, "inbox", member=_own(request))


def _page(request: WorkspaceRequest, form: InvitationForm) -> HttpResponse:
    people = list(members_list(workspace=request.workspace))
    context = {
        "members": people,
        "others": [member for member in people if member.user != request.user],
        "invitations": invitations_list(workspace=request.workspace),
        "form": form,
        "roles": Role,
    }
    return render(request, "frontend/settings/members.html", context)


def _member(request: WorkspaceRequest, member_id: int) -> Membership:
    return get_object_or_404(members_list(workspace=request.workspace), id=member_id)


def _own(request: WorkspaceRequest) -> Membership:
    return cast(Membership, membership_get(user=request.user, workspace=request.workspace))


def _done(
    request: WorkspaceRequest,
    said: str,
    act: Callable[..., object],
    target: str = "settings_members",
    **arguments: Any,
) -> HttpResponse:
    """Do it and say so, or say why not."""
    try:
        act(**arguments)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("settings_members")
    messages.success(request, said)
    return redirect(target)
