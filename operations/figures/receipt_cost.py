"""What one receipt costs."""

from datetime import UTC, date, datetime
from fractions import Fraction

from django.core.cache import caches
from django.utils import timezone

from ocr.cluster.costs import Money
from operations.figures.month import costs_of, month_so_far, use_of
from receipts.models import Receipt, Status

_KEPT = 300
"""Seconds that a month's price of reading is kept: people look at receipts all the time."""


def receipt_cost(receipt: Receipt, *, now: datetime | None = None) -> list[Money]:
    """Return a receipt's share of what the cluster costs in the month of its last reading, so far.

    One amount for each currency; none while no machine costs anything, and of a receipt that waits, that
    failed, or that a backup brought, for it was read elsewhere. The amounts of all readings of a month sum to
    its `chargeback`; those of earlier readings of the same receipt are not in it. New prices of machines show
    after five minutes.
    """
    if receipt.finished_at is None or receipt.status == Status.FAILED or not receipt.attempts:
        return []
    prices = _prices(receipt.finished_at.astimezone(UTC).date(), now or timezone.now())
    return [Money(currency, receipt.paid_milliseconds * price) for currency, price in prices.items() if price]


def _prices(day: date, now: datetime) -> dict[str, Fraction]:
    """Return what a millisecond of reading costs in the month that a day lies in, by currency."""
    key = f"price-of-reading:{day:%Y-%m}"
    kept: dict[str, Fraction] | None = caches["process"].get(key)
    if kept is not None:
        return kept
    span = month_so_far(day, now)
    weight = sum(used.weight for used in use_of(span).values())
    prices = {currency: whole / weight for currency, whole in costs_of(span).items()} if weight else {}
    caches["process"].set(key, prices, _KEPT)
    return prices
