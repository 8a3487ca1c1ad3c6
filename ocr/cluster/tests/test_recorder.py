"""Calls are counted once, whatever happens to the database and whoever else counts."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Sum

from ocr.cluster import recorder as module
from ocr.cluster.models import DailyUsage, Usage
from ocr.cluster.recorder import Recorder
from ocr.cluster.tests.conftest import HERE, THERE, a_call, database_away
from ocr.types import Call

LUNCH = datetime(2026, 3, 1, 12, 34, 56, tzinfo=UTC)

COUNTING = """
import sys
import django
from django.db import connections
django.setup()
connections.databases["default"]["NAME"] = sys.argv[1]
from ocr.cluster.recorder import Recorder
from ocr.cluster.tests.conftest import a_call
recorder = Recorder()
recorder.start()
for number in range(200):
    recorder.record(a_call(pod=f"http://gpu{number % 7}:8501"))
    if number % 5 == 0:
        recorder.flush()
"""
"""What each of several processes does; the last calls are written when it ends."""


def total(name="calls"):
    return Usage.objects.aggregate(total=Sum(name))["total"]


@pytest.mark.django_db
def test_calls_are_added_up_by_what_they_have_in_common():
    recorder = Recorder(now=lambda: LUNCH)
    recorder.record(a_call())
    recorder.record(a_call(hedge=True, milliseconds=80.2))
    recorder.record(a_call(outcome="pod_timeout", bytes_received=0))
    recorder.flush()
    recorder.record(a_call())
    recorder.flush()
    row = Usage.objects.get(outcome="ok")
    assert (row.pod, row.site, row.model, row.release) == (HERE, "berlin", "textrec", "")
    assert row.hour == LUNCH.replace(minute=0, second=0)
    assert (row.calls, row.hedges, row.milliseconds) == (3, 1, 320)
    assert (row.bytes_sent, row.bytes_received) == (3000, 150)
    assert Usage.objects.get(outcome="pod_timeout").calls == 1


@pytest.mark.django_db
def test_every_hour_has_rows_of_its_own():
    now = LUNCH
    recorder = Recorder(now=lambda: now)
    recorder.record(a_call())
    now += timedelta(hours=1)
    recorder.record(a_call())
    recorder.flush()
    assert [row.hour.hour for row in Usage.objects.order_by("hour")] == [12, 13]


@pytest.mark.django_db
def test_days_add_up_their_hours():
    now = LUNCH
    recorder = Recorder(now=lambda: now)
    recorder.record(a_call(milliseconds=25))
    now += timedelta(hours=1)
    recorder.record(a_call(milliseconds=26))
    recorder.record(a_call(milliseconds=60_000))
    recorder.flush()
    day = DailyUsage.objects.get()
    assert (day.day, day.calls, day.bytes_sent) == (LUNCH.date(), 3, 3000)
    assert (day.took_0, day.took_1, day.took_10) == (1, 1, 1)
    assert sum(getattr(day, f"took_{number}") for number in range(11)) == day.calls


@pytest.mark.django_db
def test_time_in_which_calls_overlap_is_busy_once():
    now = LUNCH
    recorder = Recorder(now=lambda: now)
    recorder.record(a_call(milliseconds=100))
    now += timedelta(milliseconds=50)
    recorder.record(a_call(milliseconds=100))
    recorder.record(a_call(milliseconds=300, outcome="pod_timeout"))
    recorder.record(a_call(milliseconds=40, pod=THERE))
    recorder.flush()
    assert total("busy_milliseconds") == 300 + 40
    assert Usage.objects.get(outcome="ok", pod=HERE).busy_milliseconds == 150


@pytest.mark.django_db
def test_pods_that_answer_are_seen(pod):
    recorder = Recorder(now=lambda: LUNCH)
    recorder.record(a_call(outcome="pod_timeout"))
    recorder.flush()
    pod.refresh_from_db()
    assert pod.last_seen_at is None
    recorder.record(a_call())
    recorder.flush()
    pod.refresh_from_db()
    assert pod.last_seen_at == LUNCH


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statements", range(4))
def test_what_the_database_does_not_take_is_counted_later_and_once(statements):
    recorder = Recorder(now=lambda: LUNCH)
    recorder.record(a_call(pod=HERE))
    recorder.record(a_call(pod=THERE))
    with database_away(after=statements):
        recorder.flush()
    assert total() is None
    recorder.record(a_call(pod=THERE))
    recorder.flush()
    recorder.flush()
    assert total() == 3


@pytest.mark.django_db
def test_a_long_outage_does_not_fill_the_memory_and_loses_no_call(monkeypatch):
    monkeypatch.setattr(module, "MOST_KEYS", 10)
    recorder = Recorder(now=lambda: LUNCH)
    for number in range(50):
        recorder.record(a_call(pod=f"http://10.0.0.{number}:8501"))
    recorder.flush()
    assert Usage.objects.count() == 11
    assert Usage.objects.get(pod="others").calls == 40


@pytest.mark.django_db
def test_a_text_too_long_for_its_column_keeps_no_other_from_being_counted():
    recorder = Recorder(now=lambda: LUNCH)
    recorder.record(a_call(pod=f"http://{'x' * 400}:8501", site="s" * 400))
    recorder.record(a_call(pod=THERE))
    recorder.flush()
    assert total() == 2
    assert {(len(row.pod), len(row.site)) for row in Usage.objects.all()} == {(300, 100), (len(THERE), 6)}


@pytest.mark.django_db(transaction=True)
def test_threads_that_write_at_once_lose_and_double_nothing():
    recorders = [Recorder() for _ in range(4)]

    def count(recorder: Recorder) -> None:
        for number in range(60):
            recorder.record(a_call(pod=f"http://gpu{number % 3}:8501"))
            recorder.flush()
        connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(count, recorders))
    assert total() == 240
    assert total("bytes_sent") == 240_000


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_once_lose_and_double_nothing_and_write_the_rest_at_their_end():
    command = [sys.executable, "-c", COUNTING, str(connection.settings_dict["NAME"])]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "deploy.settings"}
    processes = [subprocess.Popen(command, env=env) for _ in range(3)]
    assert [process.wait(120) for process in processes] == [0, 0, 0]
    assert total() == 600
    assert Usage.objects.values("pod").distinct().count() == 7


def test_counting_needs_no_database():
    call = a_call()
    assert isinstance(call, Call)
    Recorder().record(call)
