"""What Prometheus learns of this moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ocr.cluster.live.board import Board, News
from ocr.cluster.live.news import Counts, PodNews, WorkerNews
from ocr.cluster.models import Pod
from operations.figures import live
from operations.live_metrics import LiveCollector

pytestmark = pytest.mark.django_db

HERE, THERE = "http://10.0.0.7:8501", "http://10.0.0.8:8501"


class Heard:
    """A board with one worker, which has ejected a pod."""

    def look(self) -> News:
        known = {"site": "berlin", "draining": False, "in_flight": 0, "probe_in": None, "minute": Counts()}
        pods = [PodNews(url=HERE, ejected_for=None, **known), PodNews(url=THERE, ejected_for=1.0, **known)]
        return News(workers=[WorkerNews(name="w:1", threads=4, since=0, seconds=60, pods=pods)])


def samples():
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in LiveCollector().collect()
        for sample in family.samples
    }


def test_queue_workers_and_pods_are_told(make_receipt, monkeypatch):
    monkeypatch.setattr(live, "board", Heard)
    for url in (HERE, THERE):
        Pod.objects.create(url=url, site="berlin")
    make_receipt(queued_at=timezone.now() - timedelta(minutes=5))
    found = samples()
    assert found.pop(("tillroll_queue_oldest_seconds",)) == pytest.approx(300, abs=30)
    assert found == {
        ("tillroll_queue_receipts",): 1,
        ("tillroll_workers",): 1,
        ("tillroll_pods_live", "berlin", "alive"): 1,
        ("tillroll_pods_live", "berlin", "ejected"): 1,
    }


def test_nothing_is_told_of_workers_while_nothing_is_known(db, monkeypatch):
    monkeypatch.setattr(live, "board", lambda: Board("unix:///nowhere/valkey.sock"))
    assert set(samples()) == {("tillroll_queue_receipts",), ("tillroll_queue_oldest_seconds",)}
