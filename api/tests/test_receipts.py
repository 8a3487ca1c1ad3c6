"""The API as programs see it."""

import pytest
from django.db import OperationalError

from accounts.access import Actor
from accounts.models import ApiKey
from api.tests.answers import LIST, assert_problem, detail, file
from receipts import services
from receipts.models import Receipt


def test_a_read_receipt_shows_its_fields(api, alice, read_receipt):
    receipt = read_receipt()
    services.field_correct(receipt=receipt, by=Actor(alice), section="", row=0, name="total", value="13,50")
    shown = api(alice).get(detail(receipt)).json()
    total = shown["total"]
    assert (total["value"], total["source"], total["model_value"]) == ("13.50", "human", "12.50")
    assert (total["raw_text"], total["confidence"], total["page"]) == ("12.50", 0.8, 1)
    assert (total["polygon"][0], total["model_version"]) == ([0.1, 0.1], "m1")
    assert shown["merchant_name"]["value"] == "CORNER SHOP"
    assert [item["description"]["value"] for item in shown["line_items"]] == ["TEA", "CAKE"]
    assert shown["line_items"][0]["quantity"] is None
    assert (shown["tip"], shown["taxes"], shown["payments"]) == (None, [], [])
    assert shown["pages"][0]["image"].endswith(f"{detail(receipt)}pages/1/image/")
    assert shown["pages"][0]["width"] == 600


def test_charlie_sees_nothing_of_alices(api, charlie, read_receipt):
    receipt, client = read_receipt(), api(charlie)
    assert client.get(LIST).json()["results"] == []
    for method, address in [
        ("get", detail(receipt)),
        ("delete", detail(receipt)),
        ("post", detail(receipt) + "reprocess/"),
        ("post", detail(receipt) + "split/"),
        ("post", detail(receipt) + "keep-as-one/"),
        ("post", detail(receipt) + "not-a-duplicate/"),
        ("get", detail(receipt) + "original/"),
        ("get", detail(receipt) + "pages/1/image/"),
    ]:
        assert_problem(getattr(client, method)(address), 404, "not_found")
    assert Receipt.objects.filter(id=receipt.id).exists()


def test_without_a_key_nobody_gets_in(client, api, alice):
    response = client.get(LIST)
    assert_problem(response, 401, "not_authenticated")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert_problem(client.get(LIST, headers={"Authorization": "Bearer wrong"}), 401, "authentication_failed")
    known = api(alice)
    ApiKey.objects.all().delete()
    assert_problem(known.get(LIST), 401, "authentication_failed")


def test_requests_that_make_no_sense_are_refused(api, alice):
    client = api(alice)
    problem = assert_problem(client.post(LIST, {}, format="multipart"), 400, "invalid")
    assert "file" in problem["errors"]
    assert_problem(client.post(LIST, {"file": "text"}, format="multipart"), 400, "invalid")
    assert_problem(client.post(LIST, {}, format="json"), 415, "unsupported_media_type")
    assert_problem(client.put(LIST, {}, format="multipart"), 405, "method_not_allowed")
    assert_problem(client.get("/api/v1/receipts/42/"), 404, "not_found")
    assert_problem(client.get("/api/v1/nothing/"), 404, "not_found")
    assert_problem(client.get(LIST + "?cursor=nonsense"), 400, "invalid")


@pytest.mark.parametrize("limit", ["abc", "0", "-1", "", "9" * 5000])
def test_a_limit_that_is_no_number_is_refused(api, alice, limit):
    assert_problem(api(alice).get(LIST, {"limit": limit}), 400, "invalid")


def test_nobody_sees_the_inside_of_an_error(api, alice, monkeypatch, caplog):
    def fail(**_):
        raise RuntimeError("secret")

    monkeypatch.setattr(services, "receipt_upload", fail)
    problem = assert_problem(api(alice).post(LIST, file(), format="multipart"), 500, "error")
    assert "secret" not in str(problem)
    assert "secret" in caplog.text


def test_who_asks_while_the_database_is_away_is_told_to_come_back(api, alice, monkeypatch, caplog):
    def fail(**_):
        raise OperationalError("too many clients already")

    monkeypatch.setattr(services, "receipt_upload", fail)
    response = api(alice).post(LIST, file(), format="multipart")
    assert_problem(response, 503, "database_away")
    assert response.headers["Retry-After"] == "2"
    assert "too many clients" in caplog.text


def test_the_description_of_the_api_is_complete(client):
    description = client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    upload = description["paths"]["/api/v1/receipts/"]["post"]
    assert {"200", "202", "413", "415", "422"} <= set(upload["responses"])
    assert {"apiKey": []} in upload["security"]
    fields = description["components"]["schemas"]["Receipt"]["properties"]
    assert {"merchant_name", "line_items", "taxes", "payments", "pages", "status"} <= set(fields)
