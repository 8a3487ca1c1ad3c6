"""What pods could read in a month, and the traffic of it. Pure, and exact until it is shown.

All pods count as equally fast: the pool gives each as much as it can take.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from ocr.cluster.costs.accrual import GIGABYTE

DAYS = 30
"""Of a month, whichever it is, so that capacities can be compared."""
MONTH = DAYS * 24 * 60 * 60
"""Seconds."""
MEGABYTE = 2**20
"""Bytes."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What one receipt takes, and how unevenly receipts come."""

    pod_seconds: Fraction
    """Time that pods are busy with it, all of them together."""
    transferred: Fraction
    """Bytes sent to pods and received from them."""
    load_factor: Fraction | None = None
    """Mean load by the load of the busiest hour, 0..1; `None` where the hours are not known yet."""


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """What so many pods could read in a month."""

    pods: int
    full: Fraction
    """Receipts, when every pod is busy all the time."""
    full_gb: Fraction
    """Traffic of them, in GB of 2^30 bytes."""
    patterned: Fraction | None
    """Receipts, when they come as unevenly as now and the pods are just able to read the busiest hour's."""
    patterned_gb: Fraction | None


def capacity(work: Work, *, pods: int) -> Capacity:
    """Return what so many pods could do."""
    full = receipts_a_month(pods=pods, pod_seconds=work.pod_seconds)
    patterned = None if work.load_factor is None else full * work.load_factor
    return Capacity(
        pods=pods,
        full=full,
        full_gb=full * work.transferred / GIGABYTE,
        patterned=patterned,
        patterned_gb=None if patterned is None else patterned * work.transferred / GIGABYTE,
    )


def receipts_a_month(*, pods: int, pod_seconds: Fraction) -> Fraction:
    """Return how many receipts pods read in a month when they are never idle: pods * month / pod_seconds.

    The utilization law, U = X D, with each of the pods busy at most all the time (P. J. Denning and
    J. P. Buzen, The Operational Analysis of Queueing Network Models, ACM Computing Surveys 10 (3), 1978).
    It is a lower bound where `pod_seconds` was measured on pods with little to do: a pod that works on
    several calls at once is faster at each, and that shows only under load.
    """
    return pods * MONTH / pod_seconds


def pod_seconds_of(*, seconds: Fraction, pods: int) -> Fraction:
    """Return what a receipt takes of busy pods when so many, all at work, finish one every `seconds`.

    That is how load tests say it: a batch of 25 photos done in 45 s took 1.8 s a photo.
    """
    return seconds * pods


def service_demand(*, busy: Fraction, receipts: int) -> Fraction:
    """Return the busy time of one receipt: D = B / C, from the same source as the utilization law.

    Whatever pods did meanwhile is in it, also calls that failed, or were sent twice.
    """
    return busy / receipts


def load_factor(hours: Collection[int]) -> Fraction | None:
    """Return the mean load of hours by the greatest, 0..1; `None` where nothing was done.

    The load factor of electricity networks (International Electrotechnical Vocabulary, part 691): what
    arrives with it fills the capacity to this share, and at no hour more than all of it.
    """
    greatest = max(hours, default=0)
    return Fraction(sum(hours), len(hours) * greatest) if greatest else None
