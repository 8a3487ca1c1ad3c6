"""What the cluster could read: as it is, with more pods, and without a site."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from accounts.services import user_create
from ocr.cluster.models import DailyUsage, Machine, Pod, Usage
from operations.figures.capacity import USUAL, Assumption, capacity_figures
from receipts.models import ReadingDay

URL = "/admin/operations/capacity/"
NOW = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)
TODAY = date(2026, 11, 26)
MB, GB = 2**20, 2**30


@pytest.fixture
def cluster(db):
    """Workstations of two, two and four pods at two sites; a cloud machine that the workers are on."""
    cloud = machine(1, "Worker", metered="all_pods", included_gb=9000, price_per_gb="0.01")
    for number, site, count in [(2, "home", 2), (3, "home", 2), (4, "office", 4)]:
        station = machine(number, f"Workstation {number}", metered="own_pods", included_gb=100)
        for pod in range(count):
            Pod.objects.create(url=f"http://10.0.{number}.{pod}:8501", site=site, machine=station)
    Pod.objects.create(url="http://10.0.9.9:8501", site="home", state="draining")
    return cloud


def machine(number, name, **price):
    machine = Machine.objects.create(number=number, name=name)
    machine.prices.create(valid_from=date(2026, 1, 1), **price)
    return machine


@pytest.fixture
def measured(cluster, workspace):
    """Ten days of 100 receipts, each of which kept pods busy for 7.2 s and moved 1 MB."""
    for days in range(10):
        day = TODAY - timedelta(days=days)
        read(day, workspace, "normal", readings=60, pod_milliseconds=600_000, pod_bytes=60 * MB)
        read(day, workspace, "ultra", readings=40, pod_milliseconds=400_000, pod_bytes=40 * MB)
        called(DailyUsage, day=day, busy_milliseconds=720_000, bytes_sent=90 * MB, bytes_received=10 * MB)


def read(day, workspace, size, *, readings, **more):
    took = {"milliseconds": 2000 * readings, "pod_calls": 3 * readings, "file_bytes": 4 * MB * readings}
    took |= more
    ReadingDay.objects.create(
        day=day,
        workspace=workspace,
        image_class=size,
        with_pods=took["pod_calls"] > 0,
        readings=readings,
        **took,
    )


def called(model, **counts):
    model.objects.create(
        pod="http://10.0.2.0:8501", site="home", model="textdet", outcome="ok", **{"calls": 300, **counts}
    )


def rows(table):
    return {
        row[0]: dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows
    }


def test_before_anything_is_measured_the_usual_is_assumed(operator_browser):
    page = operator_browser.get(URL).content.decode()
    assert "Nothing was measured yet." in page
    assert "1,440,000 images and 5,625 GB a month" in page


def test_an_operator_plans_before_buying(operator_browser):
    page = operator_browser.get(URL, {"seconds": "0.9", "megabytes": "1", "pods": "4"}).content.decode()
    assert "2,880,000 images and 2,812 GB a month" in page
    assert "One pod more" in page and "3,600,000" in page
    table = operator_browser.get(URL, {"seconds": "0.9", "megabytes": "1", "pods": "4", "table": "scenarios"})
    first = next(csv.DictReader(table.getvalue().decode().splitlines()))
    assert (first["pods"], first["receipts"], first["traffic_gb"]) == ("4", "2880000", "2812.5")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"seconds": "0"}, "greater than or equal to 0.001"),
        ({"seconds": "never"}, "Enter a number"),
        ({"pods": "0"}, "greater than or equal to 1"),
        ({"megabytes": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(operator_browser, said, sentence):
    page = operator_browser.get(URL, {"seconds": "1.8", "megabytes": "4", "pods": "8", **said})
    assert page.status_code == 200
    assert sentence in page.content.decode()


def test_what_was_measured_says_how_much_could_be_read(measured):
    figures = capacity_figures(now=NOW)
    assert figures.work.pod_seconds == Fraction("7.2")
    assert figures.now.full == 8 * 30 * 24 * 3600 / Fraction("7.2") == 2_880_000
    assert figures.now.full_gb == Fraction(2_880_000, 1024)
    assert figures.used == Fraction(3000, 2_880_000)


def test_more_pods_read_more_and_a_lost_site_takes_its_share(measured):
    found = rows(capacity_figures(now=NOW).scenarios)
    assert {title: row["receipts"] for title, row in found.items()} == {
        "These pods": 2_880_000,
        "One pod more": 3_240_000,
        "One workstation more (2 pods)": 3_600_000,
        "One site more (4 pods)": 4_320_000,
        "Without home (4 pods)": 1_440_000,
        "Without office (4 pods)": 1_440_000,
    }
    assert found["Without home (4 pods)"]["traffic_gb"] == Fraction(1_440_000, 1024)
    assert found["Without home (4 pods)"]["used"] == 2 * found["These pods"]["used"]


def test_traffic_is_set_against_what_each_price_includes(measured):
    found = rows(
        capacity_figures(Assumption(seconds=Fraction("0.9"), megabytes=Fraction(4), pods=8), now=NOW).traffic
    )
    worker, small = found["1. Worker"], found["2. Workstation 2"]
    assert (worker["included_gb"], worker["full_gb"]) == (9000, 11_250)
    assert (worker["full_share"], worker["beyond"]) == (Fraction(5, 4), Fraction("22.5"))
    assert worker["now_gb"] == Fraction(3000, 1024)
    assert small["full_gb"] == 11_250 / 4, "two of the eight pods are on it"


def test_a_price_that_holds_no_more_is_left_out(cluster):
    cluster.prices.update(valid_to=TODAY)
    assert "1. Worker" not in rows(capacity_figures(now=NOW).traffic)


def test_sizes_are_told_apart(measured):
    found = rows(capacity_figures(now=NOW).classes)
    normal, ultra = found["Normal (1280 x 960)"], found["Ultra large (4032 x 3024)"]
    assert (normal["readings"], ultra["readings"]) == (600, 400)
    assert (normal["milliseconds"], normal["busy_milliseconds"]) == (2000, 7200)
    assert (normal["file_mb"], normal["traffic_mb"]) == (4, 1)
    assert ultra["receipts_a_month"] == 2_880_000


def test_receipts_that_were_read_without_pods_meanwhile_do_not_make_pods_faster(measured, workspace):
    before = capacity_figures(now=NOW).now.full
    read(TODAY, workspace, "normal", readings=900, pod_calls=0)
    assert capacity_figures(now=NOW).now.full == before


def test_the_traffic_of_todays_receipts_is_that_of_the_machine_that_had_it(measured):
    DailyUsage.objects.update(machine=3)
    found = rows(capacity_figures(now=NOW).traffic)
    assert [found[f"{number}. Workstation {number}"]["now_gb"] for number in (2, 3)] == [0, 3000 / 1024]


def test_the_busiest_hour_of_the_week_bounds_what_can_be_read(measured):
    for days in range(10):
        noon = NOW.replace(minute=0) - timedelta(days=days)
        called(Usage, hour=noon, calls=400)
        called(Usage, hour=noon - timedelta(hours=6), calls=200)
    figures = capacity_figures(now=NOW)
    assert figures.now.patterned == figures.now.full * Fraction(600, 24 * 400)
    assert figures.week.busiest == "Monday, 12:00 UTC"
    heights = [int(height) for height in re.findall(r"v-(\d+)", figures.week.bars)]
    assert (len(heights), set(heights)) == (168, {0, 50, 100})
    assert [hour for hour, height in enumerate(heights) if height == 100] == list(range(12, 168, 24))


def test_the_pattern_is_told_after_a_week(measured):
    called(Usage, hour=NOW.replace(minute=0) - timedelta(days=6))
    figures = capacity_figures(now=NOW)
    assert (figures.now.patterned, figures.week) == (None, None)


def test_without_pods_receipts_are_read_one_after_another(workspace):
    read(TODAY, workspace, "large", readings=10, pod_calls=0)
    figures = capacity_figures(now=NOW)
    assert (figures.now.full, figures.now.full_gb) == (30 * 24 * 3600 / 2, 0)
    assert list(rows(figures.scenarios)) == ["One receipt after another"]


def test_what_is_long_ago_or_to_come_does_not_count(cluster, workspace):
    read(TODAY - timedelta(days=28), workspace, "large", readings=10)
    read(TODAY + timedelta(days=1), workspace, "large", readings=10)
    figures = capacity_figures(now=NOW)
    assert (figures.measured, figures.assumed) == (None, USUAL)


def test_when_all_pods_are_off_nothing_could_be_read(measured, operator_browser):
    Pod.objects.update(state="off")
    figures = capacity_figures(now=NOW)
    assert (figures.now.full, figures.used) == (0, None)
    assert operator_browser.get(URL).status_code == 200


def test_only_operators_see_it(alice, browser, client):
    assert client.get(URL).url.startswith("/admin/login/")
    assert browser(alice).get(URL).status_code == 403
    staff = user_create(email="sam@example.org", password="swordfish-8", workspace_name="Sam's")
    staff.is_staff = True
    staff.save()
    assert browser(staff).get(URL).status_code == 403


def test_an_unknown_table_does_not_exist(operator_browser):
    assert operator_browser.get(URL, {"table": "secrets"}).status_code == 404
