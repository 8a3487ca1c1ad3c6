"""What a receipt costs is told where its file is described, to everybody who may see it."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from ocr.cluster.models import Machine
from receipts.models import ReadingDay, Receipt


@pytest.fixture(autouse=True)
def no_kept_prices():
    """Each test has prices of its own."""
    caches["process"].clear()


@pytest.fixture
def receipt(read_receipt, workspace):
    """One of a million that were read this month, each as quickly."""
    now = timezone.now()
    ReadingDay.objects.create(
        workspace=workspace, day=now.date(), image_class="large", readings=10**6, milliseconds=10**9
    )
    return read_receipt(finished_at=now, attempts=1, seconds=2.0, pod_calls=3, pod_milliseconds=1000)


@pytest.fixture
def workstation(db):
    """It cost 300 USD when it was bought, and nothing since."""
    station = Machine.objects.create(number=1, name="Workstation")
    station.one_off_costs.create(day=timezone.now().date(), label="Workstation", amount=300)
    return station


def page_of(client, receipt):
    return client.get(reverse("receipt", args=[receipt.id]))


@pytest.mark.parametrize("who", ["alice", "bob", "anna"])
def test_everybody_of_the_workspace_sees_the_amount(request, who, browser, receipt, workstation):
    page = page_of(browser(request.getfixturevalue(who)), receipt).content.decode()
    assert "about 0.0003 USD of the cluster's cost" in page


def test_nobody_else_does(charlie, browser, receipt, workstation):
    page = page_of(browser(charlie), receipt)
    assert page.status_code == 404
    assert "cluster's cost" not in page.content.decode()


def test_each_currency_stands_by_itself(alice, browser, receipt, workstation):
    station = Machine.objects.create(number=2, name="VPN", currency="EUR")
    station.one_off_costs.create(day=timezone.now().date(), label="Static IP", amount=50_000)
    page = page_of(browser(alice), receipt).content.decode()
    assert "about 0.05 EUR and 0.0003 USD of the cluster's cost" in page


def test_nothing_is_shown_while_no_machine_costs_anything(alice, browser, receipt):
    assert "cluster's cost" not in page_of(browser(alice), receipt).content.decode()


@pytest.mark.parametrize("change", [{"status": "failed"}, {"attempts": 0}], ids=["failed", "from a backup"])
def test_nothing_is_shown_of_a_receipt_that_was_not_read_here(alice, browser, receipt, workstation, change):
    Receipt.objects.filter(id=receipt.id).update(**change)
    assert "cluster's cost" not in page_of(browser(alice), receipt).content.decode()


def test_nothing_is_shown_of_a_receipt_that_waits(alice, browser, make_receipt, receipt, workstation):
    waiting = make_receipt(created_at=timezone.now() - timedelta(hours=1))
    assert "cluster's cost" not in page_of(browser(alice), waiting).content.decode()
