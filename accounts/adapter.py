"""What allauth does differently here."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest

from accounts.models import Invitation, User
from accounts.selectors import invitation_find
from accounts.services import invitation_accept, workspace_create

logger = logging.getLogger(__name__)

_INVITATION = "invitation"
"""Where a session keeps the secret of the link that the person came by."""

_JOINED = "joined"
"""Where it keeps the secret by which the person joined in signing up."""


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up can be closed by a setting, but not for the invited; each new person gets a workspace."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether this person may sign up."""
        return settings.ACCOUNT_SIGNUP_OPEN or invitation_pending(request) is not None

    def clean_email(self, email: str) -> str:
        """Return the address; where strangers may not sign up, it must be the invited one."""
        request = self.request
        if settings.ACCOUNT_SIGNUP_OPEN or request.user.is_authenticated:
            return email
        invitation = invitation_pending(request)
        if invitation and invitation.email != email:
            raise ValidationError(f"The invitation is for {invitation.email}. Sign up with that address.")
        return email

    def get_client_ip(self, request: HttpRequest) -> str | None:
        """Return the address that the first trusted proxy saw; that of who connects if there are fewer."""
        try:
            address: str | None = super().get_client_ip(request)
        except ImproperlyConfigured:
            logger.warning("X-Forwarded-For names fewer proxies than TRUSTED_PROXIES; it is not used.")
            address = request.META.get("REMOTE_ADDR")
        return address

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Save the person and their workspace, or neither."""
        super().save_user(request, user, form, commit)
        if commit:
            first_workspace_give(request, user)
        return user


def first_workspace_give(request: HttpRequest, user: User) -> None:
    """Let a new person join the workspace that invited them, or else make one of their own."""
    invitation = invitation_pending(request)
    if invitation and invitation.email == user.email:
        invitation_accept(invitation=invitation, user=user)
        # Who has the link reads the mail of its address, so allauth need not ask for a proof.
        AccountAdapter().stash_verified_email(request, invitation.email)
        request.session[_JOINED] = request.session.pop(_INVITATION)
    elif settings.ACCOUNT_SIGNUP_OPEN:
        workspace_create(owner=user, name=workspace_name_default(user))
    else:
        # The provider told of another address than the one that was invited.
        raise PermissionDenied("Sign-up is closed, but to the address that was invited.")


def invitation_remember(request: HttpRequest, token: str) -> None:
    """Keep the secret of a link until the person has signed up."""
    request.session[_INVITATION] = token


def invitation_pending(request: HttpRequest) -> Invitation | None:
    """Return the invitation that the person came by, while it is valid."""
    token = request.session.get(_INVITATION)
    return invitation_find(token=token) if token else None


def has_joined_by(request: HttpRequest, token: str) -> bool:
    """Return whether the person joined by this link in signing up, so that it leads nowhere since."""
    return request.session.get(_JOINED) == token


def workspace_name_default(user: User) -> str:
    """Return a name for the first workspace of a person of whom only the e-mail address is known."""
    person = user.email.split("@")[0]
    return f"{person[:80]}’s workspace"
