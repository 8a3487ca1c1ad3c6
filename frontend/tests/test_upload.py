"""Uploading from the page: each file is kept once, or refused with a sentence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from receipts.models import Receipt
from receipts.tests.images import photo

FETCH = {"X-Requested-With": "fetch"}


def upload(client: Client, data: bytes, *, name: str = "lunch.jpg", token: str = ""):
    """Post one file as the page does."""
    file = SimpleUploadedFile(name, data, "image/jpeg")
    headers = {**FETCH, "X-Upload-Token": token}
    return client.post(reverse("receipt_upload"), {"file": file}, headers=headers)


def test_a_file_is_kept_and_its_state_is_told(browser, workspace, alice):
    response = upload(browser(alice), photo())
    receipt = Receipt.objects.get()
    assert response.status_code == 201
    assert response.json()["id"] == str(receipt.id)
    assert (response.json()["status"], response.json()["filename"]) == ("queued", "lunch.jpg")
    assert (receipt.workspace, receipt.uploaded_by) == (workspace, alice)


@pytest.mark.parametrize("data", [b"hello", photo()[:200]])
def test_what_is_no_photo_is_refused_with_a_sentence(browser, alice, data):
    response = upload(browser(alice), data)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"].endswith(".")
    assert not Receipt.objects.exists()


def test_a_request_without_a_file_is_refused(browser, alice):
    response = browser(alice).post(reverse("receipt_upload"), headers=FETCH)
    assert (response.status_code, response.json()["detail"]) == (400, "No file came with the request.")


def test_a_file_sent_again_because_its_answer_was_lost_is_one_receipt(browser, alice):
    client = browser(alice)
    first = upload(client, photo(), token="a" * 32)
    again = upload(client, photo(), token="a" * 32)
    assert again.status_code == 201
    assert again.json()["id"] == first.json()["id"]
    assert Receipt.objects.count() == 1


def test_another_file_under_the_same_token_is_never_lost(browser, alice):
    client = browser(alice)
    first = upload(client, photo(), token="a" * 32)
    other = upload(client, photo(colour="black"), token="a" * 32)
    assert other.json()["id"] != first.json()["id"]


def test_a_storage_that_is_away_is_told_so_that_the_page_tries_again(browser, alice, monkeypatch):
    def fail(*args: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage.save", fail)
    response = upload(browser(alice), photo())
    assert response.status_code == 503
    assert response.json()["detail"].startswith("The file storage did not answer.")


def test_the_same_file_chosen_twice_is_kept_twice_and_said(browser, alice):
    client = browser(alice)
    first = upload(client, photo(), token="a" * 32)
    second = upload(client, photo(), token="b" * 32)
    assert second.json()["duplicate_of"] == first.json()["id"]


def test_charlie_does_not_get_alices_receipt_by_her_token(browser, alice, charlie):
    hers = upload(browser(alice), photo(), token="a" * 32)
    his = upload(browser(charlie), photo(), token="a" * 32)
    assert his.json()["id"] != hers.json()["id"]


def test_a_page_whose_session_ended_is_told_so(client, db):
    response = upload(client, photo())
    assert response.status_code == 401
    assert "log in again" in response.json()["detail"]


def test_an_upload_from_another_site_is_refused(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert upload(client, photo()).status_code == 403
    assert not Receipt.objects.exists()
