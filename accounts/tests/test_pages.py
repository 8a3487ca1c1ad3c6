"""Sign-up, log-in and the pages of one's account, each in the product's look."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User, Workspace
from accounts.rights import Role
from accounts.tests.steps import assert_our_look, confirm

PASSWORD = "swordfish-and-chips"


def sign_up(client, email="dora@example.org"):
    """Fill in the form."""
    return client.post(reverse("account_signup"), {"email": email, "password1": PASSWORD})


def test_who_signs_up_gets_a_workspace_and_is_logged_in(client, db):
    assert sign_up(client).headers["Location"] == "/"
    membership = User.objects.get().memberships.get()
    assert (membership.role, membership.workspace.name) == (Role.OWNER, "dora’s workspace")
    assert "No receipts yet" in client.get("/").content.decode()


def test_a_failed_sign_up_leaves_no_workspace(client, alice):
    page = sign_up(client, email="alice@example.org")
    assert page.status_code == 200
    assert Workspace.objects.count() == 1


def test_a_closed_sign_up_says_so_and_is_not_offered(client, db, settings):
    assert "Create an account" in client.get(reverse("account_login")).content.decode()
    settings.ACCOUNT_SIGNUP_OPEN = False
    assert "Sign-up is closed" in client.get(reverse("account_signup")).content.decode()
    assert "Create an account" not in client.get(reverse("account_login")).content.decode()
    sign_up(client)
    assert not User.objects.exists()


def test_a_wrong_password_is_said_and_leaves_the_address_in_its_place(client, alice):
    page = client.post(reverse("account_login"), {"login": alice.email, "password": "wrong"}).content.decode()
    assert "not correct" in page
    assert f'value="{alice.email}"' in page


def test_who_guesses_passwords_is_stopped_and_told(client, alice):
    for _ in range(5):
        client.post(reverse("account_login"), {"login": alice.email, "password": "guess"})
    right = client.post(reverse("account_login"), {"login": alice.email, "password": "swordfish-1"})
    assert "Too many failed login attempts" in right.content.decode()


def test_a_forgotten_password_is_replaced_by_a_link(client, alice):
    answer = client.post(reverse("account_reset_password"), {"email": alice.email}, follow=True)
    assert "Look into your mailbox" in answer.content.decode()
    link = re.search(r"http://\S+", mail.outbox[0].body)[0]
    form = client.get(link, follow=True)
    assert "Choose a new password" in form.content.decode()
    done = client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert "Your new password is saved" in done.content.decode()
    assert client.login(email=alice.email, password=PASSWORD)
    assert "no longer works" in client.get(link, follow=True).content.decode()


def test_an_address_is_confirmed_by_a_link(client, db):
    sign_up(client)
    link = re.search(r"http://\S+", mail.outbox[0].body)[0]
    page = client.get(link)
    assert "dora@example.org" in page.content.decode()
    client.post(link)
    assert User.objects.get().emailaddress_set.get().verified


def test_only_what_can_be_done_with_an_address_is_offered(client, alice):
    client.force_login(alice)
    confirm(client, "swordfish-1")
    alone = client.get(reverse("account_email")).content.decode()
    assert not re.findall(r'name="action_(?!add)', alone)
    client.post(reverse("account_email"), {"action_add": "", "email": "alice@example.net"})
    both = client.get(reverse("account_email")).content.decode()
    assert re.findall(r'name="action_(\w+)', both) == ["primary", "send", "remove", "add"]


def test_a_closed_account_cannot_log_in(client, alice):
    User.objects.update(is_active=False)
    answer = client.post(
        reverse("account_login"), {"login": alice.email, "password": "swordfish-1"}, follow=True
    )
    assert "This account is closed" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_reset_password", "account_email_verification_sent"]
)
def test_pages_before_the_log_in_keep_to_the_strict_policy(client, db, name):
    assert_our_look(client.get(reverse(name)).content.decode())


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "usersessions_list",
        "socialaccount_connections",
    ],
)
def test_pages_of_the_account_keep_to_the_strict_policy(client, alice, name):
    client.force_login(alice)
    confirm(client, "swordfish-1")
    assert_our_look(client.get(reverse(name)).content.decode())
