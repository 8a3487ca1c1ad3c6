"""Workspaces, and which of them a person works in."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.access import Actor
from accounts.audit import audit_record
from accounts.errors import ConflictError
from accounts.models import Language, Membership, User, Workspace
from accounts.rights import Role
from accounts.signals import access_changed_send

MOST_OWNED = 100
"""Workspaces of one owner: more are made by mistake, or to get round what is counted per workspace."""


@transaction.atomic
def workspace_create(*, owner: User, name: str) -> Workspace:
    """Create a workspace with its owner as the only member."""
    if Membership.objects.filter(user=owner, role=Role.OWNER).count() >= MOST_OWNED:
        raise ConflictError(f"You own {MOST_OWNED} workspaces already. Delete one first.", code="too_many")
    workspace = Workspace.objects.create(name=name)
    Membership.objects.create(user=owner, workspace=workspace, role=Role.OWNER)
    audit_record(workspace=workspace, by=Actor(owner), action="workspace.created", subject=workspace)
    return workspace


@transaction.atomic
def workspace_switch(*, user: User, workspace: Workspace) -> None:
    """Let a member work in this workspace from now on, in all their browsers."""
    User.objects.filter(pk=user.pk).update(current_workspace=workspace)
    user.current_workspace = workspace
    access_changed_send([user.pk])


@transaction.atomic
def workspace_update(
    *,
    workspace: Workspace,
    by: Actor,
    name: str | None = None,
    auto_complete_confidence: float | None = None,
    vietnamese: Language | None = None,
) -> Workspace:
    """Change what is given. Raises ValidationError for a confidence that is not within 0..1."""
    if auto_complete_confidence is not None and not 0 <= auto_complete_confidence <= 1:
        raise ValidationError({"auto_complete_confidence": "Write a number from 0 to 1."})
    given = {
        "name": name,
        "auto_complete_confidence": auto_complete_confidence,
        "vietnamese": vietnamese,
    }
    workspace = workspace_lock(workspace)
    changes = {
        field: (getattr(workspace, field), value)
        for field, value in given.items()
        if value is not None and value != getattr(workspace, field)
    }
    if not changes:
        return workspace
    for field, (_, new) in changes.items():
        setattr(workspace, field, new)
    workspace.save(update_fields=list(changes))
    audit_record(workspace=workspace, by=by, action="workspace.changed", subject=workspace, changes=changes)
    return workspace


@transaction.atomic
def workspace_delete(*, workspace: Workspace, name: str) -> None:
    """Close a workspace for everybody at once; the workers' sweep then erases its receipts and files.

    `name` is what the person typed to confirm. Raises ValidationError if it is another name.
    """
    workspace = workspace_lock(workspace)
    if name.strip() != workspace.name.strip():
        raise ValidationError({"name": f"Type the name of the workspace, {workspace.name}, to delete it."})
    members = list(workspace.memberships.values_list("user_id", flat=True))
    workspace.memberships.all().delete()
    workspace.invitations.all().delete()
    workspace.api_keys.all().delete()
    User.objects.filter(current_workspace=workspace).update(current_workspace=None)
    workspace.deleted_at = timezone.now()
    workspace.save(update_fields=["deleted_at"])
    access_changed_send(members)


def workspace_lock(workspace: Workspace) -> Workspace:
    """Return the workspace as it is now; until the transaction ends, nobody else changes its members.

    Raises `ConflictError` when it was deleted.
    """
    found = Workspace.objects.select_for_update(no_key=True).filter(pk=workspace.pk, deleted_at=None).first()
    if found is None:
        raise ConflictError(f"{workspace} was deleted.", code="deleted")
    return found
