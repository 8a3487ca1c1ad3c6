"""At which hours of the week receipts come, to be drawn."""

from calendar import day_abbr, day_name
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ocr.cluster.capacity import load_factor

BAR = 0.75
"""Width of an hour's bar, of the hour."""


@dataclass(frozen=True, kw_only=True)
class Week:
    """The hours of the week, and the busiest of them."""

    bars: str
    """An SVG path of a bar for each hour from Monday 0:00 UTC on: 168 wide, 100 high, down to the bottom."""
    days: Sequence[str]
    busiest: str
    """Its day and its time (UTC)."""
    mean: Fraction
    """The load of the mean hour by that of the busiest, 0..1."""


def week_of(hours: Sequence[int]) -> Week | None:
    """Return the chart of the calls in each hour of a week; `None` where there were none."""
    mean = load_factor(hours)
    if mean is None:
        return None
    busiest = max(range(len(hours)), key=hours.__getitem__)
    heights = (round(100 * calls / hours[busiest]) for calls in hours)
    return Week(
        bars="".join(f"M{place} 100v-{height}h{BAR}v{height}z" for place, height in enumerate(heights)),
        days=list(day_abbr),
        busiest=f"{day_name[busiest // 24]}, {busiest % 24}:00 UTC",
        mean=mean,
    )
