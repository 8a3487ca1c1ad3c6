"""Pages of other sites use the API if the operator names them."""

import pytest

from api.tests.test_problems import LIST

SHOP = "https://shop.example"


@pytest.fixture(autouse=True)
def shop_allowed(settings):
    settings.CORS_ALLOWED_ORIGINS = [SHOP]


def test_a_site_that_is_named_may_ask(api, alice):
    response = api(alice).get(LIST, headers={"Origin": SHOP})
    assert response.headers["Access-Control-Allow-Origin"] == SHOP
    assert "Access-Control-Allow-Credentials" not in response.headers
    exposed = response.headers["Access-Control-Expose-Headers"]
    assert {"ETag", "Location", "RateLimit", "X-Request-Id"} <= set(exposed.split(", "))


def test_its_browser_asks_first_and_needs_no_key(client):
    asked = {"Origin": SHOP, "Access-Control-Request-Method": "POST"}
    headers = client.options(LIST, headers=asked).headers
    assert "POST" in headers["Access-Control-Allow-Methods"]
    allowed = headers["Access-Control-Allow-Headers"].split(", ")
    assert {"authorization", "idempotency-key", "if-match", "prefer"} <= set(allowed)


def test_other_sites_and_pages_stay_closed(client, db):
    assert "Access-Control-Allow-Origin" not in client.get(LIST, headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in client.get("/accounts/login/", headers={"Origin": SHOP})
