"""What the cluster costs, as Olga, who runs it, sees it."""

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.management import call_command

from ocr.cluster.costs import Span, cluster_costs
from ocr.cluster.models import Alternative, Budget, DailyUsage, Machine, Pod
from operations.figures.cost import cost_figures
from operations.tables import plain
from receipts.models import ReadingDay

URL = "/admin/operations/cost/"
NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)
TODAY = NOW.date()
GB = 2**30


@pytest.fixture
def reference(db):
    call_command("load_reference_cluster", "--since", "2026-10-01", verbosity=0)
    for site, number in [("Home 1", 4), ("Home 2", 5)]:
        add_pod(pod(number), machine=number, site=site)


def add_pod(url, *, machine, on=date(2026, 10, 1), **more):
    Pod.objects.create(url=url, machine=Machine.objects.get(number=machine), **more)
    Pod.objects.filter(url=url).update(added_at=datetime(on.year, on.month, on.day, tzinfo=UTC))


@pytest.fixture
def busy(reference, workspace):
    """Workstation 1 works six hours a day and reads 100 receipts; workstation 2 waits."""
    for days in range(14):
        day = TODAY - timedelta(days=days + 1)
        DailyUsage.objects.create(
            day=day, pod=pod(4), model="textdet", outcome="ok", busy_milliseconds=6 * 3_600_000
        )
        ReadingDay.objects.create(day=day, workspace=workspace, image_class="normal", readings=100)


def pod(number):
    return f"http://10.0.0.{number}:8501"


def table(figures, key):
    return next(table for table in figures.tables if table.key == key)


def october_traffic():
    costs = cluster_costs(Span.month(date(2026, 10, 1)))
    return [cost.amount.amount for cost in costs if cost.component == "traffic"]


def records(figures, key, *, by):
    return {record[by]: record for record in table(figures, key).records()}


def test_a_fresh_installation_says_what_to_do(operator_browser):
    page = operator_browser.get(URL).content.decode()
    assert "/admin/cluster/machine/add/" in page
    assert "manage.py load_reference_cluster" in page


def test_only_operators_see_it(client, browser, alice):
    assert client.get(URL).headers["Location"].startswith("/admin/login/")
    assert browser(alice).get(URL).status_code in (302, 403)
    alice.is_staff = True
    alice.save()
    assert browser(alice).get(URL).status_code == 403


def test_the_reference_cluster_is_expected_to_cost_297_dollars_beside_its_purchase(reference):
    figures = cost_figures(NOW)
    parts = records(figures, "components", by="component")
    assert parts["Fixed: flat prices and electricity"]["projected"] == 297
    assert parts["Fixed: flat prices and electricity"]["so_far"] == Decimal("148.50")
    assert parts["Depreciation of what was bought"]["projected"] == Fraction("97.22")
    [now] = figures.currencies
    assert now.projected == sum(part["projected"] for part in parts.values())


@pytest.mark.parametrize("key", ["components", "machines", "kinds", "sites", "days"])
def test_every_table_of_the_month_sums_to_the_same_cents(busy, key):
    Machine.objects.get(number=1).prices.update(monthly_cost=Decimal("14.01"))
    figures = cost_figures(NOW)
    [now] = figures.currencies
    column = "so_far" if key == "components" else "total"
    assert sum(record[column] for record in table(figures, key).records()) == now.so_far
    assert (now.so_far * 100).denominator == 1


def test_a_new_price_leaves_history_as_it_was(reference):
    before = records(cost_figures(NOW), "months", by="month")["2026-10"]
    database = Machine.objects.get(number=6)
    database.prices.update(valid_to=date(2026, 11, 11))
    database.prices.create(valid_from=date(2026, 11, 11), monthly_cost=30)

    after = cost_figures(NOW)

    assert records(after, "months", by="month")["2026-10"] == before
    assert records(after, "machines", by="machine")["DB instance"]["fixed"] == 5 + 5


def test_what_pods_did_stays_with_the_machine_that_they_ran_on(reference):
    Machine.objects.get(number=3).prices.update(metered="")
    for number in (4, 5):
        prices = Machine.objects.get(number=number).prices
        prices.update(metered="own_pods", price_per_gb=number, included_gb=0)
    days = {"day": date(2026, 10, 5), "model": "textdet", "outcome": "ok", "bytes_sent": 10 * GB}
    DailyUsage.objects.create(pod=pod(4), machine=4, **days)
    DailyUsage.objects.create(pod="http://10.0.0.99:8501", machine=5, **days)
    before = october_traffic()
    assert before == [40, 50], "one of the pods is gone by now"
    Pod.objects.update(machine=Machine.objects.get(number=5))
    assert october_traffic() == before


def test_a_machine_of_another_currency_that_is_gone_is_no_part_of_what_was_bought(reference):
    before = records(cost_figures(NOW), "alternatives", by="alternative")["AWS g5.xlarge"]
    Machine.objects.create(
        number=90, name="Old", currency="VND", purchase_cost=25_000_000, purchased_on=date(2019, 1, 1)
    )
    assert records(cost_figures(NOW), "alternatives", by="alternative")["AWS g5.xlarge"] == before


def test_what_last_month_came_to_for_each_workspace_can_still_be_seen(busy, workspace, operator_browser):
    october = {"day": date(2026, 10, 5), "readings": 7, "milliseconds": 7000}
    ReadingDay.objects.create(workspace=workspace, image_class="normal", **october)
    page = operator_browser.get(URL, {"month": "2026-10"}).content.decode()
    assert "Cost by workspace, October 2026" in page
    assert "?month=2026-10&amp;table=chargeback" in page
    lines = operator_browser.get(URL, {"month": "2026-10", "table": "chargeback"}).getvalue().decode()
    assert ",7," in lines
    for other in ("nonsense", "9999-12"):
        assert operator_browser.get(URL, {"month": other}).status_code == 200


def test_what_a_receipt_cost_by_month_and_day(busy):
    figures = cost_figures(NOW)
    [now] = figures.currencies
    assert figures.receipts == 1400
    assert now.per_thousand == now.so_far / 1400 * 1000
    days = records(figures, "days", by="day")
    assert days["2026-11-14"]["per_receipt"] == days["2026-11-14"]["total"] / 100
    assert days["2026-11-15"]["per_receipt"] is None


def test_what_was_paid_while_pods_waited(busy):
    machines = records(cost_figures(NOW), "machines", by="machine")
    worked = Fraction(14 * 6, 14 * 24 + 12)
    assert machines["Workstation 1"]["idle"] == 1 - worked
    assert machines["Workstation 2"]["idle"] == 1
    second = machines["Workstation 2"]
    assert second["paid_waiting"] == pytest.approx(second["total"], abs=0.01)
    assert machines["Storage"]["idle"] is None


def test_a_pod_waits_from_the_day_on_which_it_was_added_and_not_while_it_is_off(busy):
    add_pod(pod(6), machine=4, on=date(2026, 11, 8), site="Home 1")
    add_pod(pod(7), machine=4, site="Home 1", state="off")
    seen = datetime(2026, 11, 3, 6, tzinfo=UTC)
    add_pod(pod(8), machine=4, site="Home 1", state="off", last_seen_at=seen)
    machines = records(cost_figures(NOW), "machines", by="machine")
    passed = (14 * 24 + 12) + (7 * 24 + 12) + (2 * 24 + 6)
    assert machines["Workstation 1"]["idle"] == 1 - Fraction(14 * 6, passed)


def test_a_pod_that_moved_takes_its_projected_traffic_along(reference):
    Machine.objects.get(number=3).prices.update(included_gb=0, price_per_gb=1)
    for day in range(1, 15):
        on = 4 if day < 8 else 5
        DailyUsage.objects.create(
            day=date(2026, 11, day), pod=pod(5), machine=on, model="textdet", bytes_sent=10 * GB
        )
    Pod.objects.filter(url=pod(4)).delete()
    traffic = records(cost_figures(NOW), "components", by="component")["Traffic beyond what is included"]
    assert traffic["projected"] == 300


def test_traffic_is_projected_by_the_days_before(reference):
    Machine.objects.get(number=3).prices.update(included_gb=100, price_per_gb=1)
    for days in range(14):
        DailyUsage.objects.create(
            day=TODAY - timedelta(days=days + 1), pod="http://elsewhere:8501", bytes_sent=10 * GB
        )
    traffic = records(cost_figures(NOW), "components", by="component")["Traffic beyond what is included"]
    assert traffic["so_far"] == 40
    assert traffic["projected"] == 200


def test_currencies_stand_side_by_side(busy, operator_browser):
    machine = Machine.objects.create(number=8, name="Rechner", currency="EUR")
    machine.prices.create(valid_from=date(2026, 11, 1), monthly_cost=60)

    figures = cost_figures(NOW)

    assert {now.currency: now.projected for now in figures.currencies} == {
        "EUR": 60,
        "USD": Fraction("394.22"),
    }
    assert table(figures, "machines").total is None
    assert len(table(figures, "days").rows) == 2 * 15
    assert all(record["own"] is None for record in table(figures, "alternatives").records())
    assert "EUR" in operator_browser.get(URL).content.decode()


@pytest.mark.parametrize(
    ("amount", "state", "said"),
    [(600, "within", set()), (530, "near", {"Near the budget."}), (450, "over", {"Over budget."})],
)
def test_a_budget_warns(operator_browser, amount, state, said):
    call_command("load_reference_cluster", verbosity=0)  # 494.22 USD in its first month
    Budget.objects.create(currency="USD", monthly_amount=amount)
    [record] = table(cost_figures(), "budgets").records()
    page = operator_browser.get(URL).content.decode()
    assert record["state"] == state
    assert {words for words in ("Near the budget.", "Over budget.") if words in page} == said


def test_beside_what_could_be_rented(busy):
    figures = records(cost_figures(NOW), "alternatives", by="alternative")
    rented = figures["AWS g5.xlarge"]
    assert rented["payback"] == Fraction(3600) / (Fraction("734.38") - 297)
    assert rented["break_even"] is None
    assert figures["Veryfi"]["monthly"] == 3100 * Fraction(80, 1000)
    own = 297 + Fraction(3500, 36)
    assert figures["Veryfi"]["break_even"] == own / 80 * 1000
    assert figures["Veryfi"]["payback"] is None  # 3,100 receipts would be cheaper there


def test_what_begins_within_a_month_is_compared_by_a_whole_one(busy):
    whole = records(cost_figures(NOW), "alternatives", by="alternative")["Veryfi"]
    for machine in Machine.objects.filter(number__in=(4, 5)):
        machine.prices.update(valid_from=date(2026, 11, 14))
    assert records(cost_figures(NOW), "alternatives", by="alternative")["Veryfi"] == whole


def test_a_table_is_downloaded(busy, operator_browser):
    Machine.objects.filter(number=1).update(name='=HYPERLINK("http://evil.example")')
    answer = b"".join(operator_browser.get(URL + "?table=machines").streaming_content).decode()
    rows = list(csv.DictReader(answer.splitlines()))
    assert [row["number"] for row in rows] == list("1234567")
    assert rows[0]["machine"].startswith("'=")
    assert operator_browser.get(URL + "?table=nothing").status_code == 404


def test_every_figure_can_be_written_for_programs(busy):
    Alternative.objects.create(
        name="Free", price=0, unit="thousand", published_on=TODAY, source="nowhere", currency="EUR"
    )
    for found in cost_figures(NOW).tables:
        for row in [*found.rows, found.total or []]:
            assert all(value is None or isinstance(value, str | int) for value in map(plain, row))


def test_names_are_shown_as_they_are(busy, operator_browser):
    Machine.objects.filter(number=1).update(name="<script>alert(1)</script>", site='"><b>')
    page = operator_browser.get(URL).content.decode()
    assert '<td class="is-text">&lt;script&gt;alert(1)&lt;/script&gt;</td>' in page
    assert "<script>alert" not in page and '"><b>' not in page
