"""The page of statistics, for everybody of the workspace."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.selectors import access_current
from frontend.columns import MOST_MONTHS, columns, compact
from frontend.statistics import StatisticsPage
from receipts.services import category_delete
from receipts.statistics import Part

TODAY = date(2026, 3, 15)


@pytest.fixture
def spent(make_receipt):
    def make(total, currency="EUR", **changes):
        given = {"status": "completed", "merchant_name": "Corner <Shop>", "date": timezone.now().date()}
        return make_receipt(**{**given, "total": total, "currency": currency, **changes})

    return make


def month(year, number, amount="1") -> Part:
    return Part(key=date(year, number, 1), name="", count=1, amount=Decimal(amount))


def test_everybody_sees_one_currency_at_a_time(browser, spent, alice, anna, charlie):
    spent("12.50")
    spent("12.50")
    spent("79000", "VND")
    spent("1", "")
    page = browser(anna).get("/statistics/").content.decode()
    for text in ("25.00 <small>EUR", "Corner &lt;Shop&gt;", "?date_from", "No currency"):
        assert text in page
    assert "79,000" not in page
    dong = browser(alice).get("/statistics/", {"currency": "VND"}).content.decode()
    assert "79,000 <small>VND" in dong
    assert "Nothing was spent in this time" in browser(charlie).get("/statistics/").content.decode()


def test_what_charlie_spends_is_not_alices(browser, spent, alice, charlie):
    spent("1000", workspace=access_current(user=charlie).workspace)
    assert "Nothing was spent" in browser(alice).get("/statistics/").content.decode()


def test_the_page_has_no_inline_script_or_style(browser, spent, read_receipt, alice):
    spent("12.50")
    read_receipt(status="completed", reviewed_at=timezone.now())
    page = browser(alice).get("/statistics/", {"date_from": "", "date_to": ""}).content.decode()
    for forbidden in (" style=", "<style", "hx-on", " onclick=", "<script>", "javascript:"):
        assert forbidden not in page
    assert "Read right" in page


def test_parameters_that_make_no_sense_are_left_out(browser, spent, alice):
    spent("12.50")
    nonsense = {"date_from": "x", "date_to": "\x00", "day": "x", "category": "9" * 30, "currency": "x"}
    assert "12.50" in browser(alice).get("/statistics/", nonsense).content.decode()


def test_the_last_twelve_months_are_shown_at_first(workspace):
    page = StatisticsPage(workspace=workspace, given={}, today=TODAY)
    assert (page.scope.first, page.scope.last) == (date(2025, 4, 1), TODAY)
    assert [choice.label for choice in page.ranges if choice.is_chosen] == ["12 months"]
    page = StatisticsPage(workspace=workspace, given={"date_from": "", "date_to": ""}, today=TODAY)
    assert [choice.label for choice in page.ranges if choice.is_chosen] == ["All time"]


def test_a_link_keeps_the_other_choices(workspace):
    given = {"date_from": "2026-01-01", "date_to": "", "day": "upload", "currency": "EUR"}
    page = StatisticsPage(workspace=workspace, given=given, today=TODAY)
    assert page.ranges[0].query == "?day=upload&currency=EUR&date_from=2026-03-01&date_to=2026-03-15"


def test_months_without_spending_have_a_column_too():
    drawn = columns([month(2025, 12, "10"), month(2026, 2, "5")], date(2025, 11, 5), None)
    assert [(one.label, one.height, one.top) for one in drawn] == [
        ("Nov", 0, 100),
        ("Dec", 100, 0),
        ("Jan", 0, 100),
        ("Feb", 50, 50),
    ]
    assert columns([Part(key=None, name="", count=1, amount=Decimal(1))], None, None) == []


def test_many_months_are_drawn_as_years():
    drawn = columns([month(1, 2), month(2026, 1), month(2026, 2), month(9999, 12, "-3")], None, None)
    assert [(one.title, one.amount, one.height) for one in drawn] == [
        ("1", 1, 50),
        ("2026", 2, 100),
        ("9999", -3, 0),
    ]
    assert len(columns([month(2025, 1), month(2026, 12)], None, None)) == MOST_MONTHS


def test_amounts_are_short_above_columns():
    amounts = ("999", "1234", "26650000", "-1500")
    assert [compact(Decimal(amount)) for amount in amounts] == ["999", "1.2k", "27M", "-1.5k"]


@pytest.mark.django_db(transaction=True)
def test_each_choice_is_shown_its_own_sums_until_one_changes(browser, spent, alice, workspace, by_alice):
    meals, trip = workspace.categories.create(name="Meals"), workspace.tags.create(name="trip")
    spent("12.50", category=meals)
    spent("4.00").tags.add(trip)
    open_page = browser(alice)

    def shown(**choice):
        page = open_page.get("/statistics/", choice).content.decode()
        return next(sum_ for sum_ in ("16.50", "12.50", "4.00") if f"{sum_} <small>EUR" in page)

    for _ in range(2):
        assert [shown(), shown(category=meals.id), shown(tag=trip.id)] == ["16.50", "12.50", "4.00"]
    category_delete(category=meals, by=by_alice)
    assert [shown(), shown(category=meals.id)] == ["16.50", "16.50"]
