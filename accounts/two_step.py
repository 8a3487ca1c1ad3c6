"""What allauth's second step of the log-in does differently here."""

from typing import Any

import qrcode
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.core.cache import cache
from qrcode.image.svg import SvgPathImage

from accounts.browsers import browser_name
from accounts.models import User


class TwoStepAdapter(DefaultMFAAdapter):
    """Speaks in our words, and draws QR codes that can stand in a page: images by `data:` are not allowed."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This is not the right code. Codes change every 30 seconds and work once.",
        "unverified_email": (
            "Confirm your email address first: otherwise whoever signs up with the address of another "
            "could lock them out. The link can be sent again under Email addresses."
        ),
    }

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code of an address as an `<svg>` element."""
        image = qrcode.make(url, image_factory=SvgPathImage, border=0)
        return str(image.to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: ARG002
        """Suggest the browser as the name of a new passkey, for there it is likely to be kept."""
        return browser_name(self.request.headers.get("User-Agent", ""))


class OnceMixin:
    """Takes each code once; allauth forgets used ones while the clock's tolerance still admits them."""

    def clean_code(self) -> str:
        """Return the code if it is right and new."""
        code: str = super().clean_code()  # type: ignore[misc]
        key = f"two-step-code:{self.user.pk}:{normalize_user_code(code)}"  # type: ignore[attr-defined]
        admitted = (2 * app_settings.TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD
        if not cache.add(key, True, timeout=admitted):
            raise TwoStepAdapter().validation_error("incorrect_code")
        return code


class LogInForm(OnceMixin, AuthenticateForm):
    """The code after the password."""


class ConfirmForm(OnceMixin, ReauthenticateForm):
    """The code before a change of how one logs in."""


class AddPasskeyForm(AddWebAuthnForm):
    """Suggests keys that log in by themselves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        passwordless = self.fields["passwordless"]
        passwordless.initial = True
        passwordless.label = "Log in with this passkey alone, without the password"
        passwordless.help_text = ""
