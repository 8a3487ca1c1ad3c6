"""How many receipts there are, for Prometheus."""

from collections.abc import Iterator

from django.db.models import Count
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from receipts.models import Receipt, Status


class ReceiptCollector(Collector):
    """Counts of receipts of all workspaces."""

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics as of now."""
        family = GaugeMetricFamily("tillroll_receipts", "Receipts by status.", labels=("status",))
        counts = dict(Receipt.objects.order_by().values_list("status").annotate(Count("id")))
        for status in Status:
            family.add_metric([status.value], counts.get(status.value, 0))
        yield family
