"""Reads of people and workspaces."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import Membership, User, Workspace


def workspace_current(*, user: User | AnonymousUser) -> Workspace | None:
    """Return the workspace a person works in: the one they joined first."""
    if not user.is_authenticated:
        return None
    return Workspace.objects.filter(memberships__user=user).order_by("memberships__created_at").first()


def membership_get(*, user: User | AnonymousUser, workspace: Workspace) -> Membership | None:
    """Return the person's place in the workspace, or `None` for strangers and closed accounts."""
    if not user.is_authenticated:
        return None
    return Membership.objects.filter(user=user, user__is_active=True, workspace=workspace).first()
