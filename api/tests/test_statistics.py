"""Statistics as programs see them."""

from decimal import Decimal

import pytest

from accounts.rights import Right
from accounts.selectors import access_current
from receipts import services

SPENDING, READING = "/api/v1/statistics/spending/", "/api/v1/statistics/reading/"


@pytest.fixture
def spent(make_receipt, charlie):
    """Alice's shop spent 12.50, Charlie's 1,000."""
    given = {"status": "completed", "merchant_name": "Corner Shop", "currency": "EUR", "date": "2026-03-05"}
    make_receipt(**given, total="1000", workspace=access_current(user=charlie).workspace)
    return make_receipt(**given, total="12.50")


def test_spending_is_a_document_of_currencies(api, alice, anna, charlie, spent):
    (euro,) = api(anna, Right.READ).get(SPENDING).json()["currencies"]
    assert (euro["currency"], euro["count"], euro["amount"]) == ("EUR", 1, "12.50")
    assert euro["months"] == [{"month": "2026-03", "count": 1, "amount": "12.50"}]
    assert euro["categories"] == [{"id": None, "name": "", "count": 1, "amount": "12.50"}]
    assert euro["merchants"] == [{"name": "Corner Shop", "count": 1, "amount": "12.50"}]
    assert api(charlie).get(SPENDING).json()["currencies"][0]["amount"] == "1000"


def test_parameters_choose_the_receipts(api, alice, spent, workspace, by_alice):
    meals = services.category_create(workspace=workspace, name="Meals", by=by_alice)
    client = api(alice)

    def count(**parameters):
        return sum(one["count"] for one in client.get(SPENDING, parameters).json()["currencies"])

    assert count(date_from="2026-03-05", date_to="2026-03-05") == 1
    assert count(date_to="2026-03-04") == 0
    assert count(category=meals.id) == 0
    services.receipt_categorize(receipt=spent, by=by_alice, category=meals)
    assert count(category=meals.id) == 1
    assert count(uploader=alice.id) == 0
    assert count(day="upload", date_to="2020-01-01") == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("day", "never"),
        ("date_from", "2026-02-30"),
        ("category", "1"),
        ("tag", "9" * 30),
        ("tag", "a\x00"),
        ("uploader", "9" * 30),
    ],
)
def test_nonsense_is_refused_by_name(api, alice, name, value):
    for address in (SPENDING, READING):
        refused = api(alice).get(address, {name: value})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, [name])


def test_the_categories_of_others_are_no_parameter(api, charlie, workspace, by_alice):
    meals = services.category_create(workspace=workspace, name="Meals", by=by_alice)
    assert api(charlie).get(SPENDING, {"category": meals.id}).status_code == 400


def test_reading_tells_how_well_it_goes(api, alice, read_receipt, by_alice, django_assert_max_num_queries):
    services.receipt_approve(
        receipt=read_receipt(total=Decimal("12.50"), seconds=2, model_version="m1"), by=by_alice
    )
    read_receipt(status="completed", seconds=4)
    client = api(alice)
    client.get(READING)
    with django_assert_max_num_queries(10):
        shown = client.get(READING).json()
    assert (shown["read"], shown["straight_through"], shown["straight_through_rate"]) == (2, 1, 0.5)
    assert shown["statuses"]["completed"] == 2
    assert shown["seconds"] == {"median": 2, "p95": 4}
    assert shown["seconds_until_review"]["p95"] >= 0
    assert shown["fields_checked"][0] == {
        "model_version": "m1",
        "field": "merchant_name",
        "checked": 1,
        "right": 1,
        "accuracy": 1.0,
    }
