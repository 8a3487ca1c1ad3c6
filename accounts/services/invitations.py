"""Invitations: a link sent by e-mail that lets one person join."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.access import Actor
from accounts.audit import audit_record
from accounts.errors import ConflictError
from accounts.keys import key_hash
from accounts.models import Invitation, Membership, User, Workspace
from accounts.rights import Role
from accounts.selectors import user_has_address
from accounts.services.workspaces import workspace_lock, workspace_switch

VALID_FOR = timedelta(days=7)

MOST_OPEN = 100
"""Invitations that may wait in a workspace."""

MOST_A_DAY = 200
"""Invitations that a person may send, whatever becomes of them: this is no machine for mail."""


@transaction.atomic
def invitation_create(*, workspace: Workspace, email: str, role: Role, by: Actor) -> Invitation:
    """Invite whoever reads the mail of an address; another invitation of the address loses its link.

    Raises ValidationError for an unusable address, and `ConflictError` for a member's, or too many.
    """
    validate_email(email)
    email = email.lower()
    workspace = workspace_lock(workspace)
    _check_is_no_member(workspace, email)
    invitations = Invitation.objects.filter(workspace=workspace)
    invitations.filter(email=email).delete()
    if invitations.filter(expires_at__gt=timezone.now()).count() >= MOST_OPEN:
        raise ConflictError(
            f"{MOST_OPEN} invitations wait for an answer already. Revoke some first.", code="too_many"
        )
    _count_sent(by)
    token = secrets.token_urlsafe(32)
    invitation = invitations.create(
        workspace=workspace,
        email=email,
        role=role,
        invited_by=by.user,
        token_hash=key_hash(token),
        expires_at=timezone.now() + VALID_FOR,
    )
    audit_record(
        workspace=workspace,
        by=by,
        action="invitation.created",
        subject=invitation,
        changes={"role": (None, role)},
    )
    transaction.on_commit(lambda: _send(invitation, token), robust=True)
    return invitation


@transaction.atomic
def invitation_revoke(*, invitation: Invitation, by: Actor) -> None:
    """Let the link of an invitation lead nowhere."""
    audit_record(workspace=invitation.workspace, by=by, action="invitation.revoked", subject=invitation)
    invitation.delete()


@transaction.atomic
def invitation_accept(*, invitation: Invitation, user: User) -> Membership:
    """Let the person join and work there; a member already keeps their role.

    Raises `ConflictError` when the link was used, revoked or replaced meanwhile, or meant somebody else.
    """
    workspace = workspace_lock(invitation.workspace)
    found = Invitation.objects.filter(pk=invitation.pk, expires_at__gt=timezone.now())
    if not found.exists():
        raise ConflictError("This invitation is not valid any more. Ask for a new one.", code="expired")
    if not user_has_address(user=user, email=invitation.email):
        raise ConflictError(
            f"This invitation is for {invitation.email}, which is no address of yours.",
            code="other_address",
        )
    member, is_new = Membership.objects.get_or_create(
        user=user, workspace=workspace, defaults={"role": invitation.role}
    )
    if is_new:
        audit_record(
            workspace=workspace,
            by=Actor(user),
            action="member.joined",
            subject=user,
            changes={"role": (None, invitation.role)},
        )
    found.delete()
    workspace_switch(user=user, workspace=workspace)
    return member


def _check_is_no_member(workspace: Workspace, email: str) -> None:
    of_address = Q(user__email=email) | Q(user__emailaddress__email__iexact=email)
    if Membership.objects.filter(of_address, workspace=workspace).exists():
        raise ConflictError(f"{email} belongs to a member already.", code="member_already")


def _count_sent(by: Actor) -> None:
    key = f"invitations-{by.user.pk if by.user else 0}-{timezone.now():%Y-%m-%d}"
    count = cache.get(key, 0) + 1
    if count > MOST_A_DAY:
        raise ConflictError(f"You sent {MOST_A_DAY} invitations today. Go on tomorrow.", code="too_many")
    cache.set(key, count, timeout=24 * 60 * 60)


def _send(invitation: Invitation, token: str) -> None:
    link = settings.PUBLIC_URL + reverse("invitation", args=[token])
    context = {"invitation": invitation, "link": link, "public_url": settings.PUBLIC_URL}
    # A line break in a name would end the header.
    subject = " ".join(f"Join {invitation.workspace} on Tillroll".split())
    text = render_to_string("accounts/invitation.txt", context)
    send_mail(subject, text, None, [invitation.email])
