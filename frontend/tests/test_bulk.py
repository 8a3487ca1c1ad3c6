"""What people do to the receipts that they chose in the inbox, here without scripts."""

import uuid

import pytest
from django.urls import reverse

from receipts import services
from receipts.bulk import ACTIONS
from receipts.models import Category, Receipt, Status

BULK, EXPORT = "/inbox/bulk/", "/inbox/bulk/export/"


@pytest.fixture
def to_review(make_receipt) -> list[Receipt]:
    """Two receipts that wait for review."""
    return [make_receipt(filename=f"{number}.jpg", status=Status.NEEDS_REVIEW) for number in range(2)]


def chosen(*receipts: Receipt) -> list[str]:
    return [str(receipt.id) for receipt in receipts]


def told(client, ids, **given) -> str:
    """Return what the inbox says after an action."""
    page = client.post(BULK, {"id": ids, **given}, follow=True)
    [message] = page.context["messages"]
    return str(message)


def statuses() -> dict[str, str]:
    return dict(Receipt.objects.values_list("filename", "status"))


def test_each_row_can_be_chosen_and_belongs_to_the_form(browser, bob, to_review):
    page = browser(bob).get("/").content.decode()
    for receipt in to_review:
        assert f'name="id" value="{receipt.id}" form="bulk"' in page
    assert f'<form id="bulk" class="bulk" method="post" action="{BULK}"' in page


def test_bob_approves_what_can_be_and_hears_of_the_rest(browser, bob, to_review, make_receipt):
    queued, gone = make_receipt(filename="queued.jpg"), str(uuid.uuid4())
    said = told(browser(bob), [*chosen(*to_review, queued), gone], action="approve")
    assert said == (
        "Approved 2; 2 could not be: "
        "Only a receipt that waits for review can be approved. (queued.jpg) There is no such receipt."
    )
    assert statuses() == {"0.jpg": "completed", "1.jpg": "completed", "queued.jpg": "queued"}


def test_many_of_one_reason_are_not_all_named(browser, bob, make_receipt):
    made = [make_receipt(filename=f"{number}.jpg") for number in range(5)]
    assert told(browser(bob), chosen(*made), action="approve").endswith("(0.jpg, 1.jpg, 2.jpg, 2 more)")


@pytest.mark.parametrize(
    ("reason", "why"),
    [("missing_total", "No total was found."), ("possible_duplicate", "like a receipt that is here already")],
)
def test_what_has_to_be_opened_is_not_approved_in_passing(browser, bob, make_receipt, reason, why):
    receipt = make_receipt(status=Status.NEEDS_REVIEW, review_reasons=[reason])
    said = told(browser(bob), chosen(receipt), action="approve")
    assert why in said
    assert "Open it to decide." in said
    receipt.refresh_from_db()
    assert receipt.status == Status.NEEDS_REVIEW


def test_bob_labels_reads_again_and_deletes(browser, bob, to_review, workspace):
    client, ids = browser(bob), chosen(*to_review)
    meals = Category.objects.create(workspace=workspace, name="Meals")
    assert told(client, ids, action="categorize", category=meals.id) == "Set the category of 2."
    assert told(client, ids, action="add_tags", tags="trip, client") == "Tagged 2."
    assert told(client, ids, action="remove_tags", tags="Trip") == "Took tags from 2."
    assert {receipt.category for receipt in Receipt.objects.all()} == {meals}
    assert {tag.name for receipt in Receipt.objects.all() for tag in receipt.tags.all()} == {"client"}
    assert told(client, ids, action="categorize", category="none") == "Set the category of 2."
    assert not Receipt.objects.exclude(category=None).exists()
    assert told(client, ids, action="reprocess") == "Reading again 2."
    assert set(statuses().values()) == {"queued"}
    assert told(client, ids[:1], action="delete") == "Deleted 1."
    assert list(statuses()) == ["1.jpg"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"action": "burn"}, "Select a valid choice. burn is not one of the available choices."),
        ({"action": "add_tags", "tags": " , "}, "Write a tag first."),
        (
            {"action": "categorize", "category": "7"},
            "This category is not there any more. Load the page again.",
        ),
        ({"action": "delete", "id": []}, "Choose receipts first."),
        ({"action": "delete", "id": ["x"]}, "Write ids of receipts."),
        ({"action": "delete", "id": [str(uuid.uuid4())] * 501}, "Name at most 500 receipts."),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_with_a_sentence(browser, bob, to_review, given, sentence):
    form = {"id": chosen(*to_review), **given}
    page = browser(bob).post(BULK, form, follow=True)
    assert [str(message) for message in page.context["messages"]] == [sentence]
    scripted = browser(bob).post(BULK, form, headers={"X-Requested-With": "fetch"})
    assert (scripted.status_code, scripted.json()["detail"]) == (422, sentence)
    assert set(statuses().values()) == {"needs_review"}


def test_the_list_is_as_it_was_afterwards(browser, bob, to_review):
    form = {"id": chosen(*to_review), "action": "approve", "back": "?status=needs_review&q=jpg"}
    assert browser(bob).post(BULK, form).headers["Location"] == "/?status=needs_review&q=jpg"
    for elsewhere in ("//evil.example/", "https://evil.example/"):
        form = {"action": "approve", "back": elsewhere}
        assert browser(bob).post(BULK, form).headers["Location"] == "/"


def test_one_unforeseen_failure_is_told_and_does_not_hinder_the_others(
    browser, bob, to_review, monkeypatch, caplog
):
    approve = services.receipt_approve

    def fail_once(*, receipt, by):
        if receipt == to_review[0]:
            raise RuntimeError("secret")
        return approve(receipt=receipt, by=by)

    monkeypatch.setitem(ACTIONS, "approve", fail_once)
    said = told(browser(bob), chosen(*to_review), action="approve")
    assert said == "Approved 1; 1 could not be: Something unexpected went wrong. Try again later. (0.jpg)"
    assert "could not be changed" in caplog.text


def test_charlie_reaches_nothing_of_alices(browser, charlie, to_review):
    assert told(browser(charlie), chosen(*to_review), action="delete") == (
        "2 could not be: There is no such receipt."
    )
    answer = browser(charlie).post(EXPORT, {"id": chosen(*to_review), "format": "csv"})
    assert b"0.jpg" not in b"".join(answer.streaming_content)
    assert len(statuses()) == 2


def test_anna_only_exports_what_she_chose(browser, anna, to_review):
    client = browser(anna)
    page = client.get("/").content.decode()
    assert f'formaction="{EXPORT}"' in page
    assert 'value="delete"' not in page
    assert client.post(BULK, {"id": chosen(*to_review), "action": "delete"}).status_code == 403
    answer = client.post(EXPORT, {"id": chosen(to_review[0]), "format": "csv", "action": "", "category": "7"})
    content = b"".join(answer.streaming_content)
    assert b"0.jpg" in content
    assert b"1.jpg" not in content
    none = client.post(EXPORT, {"format": "csv"}, follow=True)
    assert "Choose receipts first." in none.content.decode()


def test_a_zip_of_the_chosen_is_made_in_the_background(browser, anna, to_review, workspace, monkeypatch):
    monkeypatch.setattr("receipts.exports.services.job_send_soon", lambda job: None)
    answer = browser(anna).post(EXPORT, {"id": chosen(to_review[0]), "format": "zip"})
    assert answer.headers["Location"] == reverse("exports")
    assert workspace.exports.get().count == 1
