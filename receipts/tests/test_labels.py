"""Categories, tags and notes: Alice and Bob sort the receipts of their workspace; Charlie has his own."""

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Actor
from accounts.audit import audit_list, audit_of
from accounts.selectors import access_current
from receipts import labels, services
from receipts.errors import StateError
from receipts.models import Category, Tag


@pytest.fixture
def make_category(workspace, by_alice):
    return lambda name: services.category_create(workspace=workspace, name=name, by=by_alice)


@pytest.fixture
def make_tag(workspace, by_alice):
    return lambda name: services.tag_create(workspace=workspace, name=name, by=by_alice)


def names(receipt) -> list[str]:
    return sorted(receipt.tags.values_list("name", flat=True))


def last(workspace):
    entry = audit_list(workspace=workspace)[0]
    return entry.user_name, entry.action, entry.changes


def test_names_are_trimmed_and_taken_once_whatever_their_case(make_category, make_tag, charlie):
    assert make_category("  Café \x00 and\nbar ").name == "Café and bar"
    make_tag("ÄRGER")
    with pytest.raises(ValidationError, match="There is a category of this name already"):
        make_category("CAFÉ AND BAR")
    with pytest.raises(ValidationError, match="There is a tag of this name already"):
        make_tag("ärger")
    elsewhere = access_current(user=charlie).workspace
    services.tag_create(workspace=elsewhere, name="Ärger", by=Actor(charlie))


@pytest.mark.parametrize("name", ["", " \u200b\ud800 ", "x" * 101])
def test_a_name_has_to_be_shown_and_kept(make_category, name):
    with pytest.raises(ValidationError, match="The name of a category has 1 to 100 characters"):
        make_category(name)


def test_a_workspace_has_only_so_many_tags(make_tag, monkeypatch):
    monkeypatch.setitem(services.labels.MOST_LABELS, Tag, 1)
    make_tag("first")
    with pytest.raises(ValidationError, match="at most 1 tags"):
        make_tag("second")


def test_the_usual_categories_are_for_workspaces_without_any(workspace, by_alice, make_category):
    services.categories_start(workspace=workspace, by=by_alice)
    services.categories_start(workspace=workspace, by=by_alice)
    assert {category.name for category in labels.categories_list(workspace=workspace)} == set(
        labels.USUAL_CATEGORIES
    )


def test_labels_of_a_receipt_are_told_and_remembered(make_receipt, make_category, workspace, bob):
    receipt, meals = make_receipt(), make_category("Meals")
    receipt = services.receipt_categorize(receipt=receipt, by=Actor(bob), category=meals)
    assert (receipt.category, receipt.revision) == (meals, 1)
    assert last(workspace) == ("bob@example.org", "receipt.labelled", {"category": [None, "Meals"]})

    receipt = services.receipt_tag(receipt=receipt, by=Actor(bob), names=["trip", " Berlin ", "TRIP"])
    assert names(receipt) == ["Berlin", "TRIP"]
    receipt = services.receipt_tag(receipt=receipt, by=Actor(bob), names=["trip"])
    assert (names(receipt), receipt.revision) == (["TRIP"], 3)
    assert last(workspace)[2] == {"tags": [["Berlin", "TRIP"], ["TRIP"]]}

    receipt = services.receipt_note(receipt=receipt, by=Actor(bob), note=" With Jo,\r\nand Kim\x00 ")
    assert (receipt.note, receipt.revision) == ("With Jo,\nand Kim", 4)
    assert last(workspace)[2] == {"note": ["", "With Jo,\nand Kim"]}


def test_what_is_so_already_changes_nothing(make_receipt, by_alice, workspace):
    receipt = services.receipt_tag(receipt=make_receipt(), by=by_alice, names=["trip"])
    count = audit_list(workspace=workspace).count()
    services.receipt_tag(receipt=receipt, by=by_alice, names=["Trip"])
    services.receipt_note(receipt=receipt, by=by_alice, note=" ")
    services.receipt_categorize(receipt=receipt, by=by_alice, category=None)
    receipt.refresh_from_db()
    assert (receipt.revision, audit_list(workspace=workspace).count()) == (1, count)


def test_tags_are_added_to_and_taken_from_those_a_receipt_has(make_receipt, by_alice):
    receipt = services.receipt_tag(receipt=make_receipt(), by=by_alice, names=["a", "b"])
    receipt = services.receipt_tags_add(receipt=receipt, by=by_alice, names=["c", "B"])
    receipt = services.receipt_tags_remove(receipt=receipt, by=by_alice, names=["A", "unknown"])
    assert names(receipt) == ["b", "c"]
    with pytest.raises(ValidationError, match="at most 20 tags"):
        services.receipt_tags_add(receipt=receipt, by=by_alice, names=map(str, range(19)))


def test_nobody_uses_the_categories_of_another_workspace(make_receipt, by_alice, charlie):
    elsewhere = access_current(user=charlie).workspace
    theirs = services.category_create(workspace=elsewhere, name="Theirs", by=Actor(charlie))
    with pytest.raises(ValidationError, match="There is no such category"):
        services.receipt_categorize(receipt=make_receipt(), by=by_alice, category=theirs)


def test_a_note_that_is_too_long_is_refused(make_receipt, by_alice):
    with pytest.raises(ValidationError, match="at most 2000 characters"):
        services.receipt_note(receipt=make_receipt(), by=by_alice, note="x" * 2001)


def test_renaming_changes_what_its_receipts_show(make_receipt, make_category, by_alice, workspace):
    meals = make_category("Meals")
    receipt = services.receipt_categorize(receipt=make_receipt(), by=by_alice, category=meals)
    services.category_rename(category=meals, name="MEALS", by=by_alice)
    assert last(workspace)[1:] == ("category.renamed", {"name": ["Meals", "MEALS"]})
    receipt.refresh_from_db()
    assert (receipt.category.name, receipt.revision) == ("MEALS", 2)


def test_merging_moves_the_receipts(make_receipt, make_tag, make_category, by_alice, workspace):
    trip, travel = make_tag("trip"), make_tag("travel")
    one, both = make_receipt(), make_receipt()
    services.receipt_tag(receipt=one, by=by_alice, names=["trip"])
    services.receipt_tag(receipt=both, by=by_alice, names=["trip", "travel"])
    services.tag_merge(tag=trip, into=travel, by=by_alice)
    assert names(one) == names(both) == ["travel"]
    assert last(workspace)[1:] == ("tag.merged", {"name": ["trip", "travel"]})

    food, meals = make_category("Food"), make_category("Meals")
    services.receipt_categorize(receipt=one, by=by_alice, category=food)
    services.category_merge(category=food, into=meals, by=by_alice)
    one.refresh_from_db()
    assert (one.category, Category.objects.count()) == (meals, 1)
    with pytest.raises(ValidationError, match="Choose another category"):
        services.category_merge(category=meals, into=meals, by=by_alice)


def test_deleting_leaves_the_receipts(make_receipt, make_tag, make_category, by_alice, workspace):
    receipt, meals = make_receipt(), make_category("Meals")
    services.receipt_categorize(receipt=receipt, by=by_alice, category=meals)
    receipt = services.receipt_tag(receipt=receipt, by=by_alice, names=["trip"])
    services.category_delete(category=meals, by=by_alice)
    services.tag_delete(tag=Tag.objects.get(), by=by_alice)
    assert last(workspace)[1] == "tag.deleted"
    receipt.refresh_from_db()
    assert (receipt.category, names(receipt), receipt.revision) == (None, [], 4)


@pytest.mark.parametrize(
    "act",
    [
        lambda tag, other, by: services.tag_rename(tag=tag, name="journey", by=by),
        lambda tag, other, by: services.tag_merge(tag=tag, into=other, by=by),
        lambda tag, other, by: services.tag_merge(tag=other, into=tag, by=by),
        lambda tag, other, by: services.tag_delete(tag=tag, by=by),
    ],
)
def test_a_label_that_somebody_deleted_meanwhile_is_said_so(make_tag, by_alice, act):
    tag, other = make_tag("trip"), make_tag("client")
    services.tag_delete(tag=Tag.objects.get(name="trip"), by=by_alice)
    with pytest.raises(StateError, match="This tag is not there any more"):
        act(tag, other, by_alice)


def test_counts_are_of_receipts(make_receipt, make_tag, by_alice, workspace):
    make_tag("unused")
    for _ in range(2):
        services.receipt_tag(receipt=make_receipt(), by=by_alice, names=["trip"])
    counted = labels.with_counts(labels.tags_list(workspace=workspace))
    assert [(tag.name, tag.receipt_count) for tag in counted] == [("trip", 2), ("unused", 0)]


def test_a_merchant_keeps_the_category_that_a_person_gave_it_last(make_receipt, make_category, by_alice):
    meals, other = make_category("Meals"), make_category("Other")
    seen = make_receipt(merchant_name="Corner  SHOP")
    new = make_receipt()

    def proposed():
        return labels.category_of_merchant(new, "ＣＯＲＮＥＲ shop ")

    assert proposed() is None
    services.receipt_categorize(receipt=seen, by=by_alice, category=meals)
    assert proposed() == meals
    services.receipt_categorize(receipt=seen, by=by_alice, category=other)
    services.category_merge(category=other, into=meals, by=by_alice)
    assert proposed() == meals
    services.receipt_categorize(receipt=seen, by=by_alice, category=None)
    assert proposed() is None


def test_only_a_receipt_without_category_is_given_one(make_receipt, make_category, by_alice, charlie):
    meals, other = make_category("Meals"), make_category("Other")
    seen = make_receipt(merchant_name="Corner Shop")
    services.receipt_categorize(receipt=seen, by=by_alice, category=meals)
    assert labels.category_of_merchant(make_receipt(category=other), "Corner Shop") is None
    assert labels.category_of_merchant(make_receipt(), "") is None
    theirs = make_receipt(workspace=access_current(user=charlie).workspace)
    assert labels.category_of_merchant(theirs, "Corner Shop") is None
    assert audit_of(workspace=seen.workspace, subject_id=seen.id).count() == 1
