"""Whether confidences hold: how often values that are shown as sure are right."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

SURE = 0.95
"""From here on nobody looks at a value."""

BINS = 10
EDGES = tuple(edge / BINS for edge in range(1, BINS + 1))
"""Upper ends of the bins, which belong to them."""


@dataclass(kw_only=True)
class Shown:
    """The confidences at which values of one field were shown, and which of these were right."""

    values: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def sure(self) -> list[bool]:
        """Of each value shown at `SURE` or above, whether it is right."""
        return [right for confidence, right in self.values if confidence >= SURE]

    @property
    def error(self) -> float:
        """Expected calibration error, 0..1."""
        return expected_calibration_error(self.values)


def expected_calibration_error(shown: Iterable[tuple[float, bool]]) -> float:
    """The mean distance of confidence and accuracy over bins of equal width, weighed by their values.

    sum over bins of |values in the bin| / |all values| x |share right - mean confidence|
    (Guo et al. 2017, "On Calibration of Modern Neural Networks", equation 3); 0 without values.
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in shown:
        bins.setdefault(bisect_left(EDGES, confidence), []).append((confidence, right))
    gaps = (abs(sum(right - confidence for confidence, right in values)) for values in bins.values())
    count = sum(map(len, bins.values()))
    return sum(gaps) / count if count else 0.0
