"""Whatever is refused below /api/ is refused with a problem document, whoever refuses."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from api.receipts.views import ReceiptViewSet

LIST = "/api/v1/receipts/"


def assert_problem(response, status, code):
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["detail"].endswith(".")
    assert problem["request_id"] == response.headers["X-Request-Id"]


@pytest.mark.parametrize("address", ["/api/", "/api/nowhere/", "/api/v1/nowhere/", "/api/v1/receipts/17/"])
def test_an_unknown_address(api, alice, address):
    assert_problem(api(alice).get(address), 404, "not_found")


def test_a_forgotten_slash_is_pointed_out(api, alice):
    assert "end with a slash" in api(alice).get("/api/v1/receipts").json()["detail"]


@pytest.mark.parametrize(
    ("method", "address", "body", "misspelt"),
    [
        ("post", "keys", {"name": "scanner", "days": 1}, "days"),
        ("post", "invitations", {"email": "dora@example.org", "rol": "owner"}, "rol"),
        ("post", "webhooks", {"url": "https://books.example/", "event": []}, "event"),
        ("post", "categories", {"name": "Meals", "colour": "red"}, "colour"),
        ("post", "exports", {"format": "csv", "filter": {"status": "failed"}}, "filter"),
        ("patch", "workspace", {"completion_threshold": 0.5}, "completion_threshold"),
        ("get", "statistics/reading", {"from": "2026-01-01"}, "from"),
        ("get", "audit", {"actor": 1}, "actor"),
    ],
)
def test_a_misspelt_name_is_refused(api, alice, method, address, body, misspelt):
    answer = getattr(api(alice), method)(f"/api/v1/{address}/", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [misspelt])


def test_what_was_shown_can_be_sent_back(api, alice):
    client = api(alice)
    shown = client.get("/api/v1/workspace/").json()
    assert client.patch("/api/v1/workspace/", {**shown, "name": "Another name"}).status_code == 200


def test_a_method_that_an_address_does_not_know(api, alice):
    response = api(alice).put(LIST, {})
    assert_problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_a_host_that_is_not_ours(client):
    assert_problem(client.get(LIST, headers={"Host": "elsewhere.example"}), 400, "invalid")


def test_a_person_whose_page_sends_no_token(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert_problem(client.post(LIST, {}), 403, "permission_denied")


def test_a_body_of_a_type_or_an_answer_that_there_is_not(api, alice):
    client = api(alice)
    assert_problem(client.post(LIST, "<a/>", content_type="text/xml"), 415, "unsupported_media_type")
    assert_problem(client.get(LIST, headers={"Accept": "text/html"}), 406, "not_acceptable")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "parse_error"),
        ('{"a": NaN}', 400, "parse_error"),
        ("[" * 100_000, 400, "parse_error"),
        (json.dumps("x" * 2_200_000), 413, "body_too_large"),
    ],
    ids=["broken", "no number", "deep", "large"],
)
def test_json_that_cannot_be_read(api, alice, monkeypatch, body, status, code):
    monkeypatch.setattr(ReceiptViewSet, "parser_classes", ReceiptViewSet.__base__.parser_classes)
    response = api(alice).post(LIST, body, content_type="application/json")
    assert_problem(response, status, code)


def test_forms_that_cannot_be_read(api, alice):
    client = api(alice)
    broken = client.post(LIST, b"no parts", content_type="multipart/form-data; boundary=")
    assert_problem(broken, 400, "parse_error")
    many_fields = {f"field{number}": "x" for number in range(1_100)}
    assert_problem(client.post(LIST, many_fields, format="multipart"), 400, "parse_error")
    many_files = {f"file{number}": SimpleUploadedFile("a.jpg", b"x") for number in range(110)}
    assert_problem(client.post(LIST, many_files, format="multipart"), 400, "parse_error")


def test_a_fault_of_ours_says_nothing_of_our_insides(client, settings, monkeypatch):
    settings.API_RATE = "no rate"
    client.raise_request_exception = False
    response = client.get(LIST)
    assert_problem(response, 500, "error")
    assert "no rate" not in response.content.decode()


def test_pages_keep_their_own_errors(client, db):
    response = client.get("/nowhere/")
    assert response.headers["Content-Type"].startswith("text/html")


def test_head_and_options(api, alice):
    client = api(alice)
    assert client.head(LIST).status_code == 200
    response = client.options(LIST)
    assert response.json() == {"methods": ["GET", "POST", "HEAD", "OPTIONS"]}
    assert response.headers["Allow"] == "GET, POST, HEAD, OPTIONS"
