"""The store's name: the line of the head that looks most like one, with the lines it is broken over."""

import re
from collections.abc import Iterator

from ocr.layout.keywords import Concept
from ocr.layout.names import name_span
from ocr.layout.rules.claims import Claim, Claims
from ocr.layout.sheet import Sheet, SheetRow
from ocr.types import Label

HEAD_ROWS = 12
"""The name stands among the first rows, or as far as the items begin."""

MAX_OWNER_LETTERS = 20
"""A row no longer than 'owned and operated by' announces the owner in the next row."""

COMPANY_BONUS, TRADE_BONUS, FIRST_BONUS = 5.0, 1.0, 1.5
ROW_PENALTY, HEIGHT_BONUS = 0.25, 1.0
FOREIGN_PENALTY, ADDRESS_PENALTY, NUMBER_PENALTY, SHORT_PENALTY = 4.0, 2.0, 2.0, 2.0

_COLUMN = re.compile(r"\S+(?: \S+)*")
_SHORT_REMARK = re.compile(r"[(\[{]\s*\w{1,3}\s*[)\]}]")
_SUFFIX_FIRST = re.compile(r"\W*(?:sdn|bhd|enterprise|trading|berhad|ltd)\b", re.IGNORECASE)

FOREIGN = (
    Concept.TITLE,
    Concept.NUMBER,
    Concept.STAFF,
    Concept.GREETING,
    Concept.DATE,
    Concept.WEB,
    Concept.TEL,
    Concept.FAX,
    Concept.OWNER,
    Concept.TIME,
    Concept.HEAD_UNIT,
)


def find_claims(claims: Claims) -> Iterator[Claim]:
    sheet = claims.sheet
    rows = list(_head(claims)) or _texts(claims)
    if not rows:
        return
    scores = {index: _score(sheet, index) for index in rows}
    best = max(rows, key=lambda index: scores[index])
    for index in _with_broken_lines(sheet, best, rows):
        for start, end in _name_columns(sheet.rows[index]):
            yield Claim(
                row=index, start=start, end=end, label=Label.STORE_NAME, score=_certainty(scores[best])
            )


def _head(claims: Claims) -> Iterator[int]:
    """Free rows with letters above the first item, and companies named below the sums."""
    items = claims.rows_with(Label.ITEM_NAME, Label.ITEM_PRICE, Label.SUBTOTAL)
    sums = claims.rows_with(Label.TOTAL, Label.PAYMENT_AMOUNT)
    first = max(min([HEAD_ROWS, *items[:1]]), 1)
    last = max([first, *items, *sums])
    for index in _texts(claims):
        is_company = _is_company(claims.sheet.rows[index]) and claims.is_free(index)
        if index < first or (is_company and not (items and items[0] <= index <= last)):
            yield index


def _texts(claims: Claims) -> list[int]:
    """Rows that are mostly letters and hold no price."""
    rows = enumerate(claims.sheet.rows)
    return [i for i, row in rows if row.letters >= max(2, row.digits) and not row.money]


def _score(sheet: Sheet, index: int) -> float:
    row = sheet.rows[index]
    typical = sorted(r.row.height for r in sheet.rows)[len(sheet.rows) // 2]
    score = FIRST_BONUS * (index == 0) - ROW_PENALTY * index
    score += COMPANY_BONUS * _is_company(row) + TRADE_BONUS * row.has(Concept.TRADE)
    score += HEIGHT_BONUS * min(row.row.height / typical - 1, 1.5)
    score -= FOREIGN_PENALTY * _foreignness(sheet, index) + ADDRESS_PENALTY * _is_address(row)
    digits = sum(c.isdigit() for c in row.text[slice(*name_span(row.text))])
    return score - NUMBER_PENALTY * (digits > 3 and not _is_company(row)) - SHORT_PENALTY * (row.letters < 4)


def _foreignness(sheet: Sheet, index: int) -> float:
    """How much the row speaks of something else; legal forms excuse half of it: 'SUN TIME SDN BHD'."""
    row, above = sheet.rows[index], sheet.rows[index - 1] if index else None
    if above and above.has(Concept.OWNER) and above.letters <= MAX_OWNER_LETTERS:
        return 1.0
    if any(_is_part_of_name(row, match.span()) for match in _COLUMN.finditer(row.text)):
        return 0.0
    return 0.5 if _is_company(row) else 1.0


def _name_columns(row: SheetRow) -> Iterator[tuple[int, int]]:
    """The name's part of each column, without columns that say something else."""
    columns = [match.span() for match in _COLUMN.finditer(row.text)]
    own = [span for span in columns if _is_part_of_name(row, span)] or columns
    for start, end in own:
        first, last = name_span(row.text[start:end])
        yield start + first, start + last


def _is_part_of_name(row: SheetRow, span: tuple[int, int]) -> bool:
    """Whether the column says nothing foreign and is no stray letter at the end."""
    start, end = span
    letters = sum(c.isalpha() for c in row.text[start:end])
    is_text = letters >= 2 or (letters == 1 and end < len(row.text))
    return is_text and not any(hit.concept in FOREIGN and start <= hit.start < end for hit in row.hits)


def _is_company(row: SheetRow) -> bool:
    """Whether a legal form is named; first in a row with digits it is the start of a code: `SB-5882`."""
    return any(hit.concept == Concept.COMPANY and (hit.start > 0 or not row.digits) for hit in row.hits)


def _is_address(row: SheetRow) -> bool:
    return row.has(Concept.ADDRESS) and not _is_company(row) and (row.digits > 0 or "," in row.text)


def _with_broken_lines(sheet: Sheet, best: int, rows: list[int]) -> list[int]:
    """The row and those around it that the same name is broken over."""
    chosen = [best]
    while chosen[0] - 1 in rows and _goes_with(sheet.rows[chosen[0] - 1], sheet.rows[chosen[0]]):
        if sheet.rows[chosen[0] - 1].has(*FOREIGN):
            break
        chosen.insert(0, chosen[0] - 1)
    while chosen[-1] + 1 in rows and _is_rest_of_name(sheet.rows[chosen[-1]], sheet.rows[chosen[-1] + 1]):
        if sheet.rows[chosen[-1] + 1].has(*FOREIGN):
            break
        chosen.append(chosen[-1] + 1)
    return chosen


def _needs_line_above(row: SheetRow) -> bool:
    """'SDN BHD', 'CO. (M) SDN BHD', '(SEMENYIH) SDN BHD' or '& SONS SDN BHD' cannot be a whole name."""
    text = row.text.strip()
    if text.startswith("&"):
        return True
    if not _is_company(row):
        return False
    is_continued = text.startswith("(") or _open_brackets(text) < 0 or bool(_SUFFIX_FIRST.match(text))
    return is_continued or not _own_words(row)


def _own_words(row: SheetRow) -> bool:
    """Whether the row has a word beside legal forms, trades and short remarks such as '(M)'."""
    rest = list(row.text[: name_span(row.text)[1]])
    for hit in row.hits:
        if hit.concept in (Concept.COMPANY, Concept.TRADE):
            rest[hit.start : hit.end] = " " * (hit.end - hit.start)
    return any(c.isalpha() for c in _SHORT_REMARK.sub("", "".join(rest)))


def _is_rest_of_name(row: SheetRow, below: SheetRow) -> bool:
    """Whether the name is broken in a bracket, at an ampersand, before its trade or its legal form."""
    if _open_brackets(row.text) > 0 or row.text.rstrip().endswith("&"):
        return True
    return not _is_company(row) and (_needs_line_above(below) or _is_trade_alone(below))


def _goes_with(above: SheetRow, row: SheetRow) -> bool:
    """Whether the name begins in the row above: 'RESTAURANT' over the name proper, or its first half."""
    return _needs_line_above(row) or (_is_trade_alone(above) and not _is_company(row))


def _is_trade_alone(row: SheetRow) -> bool:
    return row.has(Concept.TRADE) and not _own_words(row) and not row.digits


def _open_brackets(text: str) -> int:
    """Opening minus closing brackets; recognizers mix up their kinds."""
    return sum(text.count(c) for c in "([{") - sum(text.count(c) for c in ")]}>")


def _certainty(score: float) -> float:
    """Map the sum of points to 0..1."""
    return max(0.3, min(0.97, 0.6 + 0.08 * score))
