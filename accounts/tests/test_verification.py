"""Where addresses must be confirmed, nobody gets in before."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.tests.steps import is_in

PASSWORD = "swordfish-and-chips"


@pytest.fixture(autouse=True)
def mandatory(settings) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def sign_up(client, email="dora@example.org") -> str:
    """Fill in the form; return the page that follows."""
    form = {"email": email, "password1": PASSWORD}
    return client.post(reverse("account_signup"), form, follow=True).content.decode()


def link() -> str:
    """Return the link in the first letter."""
    return re.search(r"http://\S+", mail.outbox[0].body)[0]


def test_who_signs_up_is_kept_out_until_the_link_is_opened(client, db):
    assert "Look into your mailbox" in sign_up(client)
    assert not is_in(client)
    again = {"login": "dora@example.org", "password": PASSWORD}
    assert (
        "Look into your mailbox" in client.post(reverse("account_login"), again, follow=True).content.decode()
    )
    assert not is_in(client)
    client.post(link())
    assert is_in(client)


def test_a_link_opened_elsewhere_lets_nobody_in_there(client, db):
    sign_up(client)
    elsewhere = Client()
    elsewhere.post(link())
    assert not is_in(elsewhere)
    client.post(reverse("account_login"), {"login": "dora@example.org", "password": PASSWORD})
    assert is_in(client)


def test_a_taken_address_is_told_to_its_owner_alone(client, alice):
    assert "Look into your mailbox" in sign_up(client, alice.email)
    assert [letter.to for letter in mail.outbox] == [[alice.email]]
    assert "You have an account with it already" in mail.outbox[0].body
