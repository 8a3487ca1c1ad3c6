"""The values that labels mean: their printed forms, parsed apart from the code under test.

A label may allow several values: one printed twice, or a date that nothing decides.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation
from itertools import chain

MIN_MAJORITY = 0.9
"""The order of most dates of a folder holds for its ambiguous ones when this share agrees."""

_NUMERIC_DATE = re.compile(
    r"(?<!\d)(\d{1,4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?((?:19|20)\d\d|\d\d)(?![\d%])|(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)"
)
_NAMED_DATE = re.compile(
    r"(?P<d1>\d{1,2})(?:st|nd|rd|th)?[\s\-/.,']*(?P<m1>[a-z]{3,9})[\s\-/.,']*(?P<y1>(?:19|20)\d\d|\d\d(?![\d:]))"
    r"|(?P<m2>[a-z]{3,9})[\s\-/.,']*(?P<d2>\d{1,2})(?:st|nd|rd|th)?[\s\-/.,']*(?P<y2>(?:19|20)\d\d|\d\d(?![\d:]))",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OTHER_MONTHS = {
    "mei": 5,
    "mai": 5,
    "mac": 3,
    "mär": 3,
    "agu": 8,
    "ogo": 8,
    "okt": 10,
    "dez": 12,
    "des": 12,
    "dis": 12,
}
_TIME = re.compile(r"(?<!\d)(\d{1,2})\s?[:.h]\s?(\d\d)(?:\s?[:.]\s?(\d\d))?\s*([ap])?\.?m?", re.IGNORECASE)
_AMOUNT = re.compile(r"-?\d[\d.,']*\d|-?\d|-?[.,]\d\d")
_DAY_FIRST_WORDS = re.compile(
    r"sdn|bhd|jalan|jln|\brm\b|malaysia|indonesia|\brp\b|tunai|€|\beur|mwst|£|\bvat\b|\babn\b|gst|singapore|tva",
    re.IGNORECASE,
)
_MONTH_FIRST_WORDS = re.compile(
    r"\b[A-Z]{2},? ?\d{5}\b|\(\d{3}\) ?\d{3}-\d{4}|\b\d{3}-\d{3}-\d{4}\b|gratuity|sales ?tax", re.IGNORECASE
)


def date_order(printed: Iterable[str]) -> str | None:
    """`dmy` or `mdy` when nearly all dates that have one reading agree on it."""
    votes: Counter[str] = Counter()
    for first, second in (parts[:2] for text in printed for parts in _date_parts(text)):
        if (first > 12) != (second > 12) and max(first, second) <= 31:
            votes["dmy" if first > 12 else "mdy"] += 1
    best = votes.most_common(1)
    return best[0][0] if best and best[0][1] >= MIN_MAJORITY * votes.total() else None


def expected_dates(printed: str, *, texts: Sequence[str], usual_order: str | None) -> set[date]:
    """The days that `printed` may mean, given the receipt's other texts and the folder's usual order."""
    named = {day for match in _NAMED_DATE.finditer(printed) if (day := _named_day(match))}
    if named:
        return named
    order = date_order(texts) or _order_by_words(texts) or usual_order
    return set(chain.from_iterable(_days(parts, order) for parts in _date_parts(printed)))


def expected_times(printed: str) -> set[time]:
    """Every time of day in `printed`."""
    found = set()
    for hour, minute, second, half in _TIME.findall(printed):
        number = int(hour) % 12 + 12 * (half.lower() == "p") if half and int(hour) <= 12 else int(hour)
        if number < 24 and int(minute) < 60:
            found.add(time(number, int(minute), int(second or 0) % 60))
    return found


def expected_amounts(printed: object) -> set[Decimal]:
    """Every number in `printed`; three digits after the only separator are thousands."""
    if isinstance(printed, int | float):
        return {Decimal(str(printed)).normalize()}
    found = (_amount(text) for text in _AMOUNT.findall(str(printed)))
    return {amount for amount in found if amount is not None}


def same_time(a: time, b: time) -> bool:
    """Equal to the minute; to the second where both have one."""
    seconds = a.second == b.second or 0 in (a.second, b.second)
    return (a.hour, a.minute) == (b.hour, b.minute) and seconds


def _date_parts(text: str) -> list[tuple[int, int, int]]:
    found = []
    for match in _NUMERIC_DATE.findall(text):
        first, second, third = match[:3] if match[0] else match[3:]
        found.append((int(first), int(second), int(third)))
    return found


def _days(parts: tuple[int, int, int], order: str | None) -> set[date]:
    first, second, third = parts
    if first > 31:
        readings = {"ymd": (first, second, third)}
    else:
        readings = {"dmy": (third, second, first), "mdy": (third, first, second)}
    days = {name: day for name, reading in readings.items() if (day := _day(*reading))}
    return {days[order]} if order in days else set(days.values())


def _named_day(match: re.Match[str]) -> date | None:
    name = (match["m1"] or match["m2"])[:3].lower()
    month = _MONTHS.index(name) + 1 if name in _MONTHS else _OTHER_MONTHS.get(name)
    return _day(int(match["y1"] or match["y2"]), month, int(match["d1"] or match["d2"])) if month else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None


def _order_by_words(texts: Sequence[str]) -> str | None:
    text = " ".join(texts)
    day_first, month_first = _DAY_FIRST_WORDS.search(text), _MONTH_FIRST_WORDS.search(text)
    if bool(day_first) == bool(month_first):
        return None
    return "dmy" if day_first else "mdy"


def _amount(text: str) -> Decimal | None:
    parts = re.split(r"[.,]", text.replace("'", ""))
    has_decimals = len(parts) > 1 and len(parts[-1]) != 3
    digits = "".join(parts[:-1]) + "." + parts[-1] if has_decimals else "".join(parts)
    try:
        return Decimal(digits).normalize()
    except InvalidOperation:
        return None
