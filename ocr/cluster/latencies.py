"""How long calls took, from how many took longer than which bound. Pure."""

from collections.abc import Sequence
from itertools import pairwise

from ocr.cluster.models import LATENCY_BOUNDS


def percentile(counts: Sequence[int], share: float) -> float | None:
    """Return the milliseconds that a `share` (0..1) of the calls did not exceed; `None` without calls.

    `counts` are those of `took_0` to `took_10`. Within two bounds calls are taken to lie evenly, as by
    Prometheus' histogram_quantile; of those beyond the last bound no more is known than that bound.
    """
    rank, below = share * sum(counts), 0
    for count, (low, high) in zip(counts, pairwise((0, *LATENCY_BOUNDS)), strict=False):
        if count and below + count >= rank:
            return low + (high - low) * (rank - below) / count
        below += count
    return float(LATENCY_BOUNDS[-1]) if any(counts) else None
