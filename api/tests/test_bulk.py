"""Many receipts by one request: each has a result of its own."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from api.tests.answers import LIST, assert_problem
from receipts.models import Receipt
from receipts.tests.images import photo

BULK, UPLOAD = LIST + "bulk/", LIST + "bulk-upload/"


def photos(*contents) -> dict[str, list[SimpleUploadedFile]]:
    """Return the form of an upload of several files."""
    return {"files": [SimpleUploadedFile(f"{i}.jpg", content) for i, content in enumerate(contents)]}


def outcomes(response) -> list[tuple]:
    """Return the status of each result, and the receipt's status or the problem's code."""
    assert response.status_code == 207, response.content
    return [
        (
            result["status"],
            result["receipt"]["status"] if "receipt" in result else result.get("problem", {}).get("code"),
        )
        for result in response.json()["results"]
    ]


def test_a_file_that_cannot_be_read_does_not_hinder_the_others(api, bob, workspace):
    form = photos(photo(), b"hello", b"", photo(colour="red"))
    response = api(bob).post(UPLOAD, form, format="multipart")
    assert outcomes(response) == [
        (202, "queued"),
        (415, "unknown_type"),
        (422, "empty_file"),
        (202, "queued"),
    ]
    results = response.json()["results"]
    assert [(result["index"], result["filename"]) for result in results] == [
        (i, f"{i}.jpg") for i in range(4)
    ]
    kept = {str(receipt_id) for receipt_id in workspace.receipts.values_list("id", flat=True)}
    assert kept == {result["receipt"]["id"] for result in results if "receipt" in result}


def test_an_upload_of_none_or_too_many_files_is_refused(api, bob, anna):
    client = api(bob)
    for form in ({}, {"files": "text"}, photos(*[b"x"] * 51)):
        problem = assert_problem(client.post(UPLOAD, form, format="multipart"), 400, "invalid")
        assert next(iter(problem["errors"])).startswith("files")
    assert_problem(client.post(UPLOAD, {"files": []}, format="json"), 415, "unsupported_media_type")
    assert_problem(api(anna).post(UPLOAD, photos(photo()), format="multipart"), 403, "permission_denied")
    assert not Receipt.objects.exists()


def test_all_files_together_are_as_large_as_one_may_be(api, bob, settings):
    settings.MAX_UPLOAD_MB = 1
    response = api(bob).post(UPLOAD, photos(*[b"x" * 600_000] * 2), format="multipart")
    assert_problem(response, 413, "file_too_large")


def test_where_it_fails_for_one_the_others_are_done_all_the_same(
    api, bob, charlie, make_receipt, read_receipt
):
    to_review, queued, of_charlie = read_receipt(), make_receipt(), charlie.workspaces.get()
    foreign = read_receipt(workspace=of_charlie)
    ids = [str(each) for each in (queued.id, foreign.id, uuid.uuid4(), to_review.id, to_review.id)]
    response = api(bob).post(BULK, {"action": "approve", "ids": ids})
    assert outcomes(response) == [
        (409, "wrong_state"),
        (404, "not_found"),
        (404, "not_found"),
        (200, "completed"),
    ]
    assert [result["id"] for result in response.json()["results"]] == ids[:4]
    foreign.refresh_from_db()
    assert foreign.status == "needs_review"


def test_receipts_are_stopped_read_again_and_deleted(api, bob, make_receipt):
    receipts = [make_receipt(filename=f"{number}.jpg") for number in range(3)]
    ids, client = [str(receipt.id) for receipt in receipts], api(bob)
    assert outcomes(client.post(BULK, {"action": "cancel", "ids": ids})) == [(200, "canceled")] * 3
    assert outcomes(client.post(BULK, {"action": "reprocess", "ids": ids})) == [(202, "queued")] * 3
    assert outcomes(client.post(BULK, {"action": "delete", "ids": ids[:2]})) == [(204, None)] * 2
    assert [str(receipt.id) for receipt in Receipt.objects.all()] == ids[2:]


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"action": "burn", "ids": [str(uuid.uuid4())]}, "action"),
        ({"action": "\ud800", "ids": [str(uuid.uuid4())]}, "action"),
        ({"action": "delete"}, "ids"),
        ({"action": "delete", "ids": []}, "ids"),
        ({"action": "delete", "ids": ["42", 7, 10**60, "\ud800"]}, "ids.0"),
        ({"action": "delete", "ids": {"all": True}}, "ids"),
        ({"action": "delete", "ids": [str(uuid.UUID(int=number)) for number in range(501)]}, "ids"),
        ([], "non_field_errors"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(api, bob, given, place):
    problem = assert_problem(
        api(bob).post(BULK, json.dumps(given), content_type="application/json"), 400, "invalid"
    )
    assert next(iter(problem["errors"])) == place


def test_anna_may_not_do_anything_to_many(api, anna, read_receipt):
    order = {"action": "approve", "ids": [str(read_receipt().id)]}
    assert_problem(api(anna).post(BULK, order), 403, "permission_denied")
