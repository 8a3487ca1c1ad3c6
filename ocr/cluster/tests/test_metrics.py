"""The figures that Prometheus reads of pods."""

from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client import CollectorRegistry

from ocr.cluster.metrics import PodCollector
from ocr.cluster.models import Pod
from ocr.cluster.tests.conftest import HERE, THERE

pytestmark = pytest.mark.django_db

LABELS = {"pod": HERE, "site": "berlin", "model": "textdet", "release": "", "outcome": "ok"}


@pytest.fixture
def registry():
    registry = CollectorRegistry()
    registry.register(PodCollector())
    return registry


def test_counters_are_the_sums_of_all_hours(registry, make_usage):
    now = timezone.now()
    make_usage(calls=3, hedges=1, milliseconds=1500, bytes_sent=10, bytes_received=20)
    make_usage(calls=4, milliseconds=500, bytes_sent=5, bytes_received=6, hour=now - timedelta(days=30))
    make_usage(calls=9, outcome="pod_timeout")
    figures = {
        name: registry.get_sample_value(f"tillroll_pod_{name}_total", LABELS)
        for name in ("calls", "hedges", "seconds", "sent_bytes", "received_bytes")
    }
    assert figures == {"calls": 7, "hedges": 1, "seconds": 2.0, "sent_bytes": 15, "received_bytes": 26}
    failed = LABELS | {"outcome": "pod_timeout"}
    assert registry.get_sample_value("tillroll_pod_calls_total", failed) == 9


def test_pods_that_had_no_call_for_a_week_are_left_out(registry, make_usage):
    make_usage(hour=timezone.now() - timedelta(days=8))
    assert registry.get_sample_value("tillroll_pod_calls_total", LABELS) is None


def test_pods_are_counted_by_site_and_state(registry, pod):
    Pod.objects.create(url=THERE, site="berlin", state="draining")
    Pod.objects.create(url="http://gone:8501", site="berlin", origin="settings")
    assert registry.get_sample_value("tillroll_pods", {"site": "berlin", "state": "active"}) == 1
    assert registry.get_sample_value("tillroll_pods", {"site": "berlin", "state": "draining"}) == 1
