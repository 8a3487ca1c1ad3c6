"""What happens at this moment, for Prometheus."""

from collections import Counter
from collections.abc import Iterator

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from operations.figures.live import live_figures


class LiveCollector(Collector):
    """The queue, the workers and the pods.

    While Valkey is away nothing is known of workers and pods, so that no figure is given: not even 0.
    """

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics as of now."""
        figures = live_figures()
        waited = figures.waited or 0.0
        yield _gauge("tillroll_queue_receipts", "Receipts that wait to be read.", figures.backlog.waiting)
        yield _gauge("tillroll_queue_oldest_seconds", "How long the oldest of them has waited.", waited)
        if figures.is_known:
            yield _gauge("tillroll_workers", "Workers that are heard of.", figures.alive)
            pods = GaugeMetricFamily(
                "tillroll_pods_live", "Pods by how workers find them.", labels=("site", "condition")
            )
            counts = Counter((pod.site, pod.condition.name.lower()) for pod in figures.pods)
            for labels, count in sorted(counts.items()):
                pods.add_metric(labels, count)
            yield pods


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)
