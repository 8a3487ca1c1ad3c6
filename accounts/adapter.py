"""What allauth does differently here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest

from accounts.models import User
from accounts.services import workspace_create


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up can be closed by a setting, and gives each new person a workspace of their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return whether strangers may sign up."""
        return settings.ACCOUNT_SIGNUP_OPEN

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Save the person and their workspace, or neither."""
        super().save_user(request, user, form, commit)
        if commit:
            workspace_create(owner=user, name=workspace_name_default(user))
        return user


def workspace_name_default(user: User) -> str:
    """Return a name for the first workspace of a person of whom only the e-mail address is known."""
    person = user.email.split("@")[0]
    return f"{person[:80]}’s workspace"
