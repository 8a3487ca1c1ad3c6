"""What the cluster costs, for Prometheus."""

from collections.abc import Iterator

from django.utils import timezone
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ocr.cluster.costs import add_up
from ocr.cluster.costs.idle import idle_share
from operations.figures.cost.book import Book, read_book
from operations.figures.cost.history import receipt_price


class CostCollector(Collector):
    """This month's cost so far; a gauge, because it begins anew each month. Days and months are of UTC."""

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics as of now."""
        book = read_book(timezone.now(), months=1)
        yield _costs(book)
        yield _receipt(book)
        yield _idle(book)


def _costs(book: Book) -> Metric:
    family = GaugeMetricFamily(
        "tillroll_month_cost",
        "Cost of this month so far, in units of the currency.",
        labels=("machine", "site", "component", "currency"),
    )
    for cost in book.costs:
        machine = cost.machine
        labels = [str(machine), machine.site, cost.component.value, machine.currency]
        family.add_metric(labels, float(cost.amount.amount))
    return family


def _receipt(book: Book) -> Metric:
    family = GaugeMetricFamily(
        "tillroll_receipt_cost",
        "Cost of this month so far by the receipts read in it.",
        labels=("currency",),
    )
    receipts = book.receipts(book.so_far)
    for currency, amount in add_up(cost.amount for cost in book.costs).items():
        price = receipt_price(amount, receipts)
        if price is not None:
            family.add_metric([currency], float(price))
    return family


def _idle(book: Book) -> Metric:
    family = GaugeMetricFamily(
        "tillroll_machine_idle_ratio",
        "Share of this month so far in which a machine's pods had no call.",
        labels=("machine", "site"),
    )
    for machine in book.ledger.machines:
        share = idle_share(machine, book.ledger, book.so_far, book.now)
        if share is not None:
            family.add_metric([str(machine), machine.site], float(share))
    return family
