"""What is sent again under its key is done once."""

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from accounts.models import Workspace
from api import idempotency
from api.models import KeyedRequest
from api.receipts.views import ReceiptViewSet
from api.tests.test_problems import LIST, assert_problem
from receipts import services
from receipts.models import Receipt
from receipts.tests.images import photo


def upload(client, key="monday-1", name="lunch.jpg", data=None):
    file = SimpleUploadedFile(name, photo() if data is None else data)
    return client.post(LIST, {"file": file}, format="multipart", headers={"Idempotency-Key": key})


def test_the_repetition_gets_the_first_answer(api, alice):
    client = api(alice)
    first = upload(client)
    Receipt.objects.update(status="completed")
    second = upload(client)
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (second.status_code, second.content) == (202, first.content)
    for name in ("Location", "Retry-After", "Content-Type"):
        assert second.headers[name] == first.headers[name]
    assert Receipt.objects.count() == 1
    assert upload(client, key="monday-2").json()["id"] != first.json()["id"]


def test_a_refusal_is_an_answer_too(api, alice):
    client = api(alice)
    assert [upload(client, data=b"hello").status_code for _ in range(2)] == [415, 415]
    assert_problem_again = upload(client, data=b"hello")
    assert assert_problem_again.headers["Content-Type"] == "application/problem+json"
    assert assert_problem_again.headers["Idempotent-Replayed"] == "true"


def test_something_else_under_the_same_key_is_refused(api, alice):
    client = api(alice)
    upload(client)
    assert_problem(upload(client, data=photo() + b" "), 422, "reused_key")
    assert_problem(upload(client, name="dinner.jpg"), 422, "reused_key")
    other_query = client.post(LIST + "?a=1", headers={"Idempotency-Key": "monday-1"})
    assert_problem(other_query, 422, "reused_key")


def test_keys_are_those_of_one_person_in_one_workspace_at_one_address(api, alice, bob, charlie, make_receipt):
    receipt = make_receipt(status="failed")
    ids = {upload(api(person)).json()["id"] for person in (alice, charlie)}
    assert len(ids) == 2
    assert upload(api(bob)).headers.get("Idempotent-Replayed") is None
    anew = api(alice).post(f"{LIST}{receipt.id}/reprocess/", headers={"Idempotency-Key": "monday-1"})
    assert anew.status_code == 202


def test_rights_are_asked_before_stored_answers(api, alice):
    upload(api(alice))
    assert upload(api(alice, "read")).status_code == 403
    client = api(alice)
    alice.api_keys.update(revoked_at=timezone.now())
    assert upload(client).status_code == 401


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\xe9", "a\tb"])
def test_an_unusable_key_is_refused(api, alice, key):
    assert_problem(upload(api(alice), key=key), 400, "unusable_key")
    assert not Receipt.objects.exists()


def test_a_fault_of_the_server_frees_the_key(api, alice, monkeypatch):
    client = api(alice)
    with monkeypatch.context() as broken:
        broken.setattr(services, "receipt_upload", lambda **_: 1 / 0)
        assert upload(client).status_code == 500
    again = upload(client)
    assert again.status_code == 202
    assert "Idempotent-Replayed" not in again.headers


def test_what_has_no_answer_yet_is_still_running_until_it_must_have_died(api, alice):
    client = api(alice)
    upload(client)
    KeyedRequest.objects.update(status=None, body=None)
    waiting = upload(client)
    assert_problem(waiting, 409, "still_running")
    assert waiting.headers["Retry-After"]
    KeyedRequest.objects.update(started_at=timezone.now() - timedelta(minutes=11))
    assert upload(client).status_code == 202


def test_keys_are_forgotten_after_a_day(api, alice):
    client = api(alice)
    upload(client)
    KeyedRequest.objects.update(started_at=timezone.now() - timedelta(hours=25))
    again = upload(client, data=photo() + b" ")
    assert (again.status_code, again.headers.get("Idempotent-Replayed")) == (202, None)
    KeyedRequest.objects.update(started_at=timezone.now() - timedelta(hours=25))
    upload(client, key="tuesday")
    assert KeyedRequest.objects.count() == 1


def test_secret_answers_are_not_kept(api, alice, monkeypatch):
    def secret(*arguments):
        response = answer(*arguments)
        response.headers["Cache-Control"] = "no-store"
        return response

    answer = ReceiptViewSet.started
    monkeypatch.setattr(ReceiptViewSet, "started", secret)
    assert_not_kept(api(alice))


def test_large_answers_are_not_kept(api, alice, monkeypatch):
    monkeypatch.setattr(idempotency, "_LARGEST", 10)
    assert_not_kept(api(alice))


def assert_not_kept(client):
    assert upload(client).status_code == 202
    assert KeyedRequest.objects.get().body is None
    assert_problem(upload(client), 409, "answer_not_kept")
    assert Receipt.objects.count() == 1


def test_deleting_a_workspace_deletes_its_answers(api, alice):
    upload(api(alice))
    Receipt.objects.all().delete()
    Workspace.objects.filter(members=alice).delete()
    assert not KeyedRequest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_time_one_is_done(api, alice, monkeypatch):
    client, inside, may_end = api(alice), threading.Event(), threading.Event()
    receipt_upload, answers = services.receipt_upload, []

    def slow_upload(**arguments):
        inside.set()
        assert may_end.wait(10)
        return receipt_upload(**arguments)

    def send():
        answers.append(upload(client))
        connections.close_all()

    monkeypatch.setattr(services, "receipt_upload", slow_upload)
    first = threading.Thread(target=send)
    first.start()
    assert inside.wait(10)
    assert_problem(upload(client), 409, "still_running")
    may_end.set()
    first.join()
    assert upload(client).content == answers[0].content
    assert Receipt.objects.count() == 1
