"""What the very first start creates, so that a new installation can be tried at once."""

import secrets
from dataclasses import dataclass

from accounts.models import User
from accounts.services import user_create

DEMO_EMAIL = "demo@tillroll.example"


@dataclass(frozen=True, kw_only=True)
class Login:
    """How to get in for the first time."""

    email: str
    password: str
    """Shown once; only its hash is kept."""


def create_first_login() -> Login | None:
    """Create an operator with a demo workspace where nobody exists yet; otherwise return `None`."""
    if User.objects.exists():
        return None
    login = Login(email=DEMO_EMAIL, password=secrets.token_urlsafe(12))
    user_create(email=login.email, password=login.password, workspace_name="Demo", operator=True)
    return login
