"""How sure a share of few cases is."""

import math

Z_95 = 1.96
"""Quantile of the normal distribution for intervals that hold the share in the long run 95 times in 100."""


def wilson(right: float, count: int, z: float = Z_95) -> tuple[float, float]:
    """Ends of the Wilson score interval of the share `right / count` (Wilson 1927); 0 and 1 without any."""
    if not count:
        return 0.0, 1.0
    share, square = right / count, z * z / count
    center = share + square / 2
    spread = math.sqrt(share * (1 - share) * square + square * square / 4)
    return max(0.0, (center - spread) / (1 + square)), min(1.0, (center + spread) / (1 + square))
