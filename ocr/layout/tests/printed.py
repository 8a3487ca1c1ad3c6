"""Receipts typed as text, turned into the words a recogniser would find."""

import re

from ocr.layout.assembly import assemble
from ocr.layout.tagger import tag_words
from ocr.types import Field, Page, Receipt, Word

CHAR_WIDTH, LINE_HEIGHT, ROW_PITCH, MARGIN = 10.0, 20.0, 30.0, 40.0


def words_of(text: str, *, score: float = 0.98) -> list[Word]:
    """One word for each run of characters; two spaces and more part the lines of one printed row."""
    words = []
    line = 0
    for row, printed in enumerate(text.strip("\n").splitlines()):
        for column in re.finditer(r"\S+(?: \S+)*", printed):
            for found in re.finditer(r"\S+", column.group()):
                words.append(_word(found.group(), row, column.start() + found.start(), line, score))
            line += 1
    return words


def page_of(words: list[Word]) -> Page:
    """A page with room for all `words`."""
    width = max(x for word in words for x, _ in word.quad) + MARGIN
    height = max(y for word in words for _, y in word.quad) + MARGIN
    return Page(number=1, width=int(width), height=int(height), rotation=0, jpeg=b"")


def read(text: str, *, score: float = 0.98) -> Receipt:
    """What the rules read from a typed receipt."""
    words = words_of(text, score=score)
    page = page_of(words)
    return assemble(pages=[page], words=words, tags=tag_words(words))


def value(field: Field | None) -> object:
    """What the field holds, if there is one."""
    return field.value if field else None


def _word(text: str, row: int, column: int, line: int, score: float) -> Word:
    left, top = MARGIN + column * CHAR_WIDTH, MARGIN + row * ROW_PITCH
    right, bottom = left + len(text) * CHAR_WIDTH, top + LINE_HEIGHT
    quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Word(text=text, score=score, quad=quad, page=1, line=line)
