from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.cluster.costs import Component, Cost, CurrencyMismatchError, Ledger, Money, Span, add_up, rounded
from ocr.cluster.costs.ledger import PodDay
from ocr.cluster.costs.spans import add_months
from ocr.cluster.models import Machine, MachineKind, MachinePrice, Metered, OneOffCost, Pod

unhurried = settings(deadline=None, max_examples=50)
"""How long an example takes says nothing on a machine that does much else."""

GB = 2**30
FIRST = date(2025, 12, 1)
YEAR = Span(FIRST, date(2027, 3, 1))

days = st.dates(FIRST, YEAR.end - timedelta(days=1))
cents = st.integers(0, 200_000).map(lambda number: Decimal(number) / 100)
amounts = st.fractions(min_value=0, max_value=1000)
currencies = st.sampled_from(["USD", "EUR", "VND"])


def machine(
    *prices: MachinePrice,
    once: Sequence[OneOffCost] = (),
    pods: Sequence[str] = (),
    number: int = 1,
    **fields: object,
) -> Machine:
    """A machine with its rows as if they had been fetched."""
    one = Machine(pk=number, number=number, name=f"Machine {number}", kind=MachineKind.CLOUD, **fields)
    one._prefetched_objects_cache = {
        "prices": list(prices),
        "one_off_costs": list(once),
        "pods": [Pod(url=url) for url in pods],
    }
    for name, rows in one._prefetched_objects_cache.items():
        found = getattr(Machine, name).rel.related_model.objects.none()
        found._result_cache = rows
        found._prefetch_done = True
        one._prefetched_objects_cache[name] = found
    return one


def ledger(*machines: Machine, traffic: dict[str, dict[date, int]] | None = None) -> Ledger:
    """`traffic` is by URL; pods run where the machines say."""
    days: dict[int, dict[date, PodDay]] = {}
    where = {pod.url: one.number for one in machines for pod in one.pods.all()}
    for url, sizes in (traffic or {}).items():
        of_machine = days.setdefault(where.get(url, 0), {})
        for day, size in sizes.items():
            before = of_machine.get(day, PodDay(0, 0)).traffic
            of_machine[day] = PodDay(traffic=before + size, busy=0)
    return Ledger(machines=machines, pod_days=days)


def total(costs: Sequence[Cost], component: Component | None = None) -> Fraction:
    found = (cost.amount.amount for cost in costs if component in (None, cost.component))
    return sum(found, Fraction())


@st.composite
def price_lists(draw: st.DrawFn) -> list[MachinePrice]:
    """Prices that follow each other: gapless or not, ending in the middle of months."""
    bounds = sorted(draw(st.sets(days, min_size=1, max_size=4)))
    ends = [*bounds[1:], draw(st.sampled_from([None, YEAR.end]))]
    return [
        MachinePrice(
            valid_from=start,
            valid_to=end,
            monthly_cost=draw(cents),
            watts=draw(st.sampled_from([0, Decimal("350.5")])),
            price_per_kwh=Decimal("0.31"),
            metered=draw(st.sampled_from(Metered.values)),
            included_gb=draw(st.integers(0, 500)),
            price_per_gb=Decimal("0.01"),
        )
        for start, end in zip(bounds, ends, strict=True)
        if draw(st.booleans()) or end is None
    ]


@st.composite
def clusters(draw: st.DrawFn) -> Ledger:
    """Machines of several currencies, whose prices, purchases and pods change in the middle of months."""
    machines = [
        machine(
            *draw(price_lists()),
            once=[OneOffCost(day=draw(days), label="Repair", amount=draw(cents))],
            pods=[f"http://pod-{number}:8501"],
            number=number,
            currency=draw(currencies),
            purchase_cost=draw(cents),
            purchased_on=draw(days),
            depreciation_months=draw(st.integers(1, 40)),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    sizes = st.dictionaries(days, st.integers(0, 400 * GB), max_size=20)
    urls = [f"http://pod-{number}:8501" for number in range(4)]
    return ledger(*machines, traffic={url: draw(sizes) for url in urls})


def sums(costs: Sequence[Cost]) -> dict[tuple[int, Component], Fraction]:
    return {(cost.machine.number, cost.component): cost.amount.amount for cost in costs}


def added(*parts: dict[tuple[int, Component], Fraction]) -> dict[tuple[int, Component], Fraction]:
    keys = {key for part in parts for key in part}
    return {key: sum((part.get(key, Fraction()) for part in parts), Fraction()) for key in keys}


@unhurried
@given(clusters(), days, days, days)
def test_a_span_costs_what_its_parts_cost(found: Ledger, one: date, other: date, third: date) -> None:
    """Nothing is lost or counted twice, wherever a span is cut and whatever changes within it."""
    start, middle, end = sorted([one, other, third])

    parts = [sums(found.costs(Span(start, middle))), sums(found.costs(Span(middle, end)))]

    assert added(*parts) == sums(found.costs(Span(start, end)))


@unhurried
@given(clusters(), days)
def test_days_sum_to_their_month(found: Ledger, day: date) -> None:
    month = Span.month(day)

    by_day = [sums(found.costs(Span.day(day))) for day in month.days()]

    assert added(*by_day) == sums(found.costs(month))


@unhurried
@given(clusters())
def test_months_sum_to_the_year(found: Ledger) -> None:
    by_month = [sums(found.costs(month)) for month in YEAR.months()]

    assert added(*by_month) == sums(found.costs(YEAR))


@unhurried
@given(clusters(), days)
def test_machines_add_up_within_their_currency_alone(found: Ledger, day: date) -> None:
    month = Span.month(day)

    by_currency = add_up(cost.amount for cost in found.costs(month))

    for currency, amount in by_currency.items():
        own = [machine for machine in found.machines if machine.currency == currency]
        assert total(Ledger(machines=own, pod_days=found.pod_days).costs(month)) == amount


@unhurried
@given(amounts, amounts, currencies, currencies)
def test_currencies_never_mix(amount: Fraction, other: Fraction, mine: str, yours: str) -> None:
    if mine == yours:
        assert Money(mine, amount) + Money(yours, other) == Money(mine, amount + other)
    else:
        with pytest.raises(CurrencyMismatchError):
            Money(mine, amount) + Money(yours, other)


@unhurried
@given(days, cents, cents)
def test_a_new_price_in_the_middle_of_a_month_counts_for_its_days(day: date, old: Decimal, new: Decimal):
    month = Span.month(day)
    until = MachinePrice(valid_from=month.start, valid_to=day, monthly_cost=old)
    since = MachinePrice(valid_from=day, monthly_cost=new)

    cost = total(ledger(machine(until, since)).costs(month))

    before = Fraction((day - month.start).days, len(month))
    assert cost == Fraction(old) * before + Fraction(new) * (1 - before)


@unhurried
@given(days, st.integers(1, 60), cents)
def test_a_purchase_is_spread_to_the_cent_in_equal_months(bought: date, months: int, cost: Decimal) -> None:
    one = ledger(machine(purchase_cost=cost, purchased_on=bought, depreciation_months=months))
    every = [Span(add_months(bought, number), add_months(bought, number + 1)) for number in range(months)]

    assert {total(one.costs(month)) for month in every} == {Fraction(cost) / months}
    assert total(one.costs(Span(date(2020, 1, 1), date(2040, 1, 1)))) == Fraction(cost)


@unhurried
@given(st.lists(st.integers(0, 300), min_size=31, max_size=31), st.integers(0, 5000), days)
def test_traffic_is_paid_beyond_what_the_month_includes(sizes: list[int], included: int, day: date) -> None:
    month = Span.month(day)
    price = MachinePrice(
        valid_from=FIRST, metered=Metered.OWN_PODS, included_gb=included, price_per_gb=Decimal("0.5")
    )
    traffic = {day: size * GB for day, size in zip(month.days(), sizes, strict=False)}

    costs = ledger(machine(price, pods=["a"]), traffic={"a": traffic}).costs(month)

    beyond = sum(traffic.values()) // GB - included
    assert total(costs, Component.TRAFFIC) == max(Fraction(beyond, 2), 0)


def test_half_a_month_includes_half_of_the_traffic() -> None:
    price = MachinePrice(
        valid_from=date(2026, 11, 16), metered=Metered.ALL_PODS, included_gb=100, price_per_gb=Decimal(1)
    )
    traffic = {"elsewhere": {date(2026, 11, 3): 500 * GB, date(2026, 11, 20): 60 * GB}}

    costs = ledger(machine(price), traffic=traffic).costs(Span.month(date(2026, 11, 1)))

    assert total(costs) == 10


def test_electricity_is_paid_by_the_kilowatt_hour() -> None:
    price = MachinePrice(valid_from=FIRST, watts=Decimal(500), price_per_kwh=Decimal("0.25"))

    costs = ledger(machine(price)).costs(Span(date(2026, 11, 1), date(2026, 11, 3)))

    assert total(costs, Component.FIXED) == 6  # 12 kWh on each of two days


@unhurried
@given(st.dictionaries(st.integers(0, 50), amounts, max_size=20))
def test_rounded_parts_sum_to_the_rounded_whole(parts: dict[int, Fraction]) -> None:
    shown = rounded(parts)

    assert sum(shown.values()) * 100 == round(sum(parts.values(), Fraction()) * 100)
    assert all(abs(shown[key] - parts[key]) < Fraction(1, 100) for key in parts)
    assert all((amount * 100).denominator == 1 for amount in shown.values())
