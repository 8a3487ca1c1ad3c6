"""What the pods did, for Prometheus: the sums of all processes, from the database."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Sum
from django.utils import timezone
from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from ocr.cluster.models import DailyUsage, Pod

_LABELS = ("pod", "site", "model", "release", "outcome")
_COUNTERS = (
    ("calls", "tillroll_pod_calls", "Calls of pods.", 1),
    ("hedges", "tillroll_pod_hedges", "Calls of pods beside others that took long.", 1),
    ("milliseconds", "tillroll_pod_seconds", "How long callers waited for pods.", 1000),
    ("bytes_sent", "tillroll_pod_sent_bytes", "Bytes sent to pods.", 1),
    ("bytes_received", "tillroll_pod_received_bytes", "Bytes received from pods.", 1),
)
"""Column, name, meaning, and what the column is divided by."""
_SHOWN_FOR = timedelta(days=7)
"""After its last call; pods behind a DNS name change, and Prometheus keeps a series for each name it sees."""


class PodCollector(Collector):
    """Counts of calls, and of pods."""

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics as of now."""
        rows = _sums()
        for column, name, meaning, unit in _COUNTERS:
            family = CounterMetricFamily(name, meaning, labels=_LABELS)
            for row in rows:
                family.add_metric([row[label] for label in _LABELS], row[f"{column}__sum"] / unit)
            yield family
        yield _pods()


def _sums() -> list[dict[str, Any]]:
    """Return the sums since ever of what was called lately."""
    groups = DailyUsage.objects.order_by().values(*_LABELS).annotate(last=Max("day"))
    lately = groups.filter(last__gte=(timezone.now() - _SHOWN_FOR).date())
    return list(lately.annotate(*(Sum(column) for column, *_ in _COUNTERS)))


def _pods() -> Metric:
    family = GaugeMetricFamily("tillroll_pods", "Pods by what they get to do.", labels=("site", "state"))
    counts = Pod.objects.listed().order_by().values_list("site", "state").annotate(Count("id"))
    for site, state, count in counts:
        family.add_metric([site, state], count)
    return family
