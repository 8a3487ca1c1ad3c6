"""Log-in by a provider: who is let in, as whom, and who is not."""

import re
from html import unescape

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User, Workspace
from accounts.rights import Role
from accounts.services import invitation_create
from accounts.tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider
from accounts.tests.steps import confirm, is_in, log_in

HERE = "/accounts/oidc/id.example/login/"


@pytest.fixture
def provider(db, settings):
    """A provider, of which the installation knows."""
    provider = OidcProvider()
    app = {"provider_id": "id.example", "name": "Example ID", "client_id": CLIENT_ID, "secret": CLIENT_SECRET}
    app["settings"] = {"server_url": provider.issuer}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    yield provider
    provider.stop()


def sign_on(client, provider, address=HERE, **person):
    """Press the button as this person at the provider; return the page where it ends."""
    provider.person = person
    on_the_way = client.post(address).content.decode()
    there = unescape(re.search(r"0;url=([^\"]+)\"", on_the_way)[1])
    back = requests.get(there, allow_redirects=False, timeout=10).headers["Location"]
    return client.get(back, follow=True).content.decode()


def erin(**changed):
    """What the provider says of Erin, who confirmed her address there."""
    return {"sub": "7", "email": "Erin@Example.org", "email_verified": True, "name": "Erin E", **changed}


def person_in(client) -> str:
    """Return the address of the person that the browser is logged in as."""
    return User.objects.get(pk=client.session["_auth_user_id"]).email


def test_who_is_new_gets_an_account_and_a_workspace(client, provider):
    assert "No receipts yet" in sign_on(client, provider, **erin())
    user = User.objects.get()
    assert (user.email, user.name, user.workspaces.get().name) == (
        "erin@example.org",
        "Erin E",
        "erin’s workspace",
    )
    assert user.emailaddress_set.get().verified
    again = Client()
    sign_on(again, provider, **erin(email="erin@elsewhere.example"))
    assert person_in(again) == "erin@example.org"


def test_nobody_new_gets_in_where_sign_up_is_closed(client, provider, settings):
    settings.ACCOUNT_SIGNUP_OPEN = False
    assert "Sign-up is closed" in sign_on(client, provider, **erin())
    assert not User.objects.exists()


def test_who_was_invited_joins_even_where_sign_up_is_closed(
    client, provider, settings, workspace, by_alice, django_capture_on_commit_callbacks
):
    settings.ACCOUNT_SIGNUP_OPEN = False
    invitation = {"workspace": workspace, "email": "erin@example.org", "role": Role.ANALYST}
    with django_capture_on_commit_callbacks(execute=True):
        invitation_create(**invitation, by=by_alice)
    client.get(re.search(r"/invitations/\S+/", mail.outbox[-1].body)[0])
    sign_on(client, provider, **erin())
    assert person_in(client) == "erin@example.org"
    assert workspace.memberships.get(user__email="erin@example.org").role == Role.ANALYST


def test_who_confirmed_the_address_here_and_there_is_let_in_and_told(client, provider, alice):
    sign_on(client, provider, **erin(email=alice.email))
    assert person_in(client) == alice.email
    assert alice.socialaccount_set.get().uid == "7"
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == ([alice.email], "Tillroll: Example ID logs you in now")


@pytest.mark.parametrize("word", [False, "false", None])
def test_an_address_that_is_not_confirmed_there_opens_no_account(client, provider, alice, word):
    sign_on(client, provider, **erin(email=alice.email, email_verified=word))
    assert "_auth_user_id" not in client.session
    taken = client.post(reverse("socialaccount_signup"), {"email": alice.email}).content.decode()
    assert "Log in to it, then connect Example ID" in taken
    assert not SocialAccount.objects.exists()


def test_nobody_lies_in_wait_with_the_address_of_another(client, provider):
    mallory = Client()
    mallory.post(reverse("account_signup"), {"email": "erin@example.org", "password1": "lying-in-wait-1"})
    assert not EmailAddress.objects.get().verified
    sign_on(client, provider, **erin())
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_a_text_counts_as_a_yes_only_if_it_says_so(client, provider):
    sign_on(client, provider, **erin(email_verified="true"))
    assert EmailAddress.objects.get().verified


def test_who_is_logged_in_connects_and_disconnects_by_themselves(client, provider, alice):
    log_in(client, alice, "swordfish-1")
    confirm(client, "swordfish-1")
    connected = sign_on(client, provider, HERE + "?process=connect", **erin())
    assert "Erin@Example.org" in connected
    assert "Disconnect" in connected
    elsewhere = Client()
    sign_on(elsewhere, provider, **erin())
    assert person_in(elsewhere) == alice.email
    client.post(reverse("socialaccount_connections"), {"account": alice.socialaccount_set.get().pk})
    assert not SocialAccount.objects.exists()


def test_connecting_wants_the_password_again(client, provider, alice):
    log_in(client, alice, "swordfish-1")
    assert "Is it still you?" in sign_on(client, provider, HERE + "?process=connect", **erin())
    assert not SocialAccount.objects.exists()


def test_the_account_of_somebody_else_is_not_taken_over(client, provider, alice, charlie):
    sign_on(Client(), provider, **erin(email=charlie.email))
    log_in(client, alice, "swordfish-1")
    confirm(client, "swordfish-1")
    page = sign_on(client, provider, HERE + "?process=connect", **erin(email=charlie.email))
    assert "connected to somebody else" in page
    assert SocialAccount.objects.get().user == charlie


def test_who_lives_by_the_provider_alone_is_not_locked_out(client, provider):
    sign_on(client, provider, **erin())
    account = SocialAccount.objects.get()
    page = client.post(reverse("socialaccount_connections"), {"account": account.pk}).content.decode()
    assert "Choose a password first" in page
    assert "Choose a password" in client.get(reverse("account_change_password"), follow=True).content.decode()


def test_a_failed_sign_up_leaves_no_workspace(client, provider, monkeypatch):
    monkeypatch.setattr("accounts.sign_on.first_workspace_give", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sign_on(client, provider, **erin())
    assert not User.objects.exists()
    assert not Workspace.objects.exists()


def test_who_refuses_there_and_a_provider_that_is_away_are_told_apart(client, provider):
    assert "You stopped on the way" in sign_on(client, provider)
    provider.stop()
    assert "did not succeed" in client.post(HERE).content.decode()
    assert not is_in(client)


def test_a_code_that_is_not_of_this_browser_opens_nothing(client, provider):
    provider.person = erin()
    answer = client.get(f"{HERE}callback/?state=made-up&code=made-up")
    assert answer.status_code == 401
    assert "did not succeed" in answer.content.decode()


@pytest.mark.parametrize(
    "claims", [{"sub": "8"}, {"aud": "another-program"}, {"iss": "https://evil.example"}]
)
def test_a_token_that_is_not_meant_for_us_or_this_person_opens_nothing(client, provider, claims):
    provider.claims = claims
    assert "did not succeed" in sign_on(client, provider, **erin())
    assert not User.objects.exists()


def test_the_provider_is_offered_only_where_there_is_one(client, provider, alice, settings):
    names = ("account_login", "account_signup")
    assert all("Continue with Example ID" in client.get(reverse(name)).content.decode() for name in names)
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert not any("Continue with" in client.get(reverse(name)).content.decode() for name in names)
    client.force_login(alice)
    assert "Connections" not in client.get(reverse("account_email")).content.decode()
