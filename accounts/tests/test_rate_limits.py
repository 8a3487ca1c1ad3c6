"""Whoever tries too often must wait, and only they."""

import pytest
from django.urls import reverse


def attempts(client, name: str, count: int, **headers: str):
    """Post a form again and again; return the last answer."""
    form = {"email": "dora@example.org"}
    return [client.post(reverse(name), form, headers=headers) for _ in range(count)][-1]


@pytest.mark.parametrize(
    ("name", "allowed"), [("account_signup", 20), ("account_reset_password", 5), ("mfa_login_webauthn", 10)]
)
def test_after_too_many_attempts_a_page_says_so(client, db, name, allowed):
    assert attempts(client, name, allowed).status_code != 429
    stopped = attempts(client, name, 1)
    assert stopped.status_code == 429
    assert "Too many attempts" in stopped.content.decode()


def test_the_password_is_not_guessed_where_a_browser_is_open(client, alice):
    client.force_login(alice)
    assert attempts(client, "account_reauthenticate", 11).status_code == 429


def test_behind_a_proxy_each_client_has_its_own_limit(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    # What stands before the address that our proxy appended, the client made up.
    for made_up in ("203.0.113.1", "203.0.113.2"):
        last = attempts(client, "account_signup", 11, x_forwarded_for=f"{made_up}, 198.51.100.7")
    assert last.status_code == 429
    assert attempts(client, "account_signup", 1, x_forwarded_for="198.51.100.8").status_code == 200


def test_without_a_proxy_nobody_gets_around_the_limit_by_a_header(client, db):
    for made_up in ("203.0.113.1", "203.0.113.2"):
        last = attempts(client, "account_signup", 11, x_forwarded_for=made_up)
    assert last.status_code == 429


def test_where_fewer_proxies_come_before_than_are_trusted_the_one_who_connects_counts(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for made_up in ("203.0.113.1", "203.0.113.2"):
        last = attempts(client, "account_signup", 11, x_forwarded_for=made_up)
    assert last.status_code == 429
