"""The page that an invitation leads to: for newcomers, for who has an account, and for somebody else."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User, Workspace
from accounts.rights import Role
from accounts.selectors import access_current
from accounts.services import invitation_create

PASSWORD = "swordfish-and-chips"


@pytest.fixture
def link(workspace, by_alice, django_capture_on_commit_callbacks):
    """Invite an address; return the path of the link in the letter."""

    def link(email="dora@example.org", role=Role.TYPIST) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            invitation_create(workspace=workspace, email=email, role=role, by=by_alice)
        return re.search(r"https?://[^/\s]+(/invitations/\S+)", mail.outbox[-1].body)[1]

    return link


def sign_up(client, email="dora@example.org", target=""):
    form = {"email": email, "password1": PASSWORD, "next": target}
    return client.post(reverse("account_signup"), form)


def test_a_newcomer_signs_up_and_is_there_even_where_sign_up_is_closed(client, link, workspace, settings):
    settings.ACCOUNT_SIGNUP_OPEN = False
    path = link()
    page = client.get(path).content.decode()
    for word in (
        "Join Alice&#x27;s shop",
        "alice@example.org",
        "as <strong>typist",
        "Create an account to join",
    ):
        assert word in page
    form = re.search(r'href="(/accounts/signup/\S+)"', page)[1].replace("&amp;", "&")
    assert 'value="dora@example.org"' in client.get(form).content.decode()
    assert "Sign up with that address" in sign_up(client, "eve@example.org").content.decode()
    back = sign_up(client, target=path).headers["Location"]
    assert client.get(back).headers["Location"] == "/"
    dora = User.objects.get(email="dora@example.org")
    assert (access_current(user=dora).workspace, access_current(user=dora).role) == (workspace, Role.TYPIST)
    assert Workspace.objects.count() == 1, "a workspace of her own would only be in the way"
    assert dora.emailaddress_set.get().verified
    assert client.get("/").status_code == 200


def test_without_a_valid_link_sign_up_stays_closed(client, link, settings):
    settings.ACCOUNT_SIGNUP_OPEN = False
    path = link()
    client.get(path)
    link()
    assert "Sign-up is closed" in client.get(reverse("account_signup")).content.decode()
    gone = client.get(path)
    assert (gone.status_code, "not valid any more" in gone.content.decode()) == (404, True)


def test_who_has_an_account_logs_in_comes_back_and_joins_by_a_click(client, link, charlie, workspace):
    path = link("charlie@example.org")
    page = client.get(path).content.decode()
    assert "Log in to join" in page
    login = client.post(
        reverse("account_login"), {"login": charlie.email, "password": "swordfish-3", "next": path}
    )
    assert login.headers["Location"] == path
    assert "Join</button>" in client.get(path).content.decode()
    assert client.post(path).headers["Location"] == "/"
    assert access_current(user=charlie).workspace == workspace


def test_who_is_not_logged_in_joins_nothing(client, link):
    path = link()
    assert client.post(path).headers["Location"].startswith(reverse("account_login"))


def test_whom_it_is_not_for_is_told_so(browser, link, charlie, workspace):
    path, client = link(), browser(charlie)
    page = client.get(path).content.decode()
    assert "Join</button>" not in page
    assert "you are logged in as <strong>charlie@example.org" in page
    told = client.post(path, follow=True).content.decode()
    assert "no address of yours" in told
    assert access_current(user=charlie).workspace != workspace


def test_an_open_sign_up_under_another_address_makes_a_workspace_of_ones_own(client, link):
    client.get(link())
    sign_up(client, "eve@example.org")
    assert str(access_current(user=User.objects.get(email="eve@example.org")).workspace) == "eve’s workspace"
