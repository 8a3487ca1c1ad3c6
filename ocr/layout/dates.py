"""Dates as printed; which number is the day follows from the receipt's own evidence, never from a guess."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from ocr.layout.matching import fold

UNAMBIGUOUS, DECIDED, UNEXPECTED, GUESSED = 1.0, 0.97, 0.85, 0.5
"""Only one reading; chosen by the receipt's evidence; the only one, against the evidence; not chosen."""

SHORT_YEAR = 0.95
"""Factor for two digits of the year."""

FIRST_YEAR, LAST_YEAR = 1990, 2079
"""Receipts are not older, nor from the future's far end; two-digit years fall into this span."""


class DateOrder(StrEnum):
    """Which number comes first."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


@dataclass(frozen=True, kw_only=True)
class PrintedDate:
    """A date found in a text, with every reading the calendar allows."""

    readings: tuple[tuple[DateOrder, date], ...]
    start: int
    end: int
    """Characters of the text, end exclusive."""
    short_year: bool
    named_month: bool


MONTHS: dict[int, str] = {
    1: "january jan januari januar jaenner janner janvier enero gennaio janeiro",
    2: "february feb februari pebruari februar febr fevrier febrero febbraio fev",
    3: "march mar maret mac marz maerz mrz mars marzo mart",
    4: "april apr avril abril aprile avr abr",
    5: "may mei mai mayo maggio",
    6: "june jun juni juin junio giugno",
    7: "july jul juli julai juillet julio luglio juil",
    8: "august aug agustus agu agt ogos ogo agust aout agosto ags",
    9: "september sep sept septembre septiembre settembre",
    10: "october oct oktober okt octobre octubre ottobre",
    11: "november nov nopember novembre noviembre nop",
    12: "december dec desember des disember dis dezember dez decembre diciembre dicembre",
}
"""Folded month names: English, Indonesian and Malay, German, French, Spanish, Italian."""

_MONTH_OF_NAME = {name: month for month, names in MONTHS.items() for name in names.split()}
_NAME = "|".join(sorted(_MONTH_OF_NAME, key=len, reverse=True)).replace("l", "[l1]").replace("o", "[o0]")
"""Recognizers take the small l for a one and the o for a zero where digits follow: `Ju103'12`."""
_LETTERS = str.maketrans("10", "lo")
_SEPARATOR = r"[-/.,'’\\|]"
_D, _Y = r"[\dOIl]{1,2}", r"(?:(?:19|2[O0])[\dOIl]{2}|[\dOIl]{2})"

_NUMERIC = re.compile(
    rf"(?<![\dA-Za-z.,/])(?P<a>(?:19|20)\d\d|{_D})"
    rf"(?:(?P<spaced>\s?(?P<s>{_SEPARATOR})\s?)(?P<b>{_D})\s?(?P=s)\s?"
    rf"|{_SEPARATOR}(?P<b2>{_D}){_SEPARATOR}|(?<=\d\d){_SEPARATOR}(?P<b3>\d\d)(?=20[0-3]\d))"
    rf"(?P<c>{_Y})(?(b2)(?!:\d\d))(?=$|[^\d%]|\d{{1,2}}\s?:\s?\d\d)(?![-/.](?:\d{{4}}|\d{{1,2}}[-/.]))"
)
_COMPACT = re.compile(r"(?<![\d.,/-])(?P<y>20[0-4]\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?![\d.,])")
_DAY_NAMED = re.compile(
    rf"(?<![\dA-Za-z])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?(?P<s>[\s\-/.,']*)(?P<m>{_NAME})(?P<t>[\s\-/.,']*)"
    r"(?P<y>(?:19|20)\d\d|\d\d(?![\d:]))(?=$|[^\d]|\d{1,2}:)"
)
_NAMED_DAY = re.compile(
    rf"(?<![a-z])(?P<m>{_NAME})[\s\-/.,']*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.,']+"
    r"(?P<y>(?:19|20)\d\d|\d\d(?![\d:]))(?!\d)"
)
_YEAR_NAMED = re.compile(
    rf"(?<!\d)(?P<y>(?:19|20)\d\d)[\s\-/.,']*(?P<m>{_NAME})[\s\-/.,']*(?P<d>\d{{1,2}})(?!\d)"
)
_MISREAD = re.compile(
    r"(?<![\da-z])(?P<d>\d{1,2})(?P<s>[-/])(?P<m>[a-z01]{3})(?P=s)(?P<y>(?:19|20)\d\d)(?!\d)"
)
"""Where a month stands, in three letters."""
_VIETNAMESE = re.compile(
    r"ngay\s*:?\s*(?P<d>\d{1,2})\s*thang\s*(?P<m>\d{1,2})\s*nam\s*(?P<y>\d{4}|\d{2})(?!\d)"
)
_EAST_ASIAN = re.compile(r"(?P<y>(?:19|20)\d\d)\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]")
_TIME_AFTER = re.compile(r"[\s-]{0,3}[0-2]?\d:[0-5]\d")
_LOOKALIKES = str.maketrans("OIl", "011")


# Rules, features and assembly look for dates in the same rows one after the other.
@lru_cache(maxsize=1024)
def find_dates(text: str) -> tuple[PrintedDate, ...]:
    """Every date of `text` from left to right."""
    named = _named_dates(text)
    taken = [(found.start, found.end) for found in named]
    numeric = [
        found
        for match in _numeric_matches(text)
        if not any(start < match.end() and match.start() < end for start, end in taken)
        and (found := _numeric_date(match))
    ]
    return tuple(sorted(named + numeric, key=lambda found: found.start))


def _numeric_matches(text: str) -> Iterator[re.Match[str]]:
    """Every match that makes a date; after a false one the search goes on inside it."""
    position = 0
    while match := _NUMERIC.search(text, position):
        is_date = _numeric_date(match) is not None
        position = match.end() if is_date else match.start() + 1
        if is_date:
            yield match
    yield from _COMPACT.finditer(text)


def resolve(printed: PrintedDate, order: DateOrder | None) -> tuple[date, float]:
    """The day meant by `printed` when the receipt writes dates in `order`, and how certain that is.

    Without evidence the first reading is taken, at a certainty that sends it to a person.
    """
    factor = SHORT_YEAR if printed.short_year else 1.0
    days = {day for _, day in printed.readings}
    if len(days) == 1:
        is_expected = printed.named_month or order in (None, *(possible for possible, _ in printed.readings))
        return printed.readings[0][1], (UNAMBIGUOUS if is_expected else UNEXPECTED) * factor
    for reading_order, day in printed.readings:
        if reading_order == order:
            return day, DECIDED * factor
    return printed.readings[0][1], GUESSED * factor


def order_of(dates: Iterable[PrintedDate]) -> DateOrder | None:
    """The order that the receipt's dates themselves prove: one of them has a single reading."""
    votes: Counter[DateOrder] = Counter()
    for printed in dates:
        orders = {order for order, _ in printed.readings}
        if len(orders) == 1 and not printed.named_month:
            votes.update(orders)
    return votes.most_common(1)[0][0] if votes else None


def _named_dates(text: str) -> list[PrintedDate]:
    folded = fold(text)
    if len(folded) != len(text):
        folded = "".join(fold(c)[:1] or " " for c in text)
    found: list[PrintedDate] = []
    for pattern in (_VIETNAMESE, _EAST_ASIAN, _YEAR_NAMED, _DAY_NAMED, _NAMED_DAY, _MISREAD):
        for match in pattern.finditer(folded):
            printed = _named_date(match)
            if printed and not any(p.start < match.end() and match.start() < p.end for p in found):
                found.append(printed)
    return found


def _named_date(match: re.Match[str]) -> PrintedDate | None:
    month = _month(match["m"])
    day = _day(match["y"], month, int(match["d"])) if month else None
    if day is None:
        return None
    return PrintedDate(
        readings=((DateOrder.DAY_FIRST, day),),
        start=match.start(),
        end=match.end(),
        short_year=len(match["y"]) == 2,
        named_month=True,
    )


def _month(printed: str) -> int | None:
    """By number, by name, or by the only short name that one misread letter is wrong in: 'dun'."""
    if printed.isdigit():
        return int(printed)
    name = printed.translate(_LETTERS)
    if name in _MONTH_OF_NAME:
        return _MONTH_OF_NAME[name]
    near = {month for other, month in _MONTH_OF_NAME.items() if _wrong_letters(name, other) == 1}
    return near.pop() if len(near) == 1 else None


def _wrong_letters(read: str, name: str) -> int | None:
    """How many letters differ, where the lengths do not."""
    if len(read) != len(name):
        return None
    return sum(a != b for a, b in zip(read, name, strict=True))


def _numeric_date(match: re.Match[str]) -> PrintedDate | None:
    parts = [part.translate(_LOOKALIKES) for part in _parts(match)]
    if match.re is _NUMERIC and not _is_plausible(match):
        return None
    readings = tuple(r for r in _readings(parts) if not (_is_dotted(match) and r[0] == DateOrder.MONTH_FIRST))
    if not readings:
        return None
    return PrintedDate(
        readings=readings,
        start=match.start(),
        end=match.end(),
        short_year=all(len(part) < 4 for part in parts),
        named_month=False,
    )


def _parts(match: re.Match[str]) -> tuple[str, str, str]:
    """The three numbers as printed."""
    if match.re is _COMPACT:
        return match["y"], match["m"], match["d"]
    return match["a"], match["b"] or match["b2"] or match["b3"], match["c"]


def _is_dotted(match: re.Match[str]) -> bool:
    """Points part the numbers in day-first and year-first countries only."""
    return match.re is _NUMERIC and match["s"] == "."


def _is_plausible(match: re.Match[str]) -> bool:
    """Numbers between commas, or short ones between spaced points and no time, are a list: `1, 2, 30`."""
    separator, spaced, is_short = match["s"], match["spaced"], len(match["c"]) < 4
    if separator in (",", "'", "’"):
        return spaced == separator and not is_short
    is_list = separator == "." and spaced != separator and is_short
    return not is_list or bool(_TIME_AFTER.match(match.string, match.end()))


def _readings(parts: Sequence[str]) -> Iterable[tuple[DateOrder, date]]:
    a, b, c = parts
    if len(a) == 4:
        candidates = [(DateOrder.YEAR_FIRST, a, b, c)]
    elif len(c) == 4:
        candidates = [(DateOrder.DAY_FIRST, c, b, a), (DateOrder.MONTH_FIRST, c, a, b)]
    else:
        candidates = [
            (DateOrder.DAY_FIRST, c, b, a),
            (DateOrder.MONTH_FIRST, c, a, b),
            (DateOrder.YEAR_FIRST, a, b, c),
        ]
    for order, year, month, day in candidates:
        if (found := _day(year, int(month), int(day))) and _is_likely(order, found, len(year)):
            yield order, found


def _is_likely(order: DateOrder, day: date, year_digits: int) -> bool:
    """Two digits in front are taken for a year only when they are one of this century so far."""
    return order != DateOrder.YEAR_FIRST or year_digits == 4 or 2010 <= day.year <= 2039


def _day(year: str, month: int, day: int) -> date | None:
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= FIRST_YEAR % 100 else 2000
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return None
    try:
        return date(number, month, day)
    except ValueError:
        return None
