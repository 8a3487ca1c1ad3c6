"""How much of the time a machine waited, and what was paid meanwhile."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from fractions import Fraction

from ocr.cluster.costs.ledger import Component, Cost, Ledger
from ocr.cluster.costs.spans import Span
from ocr.cluster.models import Machine, Pod

PAID_WAITING = (Component.FIXED, Component.DEPRECIATION)
"""What is paid whether or not pods have work; traffic is not, and what was paid once is no matter of time."""


def idle_share(machine: Machine, ledger: Ledger, span: Span, now: datetime) -> Fraction | None:
    """Return 1 - the mean busy share of a machine's pods, 0..1; `None` without pods or before it had a price.

    The busy share is the time in which pods had at least one call, by the time that passed for each of them:
    from the start of the span, or from the machine's first price or the day on which the pod was added if
    these are later, to its end, or to now; a pod that is off waits no longer than to its last answer. Time
    that several workers called a pod at once is counted by each, so the share is at least so high.
    """
    held = Span(max(span.start, _first_day(machine, span)), span.end)
    passed = sum(_waited(pod, held, now) for pod in machine.pods.all())
    return 1 - min(Fraction(_busy(ledger, machine, span), passed), Fraction(1)) if passed else None


def paid_waiting(costs: Iterable[Cost], idle: Fraction | None) -> Fraction | None:
    """Return what one machine was paid while its pods waited: idle share * (fixed + depreciation)."""
    if idle is None:
        return None
    amounts = (cost.amount.amount for cost in costs if cost.component in PAID_WAITING)
    return idle * sum(amounts, Fraction())


def _waited(pod: Pod, span: Span, now: datetime) -> int:
    """Return the milliseconds of the span in which the pod could have had calls."""
    until = pod.last_seen_at if pod.is_off else now
    added = pod.added_at.astimezone(UTC).date()
    return _passed(Span(max(span.start, added), span.end), until) if until else 0


def _busy(ledger: Ledger, machine: Machine, span: Span) -> int:
    did = ledger.pod_days.get(machine.number, {})
    return sum(did[day].busy for day in span.days() if day in did)


def _first_day(machine: Machine, span: Span) -> date:
    return min((price.valid_from for price in machine.prices.all()), default=span.end)


def _passed(span: Span, now: datetime) -> int:
    """Return the milliseconds of the span that are over."""
    start = datetime.combine(span.start, time(), UTC)
    end = min(datetime.combine(span.end, time(), UTC), now)
    return max(int((end - start).total_seconds() * 1000), 0)
