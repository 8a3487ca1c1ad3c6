"""What all machines cost: read once, then asked for any span of days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, Sum

from ocr.cluster.costs.accrual import depreciation, fixed_cost, one_off_cost, traffic_cost
from ocr.cluster.costs.money import Money
from ocr.cluster.costs.spans import Span
from ocr.cluster.models import DailyUsage, Machine, Metered


class Component(StrEnum):
    """What a cost is for."""

    FIXED = "fixed"
    TRAFFIC = "traffic"
    DEPRECIATION = "depreciation"
    ONE_OFF = "one_off"


@dataclass(frozen=True)
class Cost:
    """What one machine costs for one reason."""

    machine: Machine
    component: Component
    amount: Money


class PodDay(NamedTuple):
    """What the pods of a machine did on one day."""

    traffic: int
    """Bytes sent to them and received from them."""
    busy: int
    """Milliseconds in which each had at least one call, added up."""


PodDays = Mapping[int, Mapping[date, PodDay]]
"""By number of the machine that the pods ran on then, 0 for none, and day."""


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Machines with their prices and one-off costs, and what pods did."""

    machines: Sequence[Machine]
    """With `prices`, `one_off_costs` and `pods` fetched."""
    pod_days: PodDays
    """From the start of the month of the first day that is asked for."""

    def costs(self, span: Span) -> list[Cost]:
        """Return the costs of these days, without those that are nothing."""
        return [cost for machine in self.machines for cost in self._of(machine, span) if cost.amount.amount]

    def _of(self, machine: Machine, span: Span) -> Iterator[Cost]:
        for component, amount in self._amounts(machine, span).items():
            yield Cost(machine, component, Money(machine.currency, amount))

    def _amounts(self, machine: Machine, span: Span) -> dict[Component, Fraction]:
        prices = machine.prices.all()
        once = machine.one_off_costs.all()
        return {
            Component.FIXED: _sum(fixed_cost(price, span) for price in prices),
            Component.TRAFFIC: _sum(
                traffic_cost(price, span, self._traffic(machine, price.metered))
                for price in prices
                if price.metered and price.price_per_gb
            ),
            Component.DEPRECIATION: depreciation(machine, span),
            Component.ONE_OFF: _sum(one_off_cost(cost, span) for cost in once),
        }

    def _traffic(self, machine: Machine, metered: str) -> Mapping[date, int]:
        """Return the bytes by day that count against what a price includes."""
        if metered == Metered.ALL_PODS:
            return self._all_traffic
        return self._own_traffic.get(machine.number, {})

    @cached_property
    def _own_traffic(self) -> Mapping[int, Mapping[date, int]]:
        return {number: _by_day([days]) for number, days in self.pod_days.items()}

    @cached_property
    def _all_traffic(self) -> Mapping[date, int]:
        return _by_day(self.pod_days.values())

    def with_pod_days(self, pod_days: PodDays) -> "Ledger":
        """Return the same machines, had pods done this."""
        return replace(self, pod_days=pod_days)


def read_ledger(span: Span) -> Ledger:
    """Read what is needed to tell the costs of days in the span. Three queries, and two for the pods' use."""
    machines = Machine.objects.prefetch_related("prices", "one_off_costs", "pods")
    now_on = {pod.url: machine.number for machine in machines for pod in machine.pods.all()}
    pod_days = _pod_days(Span(span.start.replace(day=1), span.end), now_on)
    return Ledger(machines=list(machines), pod_days=pod_days)


def cluster_costs(span: Span) -> list[Cost]:
    """Return what the cluster costs in these days, by machine and component, exactly."""
    return read_ledger(span).costs(span)


def _pod_days(span: Span, now_on: Mapping[str, int]) -> PodDays:
    """Return what pods did, by the machine of that time, or by that of `now_on` where it was not said."""
    days: defaultdict[int, defaultdict[date, PodDay]] = defaultdict(lambda: defaultdict(lambda: PodDay(0, 0)))
    used = DailyUsage.objects.filter(day__gte=span.start, day__lt=span.end)
    for machine, day, *did in _summed(used.exclude(machine=0), "machine"):
        days[machine][day] = PodDay(*did)
    for pod, day, traffic, busy in _summed(used.filter(machine=0), "pod"):
        of_machine = days[now_on.get(pod, 0)]
        of_machine[day] = PodDay(of_machine[day].traffic + traffic, of_machine[day].busy + busy)
    return days


def _summed(used: QuerySet[DailyUsage], by: str) -> Iterable[tuple[Any, date, int, int]]:
    """Yield machine or pod, day, bytes and busy milliseconds."""
    return (
        used.order_by()
        .values_list(by, "day")
        .annotate(
            traffic=Sum(F("bytes_sent") + F("bytes_received")),
            busy=Sum("busy_milliseconds"),
        )
    )


def _by_day(pods: Iterable[Mapping[date, PodDay]]) -> dict[date, int]:
    days: defaultdict[date, int] = defaultdict(int)
    for of_pod in pods:
        for day, did in of_pod.items():
            days[day] += did.traffic
    return days


def _sum(amounts: Iterator[Fraction]) -> Fraction:
    return sum(amounts, Fraction())
