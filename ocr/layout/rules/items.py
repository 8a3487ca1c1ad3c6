"""The things bought: names, quantities, unit prices and totals between the head and the sums."""

import re
from collections.abc import Iterator, Mapping

from ocr.layout.keywords import Concept
from ocr.layout.rules.claims import Claim, Claims
from ocr.layout.rules.item_columns import ItemColumns, item_columns, name_columns
from ocr.layout.rules.item_zone import MAX_INDENT, ItemZone, is_heading, item_zone
from ocr.layout.sheet import Sheet, SheetRow
from ocr.types import Label

UNDER_HEADER, WITHOUT_HEADER = 0.92, 0.8
"""Scores of items in a table with a header, and of rows that merely end in a price."""

NAME_ALONE = 0.9
"""Factor for names in rows without a price."""

UNNAMED_TOTAL = 0.45
"""Score of a lone amount under the items: likely their sum."""

FOREIGN = frozenset(
    {
        Concept.TITLE,
        Concept.NUMBER,
        Concept.STAFF,
        Concept.GREETING,
        Concept.DATE,
        Concept.WEB,
        Concept.TEL,
        Concept.TIME,
        Concept.COUNT,
        Concept.POINTS,
        Concept.COMPANY,
        Concept.TOTAL,
        Concept.SUBTOTAL,
        Concept.TAX,
        Concept.SERVICE,
        Concept.DISCOUNT,
    }
)
"""A row without a price that begins with one of these is no item's name."""

MIN_HIT_SCORE = 0.9
"""Mended phrases do not make a name foreign: 'PASIR' is no 'KASIR'."""

MAX_NAME_ROW_GAP = 2.5
"""A name without price is at most this many row heights from the rows of its item."""

MIN_NAME_LETTERS = 3

MAX_CODE_LETTERS = 2
"""Stock codes such as `EZ10HD05 - 24` in rows of their own hold no word of more letters without digits."""

WRAPPED_SHARE = 0.8
"""A name goes on in the next row when it reaches this far towards the end of the longest name."""

_RULE_OR_NOTE = re.compile(r"[+*=_@#]|--|\([^)]*\)\s*$")


def find_claims(claims: Claims) -> Iterator[Claim]:
    zone = item_zone(claims)
    columns = {index: item_columns(claims.sheet.rows[index]) for index in zone.priced}
    names = _name_rows(claims, zone, columns)
    columns = {
        index: found for index, found in columns.items() if found.name or _is_named(index, names, columns)
    }
    score = UNDER_HEADER if zone.has_header else WITHOUT_HEADER
    for index, found in columns.items():
        for label, (start, end) in found.spans():
            yield Claim(row=index, start=start, end=end, label=label, score=score)
    for index in names:
        for label, (start, end) in name_columns(claims.sheet.rows[index].text):
            yield Claim(row=index, start=start, end=end, label=label, score=score * NAME_ALONE)
    yield from _unnamed_total(claims.sheet, zone, columns)


def _name_rows(claims: Claims, zone: ItemZone, columns: Mapping[int, ItemColumns]) -> list[int]:
    """Rows of names without a price that stand close to the row above or below."""
    rows = claims.sheet.rows
    accepted = set(columns)
    found = []
    for index in range(_first_row(claims, zone), min(zone.end, max(columns, default=0) + 3)):
        if index in accepted or not _is_name(claims, index):
            continue
        neighbours = [n for n in (index - 1, index + 1, index + 2) if n in accepted]
        is_close = any(_are_close(rows[index], rows[neighbour]) for neighbour in neighbours)
        if is_close and (not _mostly_named(columns) or _is_wrapped(index, claims.sheet, columns)):
            accepted.add(index)
            found.append(index)
    return found


def _first_row(claims: Claims, zone: ItemZone) -> int:
    """Without a header the names may begin up to three free rows above the first price."""
    if zone.has_header or not zone.priced:
        return zone.start
    first = zone.priced[0]
    while first > max(0, zone.priced[0] - 3) and _is_name_or_code(claims, first - 1):
        first -= 1
    return first


def _mostly_named(columns: Mapping[int, ItemColumns]) -> bool:
    """Whether names stand in the rows of their prices."""
    return sum(found.name is not None for found in columns.values()) * 2 > len(columns)


def _is_wrapped(index: int, sheet: Sheet, columns: Mapping[int, ItemColumns]) -> bool:
    """Whether the row has a quantity, precedes a nameless price or follows a name as long as its column."""
    below, above = columns.get(index + 1), columns.get(index - 1)
    if (below and below.name is None) or name_columns(sheet.rows[index].text)[0][0] == Label.ITEM_COUNT:
        return True
    lengths = [found.name[1] - found.name[0] for found in columns.values() if found.name]
    return bool(above and above.name and above.name[1] - above.name[0] >= WRAPPED_SHARE * max(lengths))


def _is_named(index: int, names: list[int], columns: Mapping[int, ItemColumns]) -> bool:
    """Whether a price has its name beside it or in a row of its own; where most have none, all do."""
    found = columns[index]
    return bool(found.name) or not _mostly_named(columns) or index - 1 in names or found.total is None


def _unnamed_total(sheet: Sheet, zone: ItemZone, columns: Mapping[int, ItemColumns]) -> Iterator[Claim]:
    """The last price of the zone when it is alone in its row and was left out of the items."""
    last = zone.priced[-1] if zone.priced else None
    if last is not None and columns and last not in columns:
        amount = sheet.rows[last].money[-1]
        yield Claim(row=last, start=amount.start, end=amount.end, label=Label.TOTAL, score=UNNAMED_TOTAL)


def _is_name_or_code(claims: Claims, index: int) -> bool:
    return _is_name(claims, index) or _is_code(claims.sheet.rows[index].text)


def _is_name(claims: Claims, index: int) -> bool:
    row = claims.sheet.rows[index]
    if row.letters < MIN_NAME_LETTERS or row.money or not claims.is_free(index):
        return False
    return not (_is_foreign(row) or is_heading(row) or _is_code(row.text) or _RULE_OR_NOTE.match(row.text))


def _is_foreign(row: SheetRow) -> bool:
    return any(
        hit.concept in FOREIGN and hit.start <= MAX_INDENT and hit.score >= MIN_HIT_SCORE for hit in row.hits
    )


def _is_code(text: str) -> bool:
    return all(any(c.isdigit() for c in word) or _letters(word) <= MAX_CODE_LETTERS for word in text.split())


def _letters(word: str) -> int:
    return sum(c.isalpha() for c in word)


def _are_close(a: SheetRow, b: SheetRow) -> bool:
    return abs(a.row.middle - b.row.middle) <= MAX_NAME_ROW_GAP * max(a.row.height, b.row.height)
