"""What allauth's second step of the log-in does differently here."""

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
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


class AddPasskeyForm(AddWebAuthnForm):
    """Suggests keys that log in by themselves."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        passwordless = self.fields["passwordless"]
        passwordless.initial = True
        passwordless.label = "Log in with this passkey alone, without the password"
        passwordless.help_text = ""
