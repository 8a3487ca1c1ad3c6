"""Reads of people and workspaces."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.access import Access, access_of
from accounts.keys import key_hash
from accounts.models import ApiKey, Invitation, Membership, User, Workspace
from accounts.rights import Right


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


def memberships_of(*, user: User) -> QuerySet[Membership]:
    """Return the person's places in workspaces, by name of the workspace."""
    return Membership.objects.filter(user=user).select_related("workspace").order_by("workspace__name", "id")


def members_list(*, workspace: Workspace) -> QuerySet[Membership]:
    """Return who belongs to a workspace, newest first."""
    return (
        Membership.objects.filter(workspace=workspace).select_related("user").order_by("-created_at", "-id")
    )


def people_list(*, workspace: Workspace) -> QuerySet[User]:
    """Return the people of a workspace by name."""
    return User.objects.filter(memberships__workspace=workspace).order_by("name", "email")


def invitations_list(*, workspace: Workspace) -> QuerySet[Invitation]:
    """Return the invitations that nobody accepted yet, newest first; also those that expired."""
    invitations = Invitation.objects.filter(workspace=workspace).select_related("invited_by", "workspace")
    return invitations.order_by("-created_at", "-id")


def invitation_find(*, token: str) -> Invitation | None:
    """Return what a link invites to, or `None` for one that leads nowhere (any more)."""
    invitations = Invitation.objects.filter(token_hash=key_hash(token), expires_at__gt=timezone.now())
    return invitations.select_related("workspace", "invited_by").first()


def api_keys_list(*, access: Access) -> QuerySet[ApiKey]:
    """Return the keys of the workspace that are not revoked, newest first: all for owners, else one's own."""
    keys = ApiKey.objects.filter(workspace=access.workspace, revoked_at=None)
    if not access.may(Right.ADMIN):
        keys = keys.filter(user=access.user)
    return keys.select_related("user", "workspace").order_by("-created_at", "-id")


def user_has_address(*, user: User, email: str) -> bool:
    """Return whether an address is one of the person's."""
    return user.email == email or EmailAddress.objects.filter(user=user, email__iexact=email).exists()


def address_is_known(*, email: str) -> bool:
    """Return whether somebody logs in by an address."""
    addresses = EmailAddress.objects.filter(email__iexact=email)
    return User.objects.filter(email=email).exists() or addresses.exists()
