"""Where people are logged in, and how they end it."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.browsers import browser_name
from accounts.tests.steps import is_in, log_in

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"


@pytest.fixture
def phone(alice) -> Client:
    """Alice's phone, logged in."""
    phone = Client(headers={"user-agent": IPHONE})
    log_in(phone, alice, "swordfish-1")
    return phone


def test_all_sessions_of_a_person_are_listed_and_nobody_elses(client, alice, phone, charlie):
    log_in(Client(headers={"user-agent": WINDOWS}), charlie, "swordfish-3")
    log_in(client, alice, "swordfish-1")
    page = client.get(reverse("usersessions_list")).content.decode()
    assert page.count("127.0.0.1") == 2
    assert page.count("This browser") == 1
    assert "Safari on iPhone" in page
    assert "Edge" not in page


def test_ending_all_others_logs_them_out(client, alice, phone, charlie):
    stranger = Client()
    log_in(stranger, charlie, "swordfish-3")
    log_in(client, alice, "swordfish-1")
    client.post(reverse("usersessions_list"))
    assert not is_in(phone)
    assert is_in(client)
    assert is_in(stranger)


def test_ending_one_leaves_the_others(client, alice, phone):
    tablet = Client()
    log_in(tablet, alice, "swordfish-1")
    log_in(client, alice, "swordfish-1")
    lost = UserSession.objects.get(session_key=phone.session.session_key)
    page = client.post(reverse("session_end", args=[lost.pk]), follow=True).content.decode()
    assert "That browser is logged out." in page
    assert [is_in(phone), is_in(tablet), is_in(client)] == [False, True, True]


def test_nobody_ends_anothers_session_or_by_mistake_their_own(client, alice, phone, charlie):
    log_in(client, charlie, "swordfish-3")
    for session in UserSession.objects.all():
        assert client.post(reverse("session_end", args=[session.pk])).status_code == 404
    assert is_in(phone)
    assert is_in(client)


def test_use_is_noted_at_most_every_five_minutes(phone, monkeypatch):
    assert is_in(phone)
    noted = UserSession.objects.get().last_seen_at
    assert is_in(phone)
    assert UserSession.objects.get().last_seen_at == noted
    later = time.time() + 301
    monkeypatch.setattr("django.core.cache.backends.locmem.time.time", lambda: later)
    assert is_in(phone)
    assert UserSession.objects.get().last_seen_at > noted


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (IPHONE, "Safari on iPhone"),
        (WINDOWS, "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8.14.1", "Browser"),
        ("", "Browser"),
    ],
)
def test_a_browser_is_told_in_words(user_agent, name):
    assert browser_name(user_agent) == name
