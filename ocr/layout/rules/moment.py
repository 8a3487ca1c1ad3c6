"""Date and time of the purchase, told apart from expiry dates and opening hours."""

from collections.abc import Iterator, Sequence

from ocr.layout.dates import PrintedDate, find_dates
from ocr.layout.keywords import Concept
from ocr.layout.rules.claims import Claim, Claims
from ocr.layout.sheet import Sheet, SheetRow
from ocr.layout.times import PrintedTime, find_times
from ocr.types import Label

NAMED, WITH_TIME, PLAIN, OTHER_DATE = 0.98, 0.96, 0.93, 0.3
"""Scores of a date beside a word for it, beside a time, alone, and of one that a word makes another's."""

NAMED_TIME, TIME_BY_DATE, LONE_TIME, OPENING_HOURS = 0.95, 0.93, 0.75, 0.2


def find_claims(claims: Claims) -> Iterator[Claim]:
    sheet = claims.sheet
    for index, row in enumerate(sheet.rows):
        dates = find_dates(row.text)
        for date in dates:
            yield _claim(index, date, Label.DATE, _date_score(sheet, index, date))
        for time in find_times(row.text, after=dates[-1].end if dates else 0):
            yield _claim(index, time, Label.TIME, _time_score(row, dates))


def _claim(row: int, found: PrintedDate | PrintedTime, label: Label, score: float) -> Claim:
    return Claim(row=row, start=found.start, end=found.end, label=label, score=score)


def _date_score(sheet: Sheet, index: int, date: PrintedDate) -> float:
    row = sheet.rows[index]
    before = [hit for hit in row.hits if hit.end <= date.start + 1]
    if any(hit.concept == Concept.OTHER_DATE for hit in before):
        return OTHER_DATE
    if any(hit.concept == Concept.DATE for hit in before):
        return NAMED
    return WITH_TIME if find_times(row.text, after=date.end) else PLAIN


def _time_score(row: SheetRow, dates: Sequence[PrintedDate]) -> float:
    if len(find_times(row.text)) > 1 and not dates:
        return OPENING_HOURS
    if dates:
        return TIME_BY_DATE
    return NAMED_TIME if row.has(Concept.TIME) else LONE_TIME
