"""The reference cluster, as an operator loads it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from ocr.cluster.costs import Component, Span, add_up, cluster_costs
from ocr.cluster.models import Alternative, Machine


@pytest.fixture
def load(db, capsys):
    def run():
        call_command("load_reference_cluster", "--since", "2026-01-01")
        return capsys.readouterr().out

    return run


def test_it_costs_297_dollars_a_month(load):
    assert "Total: 297.00 USD a month + bandwidth" in load()
    costs = cluster_costs(Span.month(date(2026, 2, 1)))
    assert add_up(cost.amount for cost in costs if cost.component == Component.FIXED) == {"USD": 297}
    assert Alternative.objects.get(name="AWS g5.xlarge").price == Decimal("734.38")


def test_workstations_were_bought_and_got_static_addresses(load):
    load()
    january = cluster_costs(Span.month(date(2026, 1, 1)))
    once = [cost.amount.amount for cost in january if cost.component == Component.ONE_OFF]
    spread = [cost.amount.amount for cost in january if cost.component == Component.DEPRECIATION]
    assert once == [50, 50]
    assert [part * 36 for part in spread] == [1500, 2000]


def test_loading_again_changes_nothing_of_what_an_operator_made_of_it(load):
    load()
    Machine.objects.filter(number=6).update(name="Our database")
    Machine.objects.get(number=6).prices.update(monthly_cost=20)
    Alternative.objects.filter(name="Mindee").update(price=40)

    said = load()

    assert "Our database" in said and "Total: 302.00 USD a month + bandwidth" in said
    assert Machine.objects.count() == 7
    assert Machine.objects.get(number=4).prices.count() == 1
    assert Alternative.objects.get(name="Mindee").price == 40
