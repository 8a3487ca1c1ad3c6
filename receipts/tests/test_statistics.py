"""Statistics of Alice's workspace; what Charlie spends is his own."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.access import Actor
from accounts.selectors import access_current
from receipts import services
from receipts.models import Receipt, Status
from receipts.statistics import Day, Scope, reading, spending


@pytest.fixture
def spent(make_receipt):
    """Put a completed receipt into the record."""

    def make(total, currency="EUR", day="2026-03-05", merchant="Corner Shop", **changes):
        given = {"status": Status.COMPLETED, "merchant_name": merchant, "date": day, "currency": currency}
        return make_receipt(**{**given, "total": total, **changes})

    return make


def shown(parts) -> list[tuple]:
    return [(part.name or part.key, part.count, str(part.amount.normalize())) for part in parts]


def test_currencies_are_never_added_up(spent, workspace):
    spent("0.10")
    spent("0.20", day="2026-01-31")
    spent("79000", "VND")
    spent("5", "")
    euro, unknown, dong = spending(Scope(workspace=workspace))
    assert [(one.currency, one.count) for one in (euro, unknown, dong)] == [("EUR", 2), ("", 1), ("VND", 1)]
    assert (euro.amount, dong.amount) == (Decimal("0.3"), Decimal(79000))
    assert shown(euro.months) == [(date(2026, 1, 1), 1, "0.2"), (date(2026, 3, 1), 1, "0.1")]


def test_only_completed_receipts_of_the_workspace_count(spent, workspace, charlie):
    theirs = access_current(user=charlie).workspace
    spent("1000", workspace=theirs)
    spent("20", status=Status.NEEDS_REVIEW)
    spent(None)
    assert spending(Scope(workspace=workspace)) == []
    spent("3")
    assert [str(one.amount) for one in spending(Scope(workspace=workspace))] == ["3.0000"]
    assert [str(one.amount) for one in spending(Scope(workspace=theirs))] == ["1000.0000"]
    assert reading(Scope(workspace=workspace)).statuses[Status.COMPLETED] == 2


def test_spending_is_told_apart_by_category_merchant_and_uploader(spent, workspace, alice, bob, by_alice):
    meals = services.category_create(workspace=workspace, name="Meals", by=by_alice)
    spent("1", category=meals, uploaded_by=alice)
    spent("2", category=meals, uploaded_by=bob, merchant="CORNER SHOP")
    spent("4", merchant="", uploaded_by=None)
    (euro,) = spending(Scope(workspace=workspace))
    assert shown(euro.categories) == [(None, 1, "4"), ("Meals", 2, "3")]
    assert shown(euro.merchants) == [(None, 1, "4"), ("Corner Shop", 2, "3")]
    assert shown(euro.uploaders) == [
        (None, 1, "4"),
        ("bob@example.org", 1, "2"),
        ("alice@example.org", 1, "1"),
    ]


def test_of_many_merchants_the_largest_of_each_currency_are_told(spent, workspace):
    for number in range(22):
        spent(str(100 + number), merchant=f"shop {number}")
    spent("1", "USD", merchant="corner")
    euro, dollar = spending(Scope(workspace=workspace))
    assert len(euro.merchants) == 20
    assert (euro.merchants[0].name, euro.merchants[-1].name) == ("shop 21", "shop 2")
    assert shown(dollar.merchants) == [("corner", 1, "1")]


def test_a_scope_narrows_by_days_labels_and_uploader(spent, workspace, alice, by_alice):
    meals = services.category_create(workspace=workspace, name="Meals", by=by_alice)
    spent("1", day="2026-01-01", uploaded_by=alice)
    tagged = services.receipt_tag(receipt=spent("2", day="2026-01-31"), by=by_alice, names=["trip", "q1"])
    spent("4", day="2026-02-01", category=meals)
    spent("8", day=None)
    yesterday = timezone.now() - timedelta(days=1)
    Receipt.objects.filter(id=tagged.id).update(created_at=yesterday)

    def total(**scope):
        return sum(one.amount for one in spending(Scope(workspace=workspace, **scope)))

    assert total() == 15
    assert total(first=date(2026, 1, 1), last=date(2026, 1, 31)) == 3
    assert total(day=Day.UPLOAD, last=yesterday.date()) == 2
    assert total(day=Day.UPLOAD, first=timezone.now().date(), last=date.max) == 13
    assert total(category=meals) == 4
    assert total(tag=tagged.tags.get(name="trip")) == 2
    assert total(uploader=alice.id) == 1


def test_straight_through_is_what_no_person_touched(read_receipt, workspace, alice):
    by = Actor(alice)
    for _ in range(2):
        read_receipt(status=Status.COMPLETED)
    read_receipt()
    services.receipt_approve(receipt=read_receipt(), by=by)
    place = {"section": "", "row": 0, "name": "total"}
    corrected = read_receipt(status=Status.COMPLETED)
    services.field_correct(receipt=corrected, by=by, value="13", **place)
    found = reading(Scope(workspace=workspace))
    assert (found.read, found.straight_through, found.straight_through_rate) == (5, 2, 0.4)
    assert found.seconds_until_review.median >= 0


def test_accuracy_is_of_values_that_a_person_saw(read_receipt, workspace, alice, charlie):
    by, head = Actor(alice), {"section": "", "row": 0}
    read_receipt(status=Status.COMPLETED, model_version="m1")
    services.receipt_approve(receipt=read_receipt(model_version="m1"), by=by)
    open_still = read_receipt(model_version="m1")
    services.field_correct(receipt=open_still, by=by, name="total", value="13", **head)
    services.field_correct(receipt=open_still, by=by, name="currency", value="EUR", **head)
    theirs = read_receipt(model_version="m1", workspace=access_current(user=charlie).workspace)
    services.receipt_approve(receipt=theirs, by=Actor(charlie))

    found = reading(Scope(workspace=workspace)).fields
    assert [(one.model_version, one.field, one.right, one.checked) for one in found] == [
        ("m1", "merchant_name", 1, 1),
        ("m1", "date", 1, 1),
        ("m1", "currency", 0, 1),
        ("m1", "total", 1, 2),
    ]


def test_durations_are_told_by_rank(make_receipt, workspace):
    assert reading(Scope(workspace=workspace)).seconds.median is None
    for seconds in range(1, 21):
        make_receipt(seconds=seconds, status=Status.COMPLETED)
    found = reading(Scope(workspace=workspace)).seconds
    assert (found.median, found.p95) == (10, 19)
