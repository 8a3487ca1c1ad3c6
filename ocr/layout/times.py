"""Times of day as printed: 24 hours, am and pm, `20h15`."""

import re
from dataclasses import dataclass
from datetime import time

_TIME = re.compile(
    r"(?:(?<![\d:.,/-])|(?<!\d:)(?<=:))(?P<hour>[0-2]?\d)\s?(?P<sep>[:;]|[hH](?=\s?\d)|\.(?=\d\d(?:\.\d\d)?\s?(?:[aApP]\.?\s?[mM]|Uhr)))\s?"
    r"(?P<minute>[0-5]\d)(?:\s?[:;.]\s?(?P<second>[0-5]\d)(?!\d))?(?:\.\d{1,6})?"
    r"\s*(?P<half>[aApP]\.?\s?[mMHWN]\b\.?|SA\b|CH\b)?(?![\d])"
)
_AFTER_DATE = re.compile(
    r"[\s,/-]*(?P<hour>[0-2]?\d)\s?(?P<sep>[:;])\s?(?P<minute>[0-5]\d)(?:\s?[:;.]\s?(?P<second>[0-5]\d)(?!\d))?"
    r"\s*(?P<half>[aApP]\.?\s?[mMHWN]\b\.?|SA\b|CH\b)?(?!\d)"
)

WITH_HALF, WITH_SECONDS, PLAIN = 1.0, 0.98, 0.95
"""Certainty of a time with am or pm, with seconds, and of two numbers alone."""


@dataclass(frozen=True, kw_only=True)
class PrintedTime:
    """A time of day found in a text."""

    value: time
    certainty: float
    """0..1."""
    start: int
    end: int
    """Characters of the text, end exclusive."""


def find_times(text: str, *, after: int = 0) -> list[PrintedTime]:
    """Every time of `text` from left to right; `after` is where a date ends that a time may touch."""
    found = [time for match in _TIME.finditer(text) if (time := _time(match))]
    if after and (match := _AFTER_DATE.match(text, after)) and (touching := _time(match)):
        found = [touching, *(other for other in found if other.start >= touching.end)]
    return found


def _time(match: re.Match[str]) -> PrintedTime | None:
    hour = _hour(int(match["hour"]), match["half"])
    if hour is None:
        return None
    certainty = WITH_HALF if match["half"] else WITH_SECONDS if match["second"] else PLAIN
    return PrintedTime(
        value=time(hour, int(match["minute"]), int(match["second"] or 0)),
        certainty=certainty,
        start=match.start("hour"),
        end=match.start() + len(match.group().rstrip()),
    )


def _hour(hour: int, half: str | None) -> int | None:
    """Hour of 24; `13:14 PM` is printed by some tills and means 13:14."""
    if hour > 23:
        return None
    if not half or hour > 12:
        return hour
    is_afternoon = half[0] in "pPC"
    return hour % 12 + (12 if is_afternoon else 0)
