"""Categories and tags as programs see them: owners keep categories, typists tags, Charlie has his own."""

import json

import pytest

from accounts.access import Actor
from accounts.rights import Right
from accounts.selectors import access_current
from receipts import services
from receipts.models import Category, Tag

CATEGORIES, TAGS = "/api/v1/categories/", "/api/v1/tags/"


@pytest.fixture
def meals(workspace, by_alice) -> Category:
    return services.category_create(workspace=workspace, name="Meals", by=by_alice)


@pytest.fixture
def trip(workspace, by_alice) -> Tag:
    return services.tag_create(workspace=workspace, name="trip", by=by_alice)


def test_owners_keep_categories(api, alice, make_receipt, by_alice):
    client = api(alice)
    created = client.post(CATEGORIES, {"name": " Meals "}, format="json")
    assert (created.status_code, created.json()["name"], created.json()["receipt_count"]) == (201, "Meals", 0)
    address = created.headers["Location"]
    services.receipt_categorize(receipt=make_receipt(), by=by_alice, category=Category.objects.get())
    assert client.patch(address, {"name": "Food"}, format="json").json()["receipt_count"] == 1
    assert [one["name"] for one in client.get(CATEGORIES).json()["results"]] == ["Food"]
    assert client.get(address).json() == client.get(CATEGORIES).json()["results"][0]
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404


def test_typists_keep_tags(api, bob, make_receipt, trip):
    client = api(bob)
    created = client.post(TAGS, {"name": "Travel"}, format="json")
    assert created.status_code == 201
    services.receipt_tag(receipt=make_receipt(), by=Actor(bob), names=["trip"])
    merged = client.post(f"{TAGS}{trip.id}/merge/", {"into": created.json()["id"]}, format="json")
    assert merged.json() == {**created.json(), "receipt_count": 1}
    assert client.patch(created.headers["Location"], {"name": "travel"}, format="json").status_code == 200
    assert [tag["name"] for tag in client.get(TAGS).json()["results"]] == ["travel"]
    assert client.delete(created.headers["Location"]).status_code == 204


def test_roles_say_who_may_change_what(api, alice, bob, anna, meals, trip):
    assert api(bob).post(CATEGORIES, {"name": "Food"}, format="json").status_code == 403
    assert api(alice, Right.WRITE).delete(f"{CATEGORIES}{meals.id}/").status_code == 403
    assert api(anna).post(TAGS, {"name": "Food"}, format="json").status_code == 403
    assert api(anna).post(f"{TAGS}{trip.id}/merge/", {"into": trip.id}, format="json").status_code == 403
    for address in (CATEGORIES, TAGS):
        assert len(api(anna).get(address).json()["results"]) == 1


def test_charlie_finds_nothing_of_alices(api, charlie, meals, trip):
    client = api(charlie)
    for address in (f"{CATEGORIES}{meals.id}/", f"{TAGS}{trip.id}/"):
        assert client.get(address).status_code == 404
        assert client.patch(address, {"name": "Mine"}, format="json").status_code == 404
        assert client.delete(address).status_code == 404
    theirs = services.tag_create(
        workspace=access_current(user=charlie).workspace, name="mine", by=Actor(charlie)
    )
    refused = client.post(f"{TAGS}{theirs.id}/merge/", {"into": trip.id}, format="json")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["into"])


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\x00", "\ud800", None, [], {"a": 1}])
def test_a_name_that_cannot_be_kept_is_refused(api, alice, name):
    body = json.dumps({"name": name})  # with escapes, as it may well come
    refused = api(alice).post(CATEGORIES, body, content_type="application/json")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["name"])


def test_a_name_that_is_taken_is_refused_with_a_sentence(api, alice, meals):
    refused = api(alice).post(CATEGORIES, {"name": "MEALS"}, format="json")
    assert refused.status_code == 400
    assert refused.json()["detail"] == "There is a category of this name already. Choose another name."


def test_an_id_beyond_all_ids_is_nothing(api, alice, meals):
    assert api(alice).get(f"{CATEGORIES}{10**30}/").status_code == 404
    merge = f"{CATEGORIES}{meals.id}/merge/"
    assert api(alice).post(merge, {"into": 10**30}, format="json").status_code == 400


def test_lists_are_cut_into_pages(api, alice, workspace, by_alice):
    for name in "cab":
        services.tag_create(workspace=workspace, name=name, by=by_alice)
    first = api(alice).get(TAGS, {"limit": 2}).json()
    second = api(alice).get(first["next"]).json()
    assert [tag["name"] for tag in first["results"] + second["results"]] == ["a", "b", "c"]


def test_a_receipt_shows_its_labels(api, alice, read_receipt, meals, by_alice, django_assert_max_num_queries):
    for _ in range(2):
        receipt = services.receipt_categorize(receipt=read_receipt(), by=by_alice, category=meals)
        services.receipt_tag(receipt=receipt, by=by_alice, names=["trip", "berlin"])
    client = api(alice)
    client.get("/api/v1/receipts/")
    with django_assert_max_num_queries(5):
        shown = client.get("/api/v1/receipts/").json()["results"]
    for one in (*shown, client.get(f"/api/v1/receipts/{receipt.id}/").json()):
        assert (one["category"], one["tags"]) == ({"id": meals.id, "name": "Meals"}, ["berlin", "trip"])
