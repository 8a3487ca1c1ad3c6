"""What one machine costs in a span of days, by component; every formula adds up over spans that adjoin.

Costs accrue by the day, so that a price that changes in the middle of a month counts for its days alone:
for any day between, the cost up to it and the cost from it on sum exactly to the cost of the whole.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from ocr.cluster.costs.money import exact
from ocr.cluster.costs.spans import Span, add_months
from ocr.cluster.models import Machine, MachinePrice, OneOffCost

GIGABYTE = 2**30
"""Bytes; as hosters count included traffic, and as 1,440,000 photos of 4 MB are 5,625 GB."""
_HOURS = 24


def valid(price: MachinePrice) -> Span:
    """Return the days on which a price holds."""
    return Span(price.valid_from, price.valid_to or date.max)


def fixed_cost(price: MachinePrice, span: Span) -> Fraction:
    """Return the flat cost and the electricity.

    A flat cost of M a month is M / (days of that calendar month) on each of its days. Electricity is
    watts / 1000 * 24 h * price per kWh a day.
    """
    held = span & valid(price)
    parts = (_part(price.monthly_cost, len(held & month), len(month)) for month in held.months())
    flat = sum(parts, Fraction())
    if not price.watts:
        return flat
    return flat + exact(price.watts) / 1000 * _HOURS * exact(price.price_per_kwh) * len(held)


def traffic_cost(price: MachinePrice, span: Span, traffic: Mapping[date, int]) -> Fraction:
    """Return a metered price's cost of the bytes beyond those included; `traffic` has the bytes by day.

    Within each calendar month the bytes since its start, or since the price's, are counted up; a day costs
    what they pass the included amount by at its end, less what they passed it by at its start. A price that
    holds for part of a month includes that part of its gigabytes. `traffic` must reach back to the start of
    the first month of the span.
    """
    held, beyond = span & valid(price), Fraction()
    for month in held.months():
        counted, asked = month & valid(price), month & held
        included = exact(price.included_gb) * Fraction(len(counted), len(month))
        before = _gigabytes(traffic, Span(counted.start, asked.start))
        after = before + _gigabytes(traffic, asked)
        beyond += max(after, included) - max(before, included)
    return exact(price.price_per_gb) * beyond


def depreciation(machine: Machine, span: Span) -> Fraction:
    """Return the part of the purchase that falls on the span (straight-line depreciation).

    From the day of the purchase on, each of the N months takes an equal part, cost / N, and each day of
    such a month an equal part of that. The months begin on the day of the month of the purchase.
    """
    if not machine.purchase_cost or machine.purchased_on is None:
        return Fraction()
    bought, months = machine.purchased_on, machine.depreciation_months
    first = max(_months_between(bought, span.start) - 1, 0)
    last = min(_months_between(bought, span.end) + 1, months)
    starts = [add_months(bought, number) for number in range(first, last + 1)]
    every = (Span(start, end) for start, end in pairwise(starts))
    cost = machine.purchase_cost
    parts = (_part(cost, held, len(month) * months) for month in every if (held := len(month & span)))
    return sum(parts, Fraction())


def one_off_cost(cost: OneOffCost, span: Span) -> Fraction:
    """Return what was paid once, if it was in these days."""
    return exact(cost.amount) if cost.day in span else Fraction()


@lru_cache(maxsize=4096)
def _part(amount: Decimal, days: int, of: int) -> Fraction:
    """Return a share of an amount: that of most days is the same, and fractions take long."""
    return exact(amount) * Fraction(days, of)


def _gigabytes(traffic: Mapping[date, int], span: Span) -> Fraction:
    return Fraction(sum(traffic.get(day, 0) for day in span.days()), GIGABYTE)


def _months_between(first: date, last: date) -> int:
    """Return how many months apart the months of two days are."""
    return (last.year - first.year) * 12 + last.month - first.month
