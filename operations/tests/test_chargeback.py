"""What the cluster's cost comes to for each workspace, and for one receipt."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.cache import caches

from ocr.cluster.costs import Money
from ocr.cluster.models import Machine
from operations.figures.chargeback import chargeback
from operations.figures.receipt_cost import receipt_cost
from operations.tables import csv_response
from operations.templatetags.figures import about
from receipts.models import ReadingDay
from receipts.services.reading_days import reading_count

NOW = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def no_kept_prices():
    """Each test has prices of its own."""
    caches["process"].clear()


@pytest.fixture
def shop(workspace):
    return workspace


@pytest.fixture
def other(charlie):
    return charlie.workspaces.get()


def costs(amount, *, currency="USD", name="Workstation"):
    number = Machine.objects.count() + 1
    machine = Machine.objects.create(number=number, name=name, currency=currency)
    machine.prices.create(valid_from=OCTOBER, monthly_cost=amount)


def read(workspace, day, *, readings=1, called=0, took=0):
    ReadingDay.objects.create(
        workspace=workspace,
        day=day,
        image_class="large",
        readings=readings,
        pod_milliseconds=called,
        milliseconds=took,
        with_pods=bool(called),
    )


def rows(table):
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


def test_workspaces_pay_in_proportion_to_how_long_their_receipts_called_pods(shop, other):
    costs(297)
    read(shop, date(2026, 10, 1), readings=10, called=1000, took=9000)
    read(shop, date(2026, 10, 31), readings=20, called=1000, took=9000)
    read(other, date(2026, 10, 15), readings=5, called=4000, took=4500)
    first, second = rows(chargeback(OCTOBER, now=NOW).workspaces)
    assert (first["workspace"], first["owners"]) == ("Charlie's shop", "charlie@example.org")
    assert (first["amount"], first["share"], first["receipts"]) == (198, Fraction(2, 3), 5)
    assert (second["workspace"], second["amount"], second["receipts"]) == ("Alice's shop", 99, 30)
    assert second["amount_per_receipt"] == Fraction(99, 30)


def test_cents_sum_to_the_cost_as_it_is_shown(shop, other):
    costs(100)
    for workspace in (shop, other, None):
        read(workspace, date(2026, 10, 9), called=1)
    table = chargeback(OCTOBER, now=NOW).workspaces
    amounts = [row["amount"] for row in rows(table)]
    assert sorted(amounts) == [Fraction("33.33"), Fraction("33.33"), Fraction("33.34")]
    assert sum(amounts) == table.total[4] == 100


def test_days_of_other_months_do_not_count(shop, other):
    costs(297)
    read(other, date(2026, 9, 30), called=1000)
    read(shop, date(2026, 10, 31), called=1)
    read(other, date(2026, 11, 1), called=1000)
    (only,) = rows(chargeback(date(2026, 10, 20), now=NOW).workspaces)
    assert (only["workspace"], only["amount"]) == ("Alice's shop", 297)


def test_of_the_running_month_what_has_passed_is_shared(shop):
    costs(300)
    read(shop, date(2026, 11, 2), called=1)
    (only,) = rows(chargeback(now=NOW).workspaces)
    assert only["amount"] == 260, "26 of the 30 days"


def test_where_no_pods_were_called_the_time_of_reading_counts(shop, other):
    costs(300)
    read(shop, date(2026, 10, 1), took=2000)
    read(other, date(2026, 10, 1), called=1000, took=9000)
    assert [row["amount"] for row in rows(chargeback(OCTOBER, now=NOW).workspaces)] == [200, 100]


def test_no_cost_is_lost_when_nothing_was_read(shop):
    costs(297)
    (only,) = rows(chargeback(OCTOBER, now=NOW).workspaces)
    assert (only["workspace"], only["amount"]) == ("Nobody: nothing was read", 297)


def test_deleted_workspaces_keep_what_they_cost(shop, other):
    costs(300)
    read(shop, date(2026, 10, 1), called=1)
    read(other, date(2026, 10, 1), called=2)
    other.delete()
    found = rows(chargeback(OCTOBER, now=NOW).workspaces)
    assert [(row["workspace"], row["amount"]) for row in found] == [
        ("Deleted workspaces", 200),
        ("Alice's shop", 100),
    ]


def test_currencies_are_never_added(shop):
    costs(297)
    costs(50, currency="EUR")
    read(shop, date(2026, 10, 1), called=1)
    table = chargeback(OCTOBER, now=NOW).workspaces
    assert [(row["currency"], row["amount"]) for row in rows(table)] == [("EUR", 50), ("USD", 297)]
    assert table.total is None


def test_without_prices_there_is_nothing_to_share(shop):
    read(shop, date(2026, 10, 1), called=1)
    assert rows(chargeback(OCTOBER, now=NOW).workspaces) == []


def test_the_shares_can_be_downloaded(shop):
    costs("0.10")
    read(shop, date(2026, 10, 1), readings=400, called=1)
    text = b"".join(csv_response(chargeback(OCTOBER, now=NOW).workspaces)).decode()
    (only,) = csv.DictReader(text.splitlines())
    assert (only["workspace"], only["amount"], only["amount_per_receipt"]) == (
        "Alice's shop",
        "0.1",
        "0.00025",
    )


@pytest.fixture
def make_read(make_receipt):
    """A receipt that was read in October; it counted in what was read."""

    def make(workspace, *, called=0, seconds=2.0):
        receipt = make_receipt(
            workspace=workspace,
            status="completed",
            attempts=1,
            finished_at=datetime(2026, 10, 9, 12, tzinfo=UTC),
            seconds=seconds,
            pod_milliseconds=called,
        )
        reading_count(receipt, pixels=1)
        return receipt

    return make


def test_receipts_together_cost_what_the_cluster_does(shop, other, make_read):
    costs(297)
    first, second = make_read(shop, called=700), make_read(other, called=200)
    assert receipt_cost(first, now=NOW) == [Money("USD", Fraction(297 * 7, 9))]
    assert receipt_cost(second, now=NOW) == [Money("USD", Fraction(297 * 2, 9))]


def test_a_receipt_that_was_read_without_pods_costs_by_its_time(shop, other, make_read):
    costs(300)
    first, _ = make_read(shop, seconds=1.0), make_read(other, called=500)
    assert receipt_cost(first, now=NOW) == [Money("USD", Fraction(200))]


def test_receipts_sum_to_what_their_workspace_pays_where_only_some_called_pods(shop, other, make_read):
    costs(100)
    receipts = [make_read(shop, called=700), make_read(shop, seconds=0.3), make_read(other, called=1000)]
    prices = [money.amount for receipt in receipts for money in receipt_cost(receipt, now=NOW)]
    assert prices == [35, 15, 50]
    assert [row["amount"] for row in rows(chargeback(OCTOBER, now=NOW).workspaces)] == [50, 50]


def test_what_was_not_read_costs_nothing(make_receipt, shop):
    costs(297)
    read(shop, date(2026, 10, 9), called=1)
    assert receipt_cost(make_receipt(), now=NOW) == []


def test_prices_are_not_asked_for_with_every_receipt(shop, make_read, django_assert_num_queries):
    costs(297)
    receipt = make_read(shop, called=700)
    receipt_cost(receipt, now=NOW)
    with django_assert_num_queries(0):
        assert receipt_cost(receipt, now=NOW) == [Money("USD", Fraction(297))]


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.000312", "0.0003"),
        ("0.0000096", "0.00001"),
        ("0.0099", "0.01"),
        ("1234.567", "1,234.57"),
        ("0", "0"),
    ],
)
def test_small_amounts_are_told_by_their_first_digit(amount, text):
    assert about(Fraction(Decimal(amount))) == text
