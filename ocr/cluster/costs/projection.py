"""What the rest of a month is expected to bring: the same as lately."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from ocr.cluster.costs.ledger import Ledger, PodDay
from ocr.cluster.costs.spans import DAY, Span
from ocr.cluster.shares import in_proportion

LATELY = timedelta(days=28)
"""Whole weeks, so that every day of the week weighs the same."""


def expected(counts: Mapping[date, int], days: Span, today: date) -> dict[date, Fraction]:
    """Return the counts of these days: as they were, and from today on at least the mean of lately.

    The mean is that of the 28 days before today, or of those since the first count if it is later. Without
    a whole day to go by, nothing more is expected than was counted.
    """
    mean = _mean(counts, today)
    return {
        day: Fraction(counts.get(day, 0)) if day < today else max(Fraction(counts.get(day, 0)), mean)
        for day in days.days()
    }


def projected(ledger: Ledger, end: date, today: date) -> Ledger:
    """Return the ledger with the traffic that is expected from today on, up to `end`.

    Prices, purchases and one-off costs need no guess: they hold for the days that are still to come as well.
    What all pods together are expected to bring is split among the machines that pods run on now, by what
    pods did there lately: a pod that moved takes its traffic along.
    """
    now_on = {0, *(machine.number for machine in ledger.machines if machine.pods.all())}
    lately = {
        number: _mean({day: one.traffic for day, one in did.items()}, today)
        for number, did in ledger.pod_days.items()
        if number in now_on
    }
    pod_days = {number: dict(did) for number, did in ledger.pod_days.items()}
    for day, whole in expected(ledger.all_traffic, Span(today, end), today).items():
        more = whole - ledger.all_traffic.get(day, 0)
        for number, part in (in_proportion(more, lately) or {0: more}).items():
            did = pod_days.setdefault(number, {}).get(day, PodDay(traffic=0, busy=0))
            pod_days[number][day] = did._replace(traffic=did.traffic + round(part))
    return ledger.with_pod_days(pod_days)


def _mean(counts: Mapping[date, int], today: date) -> Fraction:
    lately = {day: count for day, count in counts.items() if today - LATELY <= day < today}
    if not lately:
        return Fraction()
    return Fraction(sum(lately.values()), (today - _first(counts, min(lately), today)) // DAY)


def _first(counts: Mapping[date, int], earliest: date, today: date) -> date:
    """Return from when on days count: all of lately if there was something before."""
    return today - LATELY if any(day < today - LATELY for day in counts) else earliest
