"""Labels on pages: Alice keeps them, Bob gives them, Anna only sees them, Charlie sees none."""

import pytest
from django.urls import reverse

from receipts import services
from receipts.models import Category, Receipt, Tag

SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture
def receipt(read_receipt, workspace, by_alice) -> Receipt:
    """One that is tagged 'trip'."""
    return services.receipt_tag(receipt=read_receipt(), by=by_alice, names=["trip"])


@pytest.fixture
def meals(workspace, by_alice) -> Category:
    return services.category_create(workspace=workspace, name="Meals", by=by_alice)


def save(client, receipt, what, headers=SCRIPT, **data):
    return client.post(reverse(f"receipt_{what}", args=[receipt.id]), data, headers=headers)


def test_each_label_is_saved_by_itself(browser, bob, receipt, meals):
    client = browser(bob)
    chosen = save(client, receipt, "category", category=meals.id).content.decode()
    assert f'<option value="{meals.id}" selected>Meals</option>' in chosen
    assert 'data-revision="2"' in chosen
    save(client, receipt, "tags", add="Berlin, q1,")
    tagged = save(client, receipt, "tags", remove="trip").content.decode()
    assert [f'value="{name}" aria-label="Remove' in tagged for name in ("Berlin", "q1", "trip")] == [1, 1, 0]
    assert '<option value="trip"></option>' in tagged
    assert "With &lt;Jo&gt;" in save(client, receipt, "note", value="With <Jo>").content.decode()
    receipt.refresh_from_db()
    assert (receipt.category, receipt.note) == (meals, "With <Jo>")
    save(client, receipt, "category", category="")
    receipt.refresh_from_db()
    assert receipt.category is None


def test_what_cannot_be_saved_says_why(browser, bob, receipt):
    client = browser(bob)
    for what, data, sentence in (
        ("category", {"category": "9" * 30}, "not there any more"),
        ("tags", {"add": "x" * 51}, "1 to 50 characters"),
        ("note", {"value": "x" * 2001}, "at most 2000 characters"),
    ):
        refused = save(client, receipt, what, **data)
        assert (refused.status_code, sentence in refused.json()["detail"]) == (422, True)


def test_without_scripts_the_page_comes_back(browser, bob, receipt):
    response = save(browser(bob), receipt, "tags", headers={}, add="q1")
    assert response.headers["Location"] == reverse("receipt", args=[receipt.id])


def test_an_analyst_sees_labels_but_changes_none(browser, anna, receipt, meals):
    client = browser(anna)
    page = client.get(reverse("receipt", args=[receipt.id])).content.decode()
    assert ">trip</span>" in page
    assert 'id="category" name="category" disabled' in page
    assert "Remove the tag" not in page
    assert "new-tag" not in page.replace('for="new-tag"', "")
    for what in ("category", "tags", "note"):
        assert save(client, receipt, what).status_code == 403


def test_charlie_reaches_no_label(browser, charlie, receipt, meals):
    client = browser(charlie)
    for what in ("category", "tags", "note"):
        assert save(client, receipt, what, add="mine", value="mine").status_code == 404
    for action in ("rename", "merge", "delete"):
        address = reverse(f"settings_label_{action}", args=["categories", meals.id])
        assert client.post(address, {"name": "Mine", "into": "Meals"}).status_code == 404


def test_an_owner_begins_with_the_usual_categories(browser, alice, receipt):
    client = browser(alice)
    settings = f'href="{reverse("settings_labels")}">Set up</a>'
    assert settings in client.get(reverse("receipt", args=[receipt.id])).content.decode()
    assert "Begin with these" in client.get(reverse("settings_labels")).content.decode()
    page = client.post(reverse("settings_categories_start"), follow=True).content.decode()
    assert "Groceries" in page
    assert "Begin with these" not in page
    assert settings not in client.get(reverse("receipt", args=[receipt.id])).content.decode()


def test_an_owner_renames_merges_and_deletes(browser, alice, receipt, meals):
    client = browser(alice)

    def change(action, label, **data):
        address = reverse(f"settings_label_{action}", args=["tags", label.id])
        return client.post(address, data, follow=True).content.decode()

    trip = Tag.objects.get()
    client.post(reverse("settings_label_add", args=["tags"]), {"name": "Travel"})
    travel = Tag.objects.get(name="Travel")
    assert "1 receipt" in change("rename", trip, name="Journey")
    assert "There is a tag of this name already" in change("rename", trip, name="travel")
    assert "There is no tag “Nothing”" in change("merge", trip, into="Nothing")
    change("merge", trip, into="Travel")
    assert list(receipt.tags.all()) == [travel]
    change("delete", travel)
    assert not Tag.objects.exists()
    assert client.get("/settings/labels/nothing/add/").status_code == 405
    assert client.post("/settings/labels/nothing/add/").status_code == 404


def test_only_owners_open_the_settings(browser, bob, anna, meals):
    for member in (bob, anna):
        assert browser(member).get(reverse("settings_labels")).status_code == 403
        address = reverse("settings_label_delete", args=["categories", meals.id])
        assert browser(member).post(address).status_code == 403
    assert Category.objects.exists()
