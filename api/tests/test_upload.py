"""Uploads, one at a time."""

import threading

import pytest
from django.db import connection

from api.tests.answers import LIST, assert_problem, file
from receipts.models import Receipt
from receipts.services import life
from receipts.tests.images import photo
from receipts.transitions import to_end


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


def test_nothing_is_acknowledged_while_the_storage_is_away(api, alice, files):
    files.joinpath(str(alice.workspaces.get().id)).write_text("in the way")
    assert_problem(api(alice).post(LIST, file(), format="multipart"), 503, "storage_away")
    assert not Receipt.objects.exists()


def test_a_duplicate_is_said(api, alice):
    client = api(alice)
    first = client.post(LIST, file(), format="multipart").json()
    again = client.post(LIST, file(name="again.jpg"), format="multipart").json()
    assert again["duplicate_of"] == first["id"]


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
