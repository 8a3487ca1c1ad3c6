"""The store's address: the lines under its name that hold streets, towns and postcodes."""

import re
from collections.abc import Iterator, Sequence

from ocr.layout.keywords import Concept
from ocr.layout.matching import Hit
from ocr.layout.names import is_registration
from ocr.layout.rules.claims import Claim, Claims
from ocr.layout.sheet import SheetRow
from ocr.types import Label

SCORE, WEAK_SCORE = 0.88, 0.6
"""Scores of rows with the marks of an address, and of rows between two of them."""

MAX_ROWS_BELOW_NAME = 8
MAX_FOREIGN_ROWS = 3
"""Rows with numbers or owners that may stand between the name and the address."""

MIN_MARKS, MIN_MARKS_INSIDE = 1.0, 0.6
"""Marks that a row needs to begin an address, and to go on with one."""

FOREIGN = (
    Concept.TITLE,
    Concept.NUMBER,
    Concept.GREETING,
    Concept.DATE,
    Concept.WEB,
    Concept.TEL,
    Concept.FAX,
    Concept.OWNER,
    Concept.COMPANY,
    Concept.STAFF,
)

_POSTCODE = re.compile(
    r"(?<!\d)\d{5}(?!\d)|[A-Z]{2}\.?,? ?\d{5}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
)
_TOWN_AND_STATE = re.compile(r"[^\W\d_]{3,},\s?[A-Z]{2}(?![^\W\d_])")
_HOUSE_NUMBER = re.compile(r"^\W*(?:no\.?\s*:?\s*)?[A-Z]{0,2}-?\d+[\w/&-]*[\s,]", re.IGNORECASE)
_HOUSE_NUMBER_LAST = re.compile(r"[^\W\d_]{3,}\.?\s\d{1,4}[a-z]?\s*,?$")


def find_claims(claims: Claims) -> Iterator[Claim]:
    names = claims.rows_with(Label.STORE_NAME)
    items = claims.rows_with(Label.ITEM_NAME, Label.ITEM_PRICE)
    start = names[-1] + 1 if names else 0
    end = min([start + MAX_ROWS_BELOW_NAME + MAX_FOREIGN_ROWS, len(claims.sheet.rows), *items[:1]])
    for index in _block(claims, start, end):
        row = claims.sheet.rows[index]
        score = SCORE if _marks(row) >= MIN_MARKS else WEAK_SCORE
        yield Claim(row=index, start=0, end=len(row.text), label=Label.STORE_ADDRESS, score=score)


def _block(claims: Claims, start: int, end: int) -> list[int]:
    """The first run of rows that look like an address; within it weaker marks are enough."""
    rows = claims.sheet.rows
    block: list[int] = []
    for index in range(start, end):
        if is_registration(rows[index].text):
            continue
        if not _is_possible(claims, index):
            if block:
                break
        elif _belongs(claims, index, block, end):
            block.append(index)
        elif block:
            break
    return block


def _belongs(claims: Claims, index: int, block: Sequence[int], end: int) -> bool:
    """Whether the row begins an address, or goes on with the one in `block`."""
    rows = claims.sheet.rows
    marks = _marks(rows[index])
    if not block:
        is_street = bool(_HOUSE_NUMBER.match(rows[index].text)) and _goes_on(claims, index + 1, end)
        return marks >= MIN_MARKS or is_street
    is_listed = rows[block[-1]].text.rstrip().endswith(",")
    return marks >= MIN_MARKS_INSIDE or is_listed or _goes_on(claims, index + 1, end)


def _goes_on(claims: Claims, index: int, end: int) -> bool:
    """Whether a row with a postcode follows, so that the row above it is part of the address."""
    if index >= end or not _is_possible(claims, index):
        return False
    return bool(_POSTCODE.search(claims.sheet.rows[index].text))


def _is_possible(claims: Claims, index: int) -> bool:
    row = claims.sheet.rows[index]
    if not claims.is_free(index) or row.money or row.letters < 2:
        return False
    foreign = [hit for hit in row.hits if hit.concept in FOREIGN and not _is_kind_of_street(row, hit)]
    is_plain = not row.has(Concept.TEL, Concept.DATE, Concept.WEB, Concept.NUMBER)
    return not foreign or (is_plain and _marks(row) >= 2 * MIN_MARKS)


def _is_kind_of_street(row: SheetRow, hit: Hit) -> bool:
    """Behind a name 'lane' is a street; alone or in front it is a till."""
    is_place = any(other.concept == Concept.ADDRESS and other.start == hit.start for other in row.hits)
    return is_place and any(c.isalpha() for c in row.text[: hit.start])


def _marks(row: SheetRow) -> float:
    """How much of an address the row shows; 1 is enough."""
    words = sum(hit.score for hit in row.hits if hit.concept == Concept.ADDRESS)
    has_number = _HOUSE_NUMBER.match(row.text) or _HOUSE_NUMBER_LAST.search(row.text)
    marks = 0.8 * min(words, 3) + 0.4 * bool(has_number)
    marks += 1.0 * bool(_POSTCODE.search(row.text)) + 0.8 * bool(_TOWN_AND_STATE.search(row.text))
    return marks + 0.3 * row.text.rstrip().endswith(",") + 0.2 * row.text.count(",")
