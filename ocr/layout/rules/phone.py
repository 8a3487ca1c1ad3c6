"""The store's telephone number, told apart from fax, tax and card numbers."""

import re
from collections.abc import Iterator

from ocr.layout.keywords import Concept
from ocr.layout.matching import fold
from ocr.layout.phones import VALID, PrintedPhone, find_phones
from ocr.layout.rules.claims import Claim, Claims
from ocr.layout.sheet import SheetRow
from ocr.types import Label

NAMED, VALID_ALONE, FAX = 0.95, 0.8, 0.2

SECONDARY = frozenset(
    {"mobile", "hp", "h p", "whatsapp", "whatsapps", "wa", "careline", "hotline", "call", "contact"}
)
LESS_LIKELY = 0.9
"""Words for numbers that a store prints beside its telephone's, and the factor for them."""

MAX_LETTERS = 3
"""A row with more letters says something else about the number."""

_FORMATTED = re.compile(r"[+(]|\d[-. ]\d")


def find_claims(claims: Claims) -> Iterator[Claim]:
    sheet = claims.sheet
    for index, row in enumerate(sheet.rows):
        for phone in find_phones(row.text, country=sheet.origin.country):
            score = _score(row, phone, index, len(sheet.rows))
            if score:
                yield Claim(row=index, start=phone.start, end=phone.end, label=Label.TEL, score=score)


def _score(row: SheetRow, phone: PrintedPhone, index: int, count: int) -> float:
    """0 when the digits are some other number."""
    before = [h for h in row.hits if h.end <= phone.start + 1 and h.concept in _NAMES]
    if before:
        is_secondary = fold(row.text[before[-1].start : before[-1].end]) in SECONDARY
        return _NAMES[before[-1].concept] * (LESS_LIKELY if is_secondary else 1.0)
    is_alone = row.letters <= MAX_LETTERS and index < count / 2
    if row.has(*_FOREIGN) or row.money or phone.certainty < VALID:
        return 0.0
    if not is_alone and not _FORMATTED.search(phone.value):
        return 0.0
    return VALID_ALONE if index < count / 2 else VALID_ALONE / 2


_NAMES = {Concept.TEL: NAMED, Concept.FAX: FAX, Concept.NUMBER: 0.0}
_FOREIGN = (Concept.NUMBER, Concept.DATE, Concept.TITLE, Concept.STAFF)
