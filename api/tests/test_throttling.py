"""Nobody asks more often than they may, and nobody suffers for what others ask."""

import socket

import pytest
from limits import parse

from api.tests.test_problems import LIST, assert_problem
from api.throttling import Quotas, quotas

THREE = parse("3/minute")


@pytest.fixture(autouse=True)
def three_a_minute(settings):
    settings.API_RATE = THREE
    quotas()._storage.reset()


@pytest.fixture
def silent_port():
    """A server that takes connections and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def statuses(client, number):
    return [client.get(LIST).status_code for _ in range(number)]


def test_a_key_that_asks_too_often_is_told_when_to_come_back(api, alice):
    client = api(alice)
    answers = [client.get(LIST) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"default";q=3;w=60'}
    left = [answer.headers["RateLimit"].split(";")[1] for answer in answers]
    assert left == ["r=2", "r=1", "r=0", "r=0"]
    assert_problem(answers[3], 429, "throttled")
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 60


def test_each_key_and_person_has_a_count_of_its_own(api, browser, alice, bob):
    first, second = api(alice), api(alice)
    assert statuses(first, 4)[-1] == 429
    assert statuses(second, 3) == [200] * 3
    assert [browser(alice).get(LIST).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert statuses(browser(bob), 3) == [200] * 3


def test_strangers_are_counted_by_address(client, db):
    assert statuses(client, 3) == [401, 429, 429]


def test_behind_a_proxy_of_ours_each_stranger_has_a_count_of_their_own(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    strangers = [{"x-forwarded-for": f"203.0.113.9, 198.51.100.{number}"} for number in range(4)]
    assert [client.get(LIST, headers=stranger).status_code for stranger in strangers] == [401] * 4


def test_guessing_keys_does_not_help(client, db):
    headers = [{"Authorization": f"Bearer {number}"} for number in range(4)]
    guesses = [client.get(LIST, headers=guess).status_code for guess in headers]
    assert guesses == [401, 401, 401, 429]


def test_pages_are_not_counted(client, db):
    assert "RateLimit" not in client.get("/accounts/login/").headers


@pytest.mark.parametrize("answers", [True, False], ids=["silent", "gone"])
def test_while_valkey_is_away_everybody_passes_and_only_one_waits(silent_port, answers):
    now = 100.0
    quotas = Quotas(f"redis://127.0.0.1:{silent_port if answers else 1}", clock=lambda: now)
    asked = []
    hit = quotas._hit
    quotas._hit = lambda *arguments: asked.append(now) or hit(*arguments)
    assert [quotas.hit(THREE, "somebody") for _ in range(5)] == [None] * 5
    assert asked == [100.0]
    now = 105.0
    quotas.hit(THREE, "somebody")
    assert asked == [100.0, 105.0]
