"""What operators see of pods, workers and the queue, and what they do about it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from ocr.cluster.live import board as board_module
from ocr.cluster.live.board import Board
from ocr.cluster.live.desk import Desk
from ocr.cluster.live.publisher import Publisher
from ocr.cluster.live.server import connect, key_of
from ocr.cluster.models import ModelRelease, Pod
from ocr.cluster.tests.conftest import a_call, make_usage  # noqa: F401  (a fixture)
from ocr.serving.tests.fakes import FakePod, Office
from operations.figures import live
from operations.figures.day import last_day
from operations.figures.live import live_figures
from operations.figures.pods import lasting
from receipts.models import Status
from receipts.transitions import to_end

pytestmark = pytest.mark.django_db

LIVE = "/admin/operations/live/"
OSLO, PISA = "http://oslo:8501", "http://pisa:8501"
BROKEN = "Reading was interrupted several times."


@pytest.fixture
def office() -> Office:
    """Two pods: Oslo in the office, Pisa in the cellar."""
    for url, site in ((OSLO, "office"), (PISA, "cellar")):
        Pod.objects.create(url=url, site=site)
    return Office(FakePod("oslo"), FakePod("pisa", site="cellar"))


@pytest.fixture
def desk(office) -> Desk:
    desk = Desk(threads=4)
    desk.pool = office.pool
    return desk


@pytest.fixture
def publisher(desk) -> Publisher:
    return Publisher(desk, settings.REDIS_URL)


@pytest.fixture(autouse=True)
def no_news(monkeypatch):
    """Every look is a new one, at a Valkey where nobody has said anything."""
    monkeypatch.setattr(board_module, "_FRESH", 0)
    monkeypatch.setattr(board_module, "_REST", 0)
    server = connect(settings.REDIS_URL)
    for key in server.scan_iter("tillroll-live:*"):
        server.delete(key)
    server.close()


@pytest.fixture
def valkey_away(monkeypatch):
    monkeypatch.setattr(live, "board", lambda: Board("unix:///nowhere/valkey.sock"))


def pod(url=OSLO):
    return next(pod for pod in live_figures().pods if pod.url == url)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_pod_that_works_is_alive(office, desk, publisher):
    office.take(avoid=[member for member in office.pool._members.values() if member.address.url == PISA])
    desk.record(a_call(pod=OSLO, milliseconds=150))
    desk.record(a_call(pod=OSLO, outcome="pod_timeout", milliseconds=20_000))
    publisher.publish()
    oslo = pod()
    assert (oslo.condition, oslo.sentence, oslo.in_flight) == ("Alive", "", 1)
    assert (oslo.minute.calls, oslo.minute.errors) == (2, 1)
    assert 100 < oslo.minute.p50 < oslo.minute.p95 <= 200
    assert oslo.minute.busy == 1
    assert pod(PISA).minute.calls == 0


def test_a_pod_that_fails_is_ejected(office, publisher):
    office.eject(office.pods[OSLO])
    office.clock.advance(200)
    publisher.publish()
    assert (pod().condition, pod().sentence) == (
        "Ejected",
        "Failing for 3 min; it is probed again in 0 s.",
    )
    assert pod(PISA).condition == "Alive"


def test_a_pod_that_fails_for_some_workers_is_partly_ejected(office, publisher, monkeypatch):
    publisher.publish()
    monkeypatch.setattr(Desk, "name", "another:1")
    office.eject(office.pods[OSLO])
    publisher.publish()
    assert pod().condition == "Partly ejected"
    assert "for 1 of 2 workers" in pod().sentence


def test_a_pod_that_drains_can_be_stopped_when_it_has_nothing_under_way(office, publisher):
    turn = office.take(
        avoid=[member for member in office.pool._members.values() if member.address.url == PISA]
    )
    Pod.objects.filter(url=OSLO).update(state="draining")
    publisher.publish()
    assert (pod().condition, pod().sentence) == ("Draining", "It finishes 1 call and gets no new ones.")
    office.pool.answered(turn)
    publisher.publish()
    assert pod().sentence == "It has nothing under way and can be stopped."


def test_what_operators_decided_comes_before_what_workers_know(office, publisher):
    publisher.publish()
    Pod.objects.filter(url=OSLO).update(state="off")
    assert pod().condition == "Off"


def test_of_a_pod_that_no_worker_speaks_of_nothing_is_known(office):
    assert (pod().condition, pod().in_flight, pod().minute) == ("No news", None, None)


def test_the_last_day_is_added_up_from_the_hours(office, make_usage):  # noqa: F811
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    make_usage(pod=OSLO, calls=90, took_2=90, busy_milliseconds=3_600_000)
    make_usage(pod=OSLO, model="textrec", calls=9, took_4=9, hour=hour - timedelta(hours=23))
    make_usage(pod=OSLO, outcome="pod_timeout", calls=1, took_10=1)
    make_usage(pod=OSLO, calls=7777, hour=hour - timedelta(hours=24))
    make_usage(pod=PISA, calls=8888)
    day = pod().day
    assert (day.calls, day.errors) == (100, 1)
    assert (day.p50, day.p95) == (pytest.approx(77.5), pytest.approx(290, abs=1))
    assert last_day(hour + timedelta(hours=1))[OSLO].busy == pytest.approx(1 / 24, rel=0.1)


def test_workers_are_told_as_long_as_they_speak(desk, publisher):
    publisher.publish()
    (worker,) = live_figures().workers
    assert (worker.name, worker.is_alive, worker.threads, worker.pods) == (desk.name, True, 4, 2)
    connect(settings.REDIS_URL).delete(key_of(desk.name))
    (worker,) = live_figures().workers
    assert (worker.is_alive, worker.threads) == (False, None)
    assert "No worker has been heard of since" in live_figures().notice


def test_without_any_worker_operators_are_told_what_to_do(office):
    assert live_figures().notice == (
        "No worker has been heard of within a day. Receipts wait; start a worker."
    )


def test_without_valkey_operators_are_told_since_when(office, operator_browser, valkey_away):
    page = operator_browser.get(LIVE).content.decode()
    assert "Valkey has not answered since 20" in page
    assert "Receipts are safe" in page
    assert "No news" in page


def test_the_queue_and_its_oldest_receipt_are_shown(make_receipt, operator_browser):
    make_receipt(queued_at=timezone.now() - timedelta(minutes=7, seconds=5))
    figures = live_figures()
    assert (figures.backlog.waiting, lasting(figures.waited)) == (1, "7 min")
    assert "7 min" in operator_browser.get(LIVE).content.decode()


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (200_000, "2 days")]
)
def test_spans_of_time_are_written_in_the_largest_fitting_unit(seconds, written):
    assert lasting(seconds) == written


def test_the_releases_that_share_the_files_are_shown(operator_browser):
    for selector, enabled in (("labels/canary", True), ("versions/3", False)):
        ModelRelease.objects.create(model="textrec", selector=selector, share=7, enabled=enabled)
    page = operator_browser.get(LIVE).content.decode()
    assert "Text recognition · labels/canary" in page
    assert "versions/3" not in page


def test_the_page_downloads_its_tables(office, desk, publisher, operator_browser):
    publisher.publish()
    lines = b"".join(operator_browser.get(LIVE, {"table": "pods"}).streaming_content).decode().splitlines()
    assert lines[0].startswith("pod,site,state,detail,in_flight,minute_calls,minute_errors,minute_p50")
    assert lines[1].startswith(f"{PISA},cellar,Alive,,0,0,0,,,0")
    workers = b"".join(operator_browser.get(LIVE, {"table": "workers"}).streaming_content).decode()
    assert f"{desk.name},Alive,4,2," in workers


@pytest.mark.parametrize(
    ("state", "told"),
    [("draining", "finishes what it has"), ("active", "gets calls"), ("off", "gets no calls")],
)
def test_the_state_of_a_pod_is_a_click(office, operator, operator_browser, state, told):
    Pod.objects.filter(url=OSLO).update(state="draining" if state == "active" else "active")
    oslo = Pod.objects.get(url=OSLO)
    response = operator_browser.post(
        reverse("operations:pod_state", args=[oslo.pk]), {"state": state}, follow=True
    )
    oslo.refresh_from_db()
    assert oslo.state == state
    assert Pod.objects.get(url=PISA).state == "active"
    assert told in said(response)[0]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr) == (operator, OSLO)


def test_nonsense_changes_no_pod(office, operator_browser):
    oslo = Pod.objects.get(url=OSLO)
    address = reverse("operations:pod_state", args=[oslo.pk])
    assert (
        "drain, resume or switch off" in said(operator_browser.post(address, {"state": "x"}, follow=True))[0]
    )
    assert operator_browser.post(address.replace(str(oslo.pk), "0")).status_code == 404
    oslo.refresh_from_db()
    assert oslo.state == "active"


def test_failed_receipts_are_read_again_by_a_click(make_receipt, operator_browser):
    broken, damaged = (make_receipt(**to_end(Status.FAILED, error=why)) for why in (BROKEN, "Damaged."))
    assert BROKEN in operator_browser.get(LIVE).content.decode()
    retry = reverse("operations:failed_retry")
    response = operator_browser.post(retry, {"error": BROKEN}, follow=True)
    assert said(response) == ["1 failed receipt will be read again."]
    damaged.refresh_from_db()
    assert damaged.status == Status.FAILED
    assert said(operator_browser.post(retry, follow=True)) == ["1 failed receipt will be read again."]
    assert said(operator_browser.post(retry, follow=True)) == ["0 failed receipts will be read again."]
    noted = LogEntry.objects.values_list("object_repr", "change_message")
    assert ("Failed receipts: 1", f"Read again. {BROKEN}") in noted
    assert str(broken) not in str(noted), "what people upload is none of the operator's business"


def test_alice_who_is_no_operator_changes_nothing(office, browser, alice, make_receipt):
    failed = make_receipt(**to_end(Status.FAILED, error=BROKEN))
    oslo = Pod.objects.get(url=OSLO)
    assert browser(alice).get(LIVE).status_code == 403
    browser(alice).post(reverse("operations:pod_state", args=[oslo.pk]), {"state": "off"})
    browser(alice).post(reverse("operations:failed_retry"))
    assert Pod.objects.get(url=OSLO).state == "active"
    failed.refresh_from_db()
    assert failed.status == Status.FAILED


def test_the_page_asks_the_database_no_more_often_when_there_are_more_pods(
    office, publisher, operator_browser, django_assert_max_num_queries
):
    for number in range(20):
        Pod.objects.create(url=f"http://10.0.0.{number}:8501", site="hall")
    publisher.publish()
    with django_assert_max_num_queries(5):
        live_figures()
