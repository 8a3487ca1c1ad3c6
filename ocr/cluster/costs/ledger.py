"""What all machines cost: read once, then asked for any span of days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from django.db.models import Case, F, QuerySet, Sum, Value, When

from ocr.cluster.costs.accrual import depreciation, fixed_cost, one_off_cost, traffic_cost
from ocr.cluster.costs.money import Money
from ocr.cluster.costs.spans import Span
from ocr.cluster.models import DailyUsage, Machine, MachinePrice, Metered, OneOffCost


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


class _Account(NamedTuple):
    """A machine with what it costs, in lists: asking a prefetched relation takes long by comparison."""

    machine: Machine
    prices: Sequence[MachinePrice]
    once: Sequence[OneOffCost]


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
        return [
            Cost(account.machine, component, Money(account.machine.currency, amount))
            for account in self._accounts
            for component, amount in self._amounts(account, span)
            if amount
        ]

    def _amounts(self, account: _Account, span: Span) -> Iterator[tuple[Component, Fraction]]:
        yield Component.FIXED, _sum(fixed_cost(price, span) for price in account.prices)
        traffic = (
            traffic_cost(price, span, self._traffic(account.machine, price.metered))
            for price in account.prices
            if price.metered and price.price_per_gb
        )
        yield Component.TRAFFIC, _sum(traffic)
        yield Component.DEPRECIATION, depreciation(account.machine, span)
        yield Component.ONE_OFF, _sum(one_off_cost(cost, span) for cost in account.once)

    @cached_property
    def _accounts(self) -> list[_Account]:
        return [
            _Account(machine, list(machine.prices.all()), list(machine.one_off_costs.all()))
            for machine in self.machines
        ]

    def _traffic(self, machine: Machine, metered: str) -> Mapping[date, int]:
        """Return the bytes by day that count against what a price includes."""
        if metered == Metered.ALL_PODS:
            return self.all_traffic
        return self._own_traffic.get(machine.number, {})

    @cached_property
    def _own_traffic(self) -> Mapping[int, Mapping[date, int]]:
        return {number: _by_day([days]) for number, days in self.pod_days.items()}

    @cached_property
    def all_traffic(self) -> Mapping[date, int]:
        """Bytes of all pods by day."""
        return _by_day(self.pod_days.values())

    def with_pod_days(self, pod_days: PodDays) -> "Ledger":
        """Return the same machines, had pods done this."""
        return replace(self, pod_days=pod_days)


def read_ledger(span: Span) -> Ledger:
    """Read what is needed to tell the costs of days in the span, in five queries."""
    machines = Machine.objects.prefetch_related("prices", "one_off_costs", "pods")
    now_on = {pod.url: machine.number for machine in machines for pod in machine.pods.all()}
    pod_days = _pod_days(span.start.replace(day=1), now_on)
    return Ledger(machines=list(machines), pod_days=pod_days)


def cluster_costs(span: Span) -> list[Cost]:
    """Return what the cluster costs in these days, by machine and component, exactly."""
    return read_ledger(span).costs(span)


def _pod_days(first: date, now_on: Mapping[str, int]) -> PodDays:
    """Return what pods did since then, by the machine of the day, or by `now_on` where it was not said.

    Without a last day, though some ask for an earlier month: between two bounds PostgreSQL expects so few
    rows that its prepared plan takes twice as long.
    """
    days: defaultdict[int, defaultdict[date, PodDay]] = defaultdict(lambda: defaultdict(lambda: PodDay(0, 0)))
    for machine, pod, day, traffic, busy in _summed(DailyUsage.objects.filter(day__gte=first)):
        of_machine = days[machine or now_on.get(pod, 0)]
        of_machine[day] = PodDay(of_machine[day].traffic + traffic, of_machine[day].busy + busy)
    return days


def _summed(used: QuerySet[DailyUsage]) -> Iterable[tuple[int, str, date, int, int]]:
    """Yield machine, the pod where no machine was said, day, bytes and busy milliseconds."""
    return (
        used.order_by()
        .values_list("machine", Case(When(machine=0, then="pod"), default=Value("")), "day")
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
    return sum(amounts, next(amounts, Fraction()))  # most are one, and adding it to nothing takes long
