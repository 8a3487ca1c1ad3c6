"""What people decide of a receipt: approve, cancel, read again, split, delete."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from api.tests.answers import LIST, assert_problem, detail
from receipts.models import Receipt
from receipts.tests.images import photo


def test_only_finished_receipts_are_read_again(api, alice, make_receipt):
    failed = make_receipt(status="failed", error="The pods are away.")
    response = api(alice).post(detail(failed) + "reprocess/")
    assert (response.status_code, response.json()["status"]) == (202, "queued")
    assert_problem(api(alice).post(detail(failed) + "reprocess/"), 409, "wrong_state")


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


def test_bob_says_that_a_receipt_is_no_duplicate(api, alice, bob, anna, read_receipt):
    first = read_receipt()
    second = read_receipt(duplicate_of=first, review_reasons=["possible_duplicate"])
    shown = api(anna).get(detail(second)).json()
    assert (shown["duplicate_of"], shown["review_reasons"]) == (str(first.id), ["possible_duplicate"])
    assert_problem(api(anna).post(detail(second) + "not-a-duplicate/"), 403, "permission_denied")
    response = api(bob).post(detail(second) + "not-a-duplicate/")
    assert (response.status_code, response.json()["duplicate_of"]) == (200, None)
    assert "possible_duplicate" not in response.json()["review_reasons"]
    assert_problem(api(bob).post(detail(second) + "not-a-duplicate/"), 409, "wrong_state")
    order = {"action": "not-a-duplicate", "ids": [str(second.id)]}
    (result,) = api(alice).post(f"{LIST}bulk/", order).json()["results"]
    assert (result["status"], result["problem"]["code"]) == (409, "wrong_state")


def test_bob_approves_what_waits_for_review(api, alice, bob, anna, read_receipt):
    receipt = read_receipt(review_reasons=["low_confidence:total"])
    assert_problem(api(anna).post(detail(receipt) + "approve/"), 403, "permission_denied")
    response = api(bob).post(detail(receipt) + "approve/")
    assert response.status_code == 200
    assert (response.json()["status"], response.json()["review_reasons"]) == ("completed", [])
    assert response.headers["ETag"] == api(alice).get(detail(receipt)).headers["ETag"]
    assert_problem(api(bob).post(detail(receipt) + "approve/"), 409, "wrong_state")


def test_bob_stops_a_reading(api, bob, make_receipt):
    receipt = make_receipt()
    response = api(bob).post(detail(receipt) + "cancel/")
    assert (response.status_code, response.json()["status"]) == (200, "canceled")
    assert_problem(api(bob).post(detail(receipt) + "cancel/"), 409, "wrong_state")


def test_the_history_tells_who_did_what(api, alice, bob, charlie, read_receipt):
    receipt = read_receipt()
    api(bob).patch(detail(receipt), {"total": "13.50"})
    api(alice).post(detail(receipt) + "approve/")
    client, address, entries = api(bob), detail(receipt) + "history/?limit=1", []
    assert_problem(api(charlie).get(address), 404, "not_found")
    while address:
        page = client.get(address).json()
        entries += page["results"]
        address = page["next"]
    assert [(entry["user"], entry["key"], entry["action"], entry["changes"]) for entry in entries] == [
        ("alice@example.org", "test", "receipt.approved", {}),
        ("bob@example.org", "test", "receipt.corrected", {"total": ["12.50", "13.50"]}),
    ]


def test_the_printed_lines_are_shown_with_their_places(api, anna, charlie, read_receipt):
    address = detail(read_receipt()) + "lines/"
    lines = api(anna).get(address).json()
    assert [line["text"] for line in lines[:2]] == ["CORNER SHOP", "31/12/2024"]
    assert (lines[0]["page"], lines[0]["confidence"], lines[0]["polygon"][0]) == (1, 0.9, [0.1, 0.1])
    assert_problem(api(charlie).get(address), 404, "not_found")
