"""The API as programs see it."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from accounts.access import Actor
from accounts.models import ApiKey
from receipts import services
from receipts.models import Receipt
from receipts.services import life
from receipts.tests.images import photo
from receipts.transitions import to_end

LIST = "/api/v1/receipts/"


@pytest.fixture(autouse=True)
def no_workers(monkeypatch):
    """Nothing is read meanwhile."""
    monkeypatch.setattr(life, "receipt_send_soon", lambda receipt_id: None)


def detail(receipt) -> str:
    return reverse("api:receipt-detail", kwargs={"id": receipt.id})


def file(data=None, name="lunch.jpg"):
    return {"file": SimpleUploadedFile(name, photo() if data is None else data)}


def assert_problem(response, status, code):
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["type"], problem["status"], problem["code"]) == ("about:blank", status, code)
    assert problem["title"]
    assert problem["detail"].endswith(".")
    return problem


def test_an_upload_is_accepted(api, alice, bob):
    response = api(alice).post(LIST, file(), format="multipart")
    assert response.status_code == 202
    assert response.headers["Retry-After"]
    receipt = response.json()
    assert response.headers["Location"].endswith(f"/api/v1/receipts/{receipt['id']}/")
    assert (receipt["status"], receipt["stage"], receipt["progress"]) == ("queued", "", 0)
    assert (receipt["filename"], receipt["total"], receipt["line_items"]) == ("lunch.jpg", None, [])
    assert api(bob).get(response.headers["Location"]).json() == receipt


def test_an_upload_sent_again_under_its_key_is_one_receipt(api, alice):
    client = api(alice)
    ids = {
        client.post(LIST, file(), format="multipart", headers={"Idempotency-Key": "a"}).json()["id"]
        for _ in range(2)
    }
    assert len(ids) == 1
    assert (
        client.post(LIST, file(), format="multipart", headers={"Idempotency-Key": "b"}).json()["id"]
        not in ids
    )


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
        ("post", detail(receipt) + "retry/"),
        ("post", detail(receipt) + "split/"),
        ("post", detail(receipt) + "keep-as-one/"),
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


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "empty_file"),
        (b"hello", 415, "unknown_type"),
        (photo()[:300], 422, "damaged_file"),
        (b"x" * 1_500_000, 413, "file_too_large"),
        (b"x" * 1_060_000, 413, "file_too_large"),
    ],
)
def test_bad_files_are_refused_with_their_reason(api, alice, settings, data, status, code):
    settings.MAX_UPLOAD_MB = 1
    assert_problem(api(alice).post(LIST, file(data), format="multipart"), status, code)
    assert not Receipt.objects.exists()


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


def test_nothing_is_acknowledged_while_the_storage_is_away(api, alice, files):
    files.joinpath(str(alice.workspaces.get().id)).write_text("in the way")
    assert_problem(api(alice).post(LIST, file(), format="multipart"), 503, "storage_away")
    assert not Receipt.objects.exists()


def test_a_duplicate_is_said(api, alice):
    client = api(alice)
    first = client.post(LIST, file(), format="multipart").json()
    again = client.post(LIST, file(name="again.jpg"), format="multipart").json()
    assert again["duplicate_of"] == first["id"]


def test_a_receipt_is_deleted_with_its_original(api, alice):
    client = api(alice)
    location = client.post(LIST, file(), format="multipart").headers["Location"]
    response = client.get(location + "original/")
    assert b"".join(response.streaming_content) == photo()
    assert response.headers["Content-Disposition"] == 'attachment; filename="lunch.jpg"'
    assert client.delete(location).status_code == 204
    assert_problem(client.get(location), 404, "not_found")


def test_a_file_that_is_gone_is_said(api, alice, make_receipt):
    assert_problem(api(alice).get(detail(make_receipt()) + "original/"), 404, "not_found")


def test_only_finished_receipts_are_read_again(api, alice, make_receipt):
    failed = make_receipt(status="failed", error="The pods are away.")
    response = api(alice).post(detail(failed) + "retry/")
    assert (response.status_code, response.json()["status"]) == (202, "queued")
    assert_problem(api(alice).post(detail(failed) + "retry/"), 409, "wrong_state")


def test_a_photo_of_two_receipts_is_split_once(api, alice, read_receipt):
    halves = [[[x, 0.0], [x + 0.5, 0.0], [x + 0.5, 1.0], [x, 1.0]] for x in (0.0, 0.5)]
    two = read_receipt(regions=[{"page": 1, "polygon": half} for half in halves])
    default_storage.save("page.jpg", ContentFile(photo()))
    client = api(alice)
    assert [region["polygon"] for region in client.get(detail(two)).json()["regions"]] == halves
    response = client.post(detail(two) + "split/")
    assert response.status_code == 202
    assert [part["split_from"] for part in response.json()] == [str(two.id)] * 2
    assert client.post(detail(two) + "split/").json() == response.json()
    assert client.get(detail(two)).json()["status"] == "split"
    assert Receipt.objects.count() == 3


def test_a_photo_is_kept_as_one(api, alice, read_receipt):
    two = read_receipt(regions=[{"page": 1, "polygon": [[0, 0], [1, 0], [1, 1]]}] * 2)
    response = api(alice).post(detail(two) + "keep-as-one/")
    assert (response.status_code, response.json()["status"]) == (202, "queued")
    assert_problem(api(alice).post(detail(two) + "keep-as-one/"), 409, "wrong_state")


@pytest.mark.django_db(transaction=True)
def test_a_client_that_prefers_to_wait_gets_the_finished_receipt(api, alice, monkeypatch):
    def finish_soon(receipt_id):
        threading.Timer(0.3, finish, (receipt_id,)).start()

    def finish(receipt_id):
        Receipt.objects.filter(id=receipt_id).update(**to_end("needs_review"), merchant_name="CORNER SHOP")
        connection.close()

    monkeypatch.setattr(life, "receipt_send_soon", finish_soon)
    headers = {"Prefer": "respond-async, wait=30"}
    response = api(alice).post(LIST, file(), format="multipart", headers=headers)
    assert (response.status_code, response.json()["status"]) == (200, "needs_review")
    assert response.headers["Preference-Applied"] == "wait=30"
    assert "Retry-After" not in response.headers


def test_a_client_does_not_wait_for_ever(api, alice):
    response = api(alice).post(LIST, file(), format="multipart", headers={"Prefer": "wait=1"})
    assert (response.status_code, response.json()["status"]) == (202, "queued")
    assert response.headers["Retry-After"]


def test_the_description_of_the_api_is_complete(client):
    description = client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    upload = description["paths"]["/api/v1/receipts/"]["post"]
    assert {"200", "202", "413", "415", "422"} <= set(upload["responses"])
    assert {"apiKey": []} in upload["security"]
    fields = description["components"]["schemas"]["Receipt"]["properties"]
    assert {"merchant_name", "line_items", "taxes", "payments", "pages", "status"} <= set(fields)
