"""Reads of people and workspaces."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q

from accounts.access import Access, access_of
from accounts.models import Membership, User, Workspace


def access_current(*, user: User | AnonymousUser) -> Access | None:
    """Return a person's access to the workspace they chose, or else to the one they joined first."""
    if not user.is_authenticated:
        return None
    memberships = Membership.objects.filter(user=user, user__is_active=True)
    chosen_first = memberships.annotate(chosen=Q(workspace=F("user__current_workspace"))).order_by(
        "-chosen", "created_at", "id"
    )
    membership = chosen_first.select_related("user", "workspace").first()
    return access_of(membership) if membership else None


def membership_get(*, user: User | AnonymousUser, workspace: Workspace) -> Membership | None:
    """Return the person's place in the workspace, or `None` for strangers and closed accounts."""
    if not user.is_authenticated:
        return None
    return Membership.objects.filter(user=user, user__is_active=True, workspace=workspace).first()
