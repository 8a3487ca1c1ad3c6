"""How the receipt was paid, where the method stands in a row without an amount."""

from collections.abc import Iterator

from ocr.layout.keywords import Concept
from ocr.layout.payments import payment_method
from ocr.layout.rules.claims import Claim, Claims
from ocr.layout.sheet import SheetRow
from ocr.types import Label

SCORE = 0.6

MAX_LETTERS = 24
"""A row with more letters is a sentence."""

FOREIGN = (
    Concept.CHANGE,
    Concept.TITLE,
    Concept.COMPANY,
    Concept.GREETING,
    Concept.STAFF,
    Concept.TRADE,
)


def find_claims(claims: Claims) -> Iterator[Claim]:
    rows = claims.sheet.rows
    for index, row in enumerate(rows):
        hit = row.first_hit((Concept.CARD, Concept.CASH))
        if hit is None or index <= len(rows) / 2 or not _stands_alone(row):
            continue
        if payment_method(row.text[hit.start : hit.end]):
            yield Claim(row=index, start=hit.start, end=hit.end, label=Label.PAYMENT_METHOD, score=SCORE)


def _stands_alone(row: SheetRow) -> bool:
    """A row such as `VISA XXXX1234`."""
    return row.letters <= MAX_LETTERS and not row.has(*FOREIGN)
