"""The second step of the log-in: codes of an app, and recovery codes; passkeys need a browser."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.tests.steps import app_code, assert_our_look, confirm, is_in, log_in

PASSWORD = "swordfish-1"


@pytest.fixture
def secret(client, alice) -> str:
    """The key in Alice's authenticator app; she has just set it up, and logged out."""
    log_in(client, alice, PASSWORD)
    confirm(client, PASSWORD)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'id="authenticator_secret"\s+value="(\w+)"', page)[1]
    done = client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    client.logout()
    return secret


def enter(client, code):
    """Enter a code at the second step."""
    return client.post(reverse("mfa_authenticate"), {"code": code})


def recovery_codes(alice) -> list[str]:
    """Return those that Alice has left."""
    row = Authenticator.objects.get(user=alice, type=Authenticator.Type.RECOVERY_CODES)
    return row.wrap().get_unused_codes()


def test_the_password_alone_lets_nobody_in(client, alice, secret):
    assert log_in(client, alice, PASSWORD).headers["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    assert_our_look(client.get(reverse("mfa_authenticate")).content.decode())
    assert enter(client, app_code(secret)).headers["Location"] == "/"
    assert is_in(client)


def test_a_wrong_code_is_refused_with_a_sentence(client, alice, secret):
    log_in(client, alice, PASSWORD)
    wrong = f"{(int(app_code(secret)) + 500_000) % 1_000_000:06}"
    assert "not the right code" in enter(client, wrong).content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("seconds", [0, 31])
def test_a_code_of_the_app_lets_in_once(client, alice, secret, monkeypatch, seconds):
    code = app_code(secret)
    log_in(client, alice, PASSWORD)
    enter(client, code)
    assert is_in(client)
    client.logout()
    then = timezone.now() + timedelta(seconds=seconds)
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", then.timestamp)
    monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: then)
    log_in(client, alice, PASSWORD)
    enter(client, code)
    assert not is_in(client)


def test_a_recovery_code_lets_in_once(client, alice, secret):
    code = recovery_codes(alice)[0]
    log_in(client, alice, PASSWORD)
    enter(client, code)
    assert is_in(client)
    client.logout()
    log_in(client, alice, PASSWORD)
    enter(client, code)
    assert not is_in(client)
    assert len(recovery_codes(alice)) == 9


def test_who_guesses_codes_is_stopped(client, alice, secret):
    log_in(client, alice, PASSWORD)
    for guess in range(5):
        enter(client, f"0000{guess}")
    assert "Too many failed login attempts" in enter(client, app_code(secret)).content.decode()
    assert not is_in(client)


def test_who_finds_the_browser_open_must_know_the_password(client, alice):
    log_in(client, alice, PASSWORD)
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(name)).headers["Location"].startswith(reverse("account_reauthenticate"))


def test_a_code_confirms_a_change_as_the_password_does(client, alice, secret):
    client.force_login(alice)
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 302
    page = client.get(reverse("mfa_reauthenticate")).content.decode()
    assert_our_look(page)
    assert "Use your password" in page
    client.post(reverse("mfa_reauthenticate"), {"code": app_code(secret)})
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200


def test_nobody_locks_out_the_owner_of_an_address_that_is_not_theirs(client, db):
    client.post(reverse("account_signup"), {"email": "erin@example.org", "password1": "swordfish-and-chips"})
    page = client.get(reverse("mfa_activate_totp"), follow=True).content.decode()
    assert "Confirm your email address first" in page


def test_recovery_codes_are_shown_downloaded_and_replaced(client, alice, secret):
    client.force_login(alice)
    confirm(client, PASSWORD)
    old = recovery_codes(alice)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert_our_look(page)
    assert all(code in page for code in old)
    text = client.get(reverse("mfa_download_recovery_codes"))
    assert "attachment" in text.headers["Content-Disposition"]
    assert text.content.decode().split()[-10:] == old
    assert_our_look(client.get(reverse("mfa_generate_recovery_codes")).content.decode())
    client.post(reverse("mfa_generate_recovery_codes"))
    assert not set(old) & set(recovery_codes(alice))


def test_switching_the_app_off_ends_the_second_step_and_is_told_by_mail(client, alice, secret):
    client.force_login(alice)
    confirm(client, PASSWORD)
    assert_our_look(client.get(reverse("mfa_deactivate_totp")).content.decode())
    mail.outbox.clear()
    client.post(reverse("mfa_deactivate_totp"))
    [letter] = mail.outbox
    assert letter.to == [alice.email]
    assert letter.subject == "Tillroll: The authenticator app is switched off"
    assert "from 127.0.0.1, by Browser. If that was not you" in letter.body
    assert not Authenticator.objects.exists()
    client.logout()
    log_in(client, alice, PASSWORD)
    assert is_in(client)
