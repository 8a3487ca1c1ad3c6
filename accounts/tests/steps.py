"""What people do again and again on their way in."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User


def log_in(client: Client, user: User, password: str) -> HttpResponse:
    """Enter address and password."""
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def confirm(client: Client, password: str) -> None:
    """Enter the password again, as before every change of how one logs in."""
    assert client.post(reverse("account_reauthenticate"), {"password": password}).status_code == 302


def is_in(client: Client) -> bool:
    """Return whether the inbox opens."""
    return client.get("/").status_code == 200


def app_code(secret: str) -> str:
    """Return what an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def assert_our_look(page: str) -> None:
    """Check that the page is drawn by our layout, without inline scripts and styles."""
    assert "frontend/css/account.css" in page
    assert 'class="card' in page
    assert not re.search(r" style=|<style|<script>| on[a-z]+=\"|src=\"data:", page)
