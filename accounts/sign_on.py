"""Log-in by an OpenID Connect provider: who is let in as whom."""

import logging
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest

from accounts.adapter import first_workspace_give
from accounts.models import User

logger = logging.getLogger(__name__)


class SignOnAdapter(DefaultSocialAccountAdapter):
    """Signs people up as by password, and connects an account only to whom both sides know by the address."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": "There is an account with this address. Log in to it, then connect %s to it.",
        "no_password": "Choose a password first: without this connection nothing else lets you in.",
    }

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, str]) -> User:
        """Take over the name; take an address for confirmed only if the provider says so.

        Some providers write this as the text 'true' or 'false', and any text would count as a yes.
        """
        user: User = super().populate_user(request, sociallogin, data)
        user.name = (data.get("name") or "")[: User._meta.get_field("name").max_length]
        for address in sociallogin.email_addresses:
            address.verified = str(address.verified).lower() == "true"
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:  # noqa: ARG002
        """Refuse what is told of another person than the one who logged in (OpenID Connect Core, 5.3.2)."""
        told = sociallogin.account.extra_data
        if told.get("id_token", {}).get("sub") != told["userinfo"]["sub"]:
            raise PermissionDenied("The provider's two answers are about two people.")

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Return the person of an address that they confirmed here and the provider confirmed there.

        With less, whoever enters the address of another at the provider, or here, would share an account with
        them. Such a person logs in by password, and connects the provider by themselves.
        """
        confirmed = [address.email for address in sociallogin.email_addresses if address.verified]
        ours = EmailAddress.objects.filter(email__in=confirmed, verified=True).select_related("user").first()
        return (ours.user, ours.email) if ours else None

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None) -> User:
        """Save the person and their workspace, or neither; a form saves both by the other adapter."""
        user: User = super().save_user(request, sociallogin, form)
        if form is None:
            first_workspace_give(request, user)
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,  # noqa: ARG002
        provider: Any,
        error: Any = None,
        exception: Any = None,
        **_: object,
    ) -> None:
        """Tell the operator, who alone can mend it; the person is told on a page."""
        logger.warning("The log-in by %s failed: %s", provider.name, error, exc_info=exception)
