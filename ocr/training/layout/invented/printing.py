"""Rows of labelled texts, and the page that a camera and an OCR make of them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from ocr.layout.reading_order import sort_lines
from ocr.training.layout.batches import LOOKALIKES
from ocr.training.layout.classes import Known, only
from ocr.training.layout.pages import ReadPage
from ocr.types import Label, Line, Point, Quad, Word

UNSURE: Known = frozenset({Label.OTHER, Label.KEY})
"""Of words that name something for which there is no label."""

MISREAD, JOINED, DROPPED = 0.03, 0.03, 0.01
"""Share of words with a wrong letter, of spaces that OCR loses, of words that it misses."""

Piece = tuple[str, Known]
"""A word and what it is."""


@dataclass(frozen=True)
class Cell:
    """Words that stand together, anchored at a place of the row."""

    words: tuple[Piece, ...]
    at: float = 0.0
    """0 at the left margin, 1 at the right one."""
    align: float = 0.0
    """What of the cell stands there: 0 its left end, 0.5 its middle, 1 its right end."""


@dataclass(frozen=True)
class Row:
    """One printed row."""

    cells: tuple[Cell, ...]
    size: float = 1.0
    """Height of its letters against that of the others."""


def said(text: str, known: str | Known) -> tuple[Piece, ...]:
    """The words of `text`, all of one class."""
    classes = only(known) if isinstance(known, str) else known
    return tuple((word, classes) for word in text.split())


def left(*words: Piece, size: float = 1.0) -> Row:
    return Row((Cell(words),), size)


def centered(*words: Piece, size: float = 1.0) -> Row:
    return Row((Cell(words, 0.5, 0.5),), size)


def apart(first: Sequence[Piece], last: Sequence[Piece], size: float = 1.0) -> Row:
    """One cell on the left and one on the right."""
    return Row((Cell(tuple(first)), Cell(tuple(last), 1.0, 1.0)), size)


class Paper:
    """Where letters fall: the font, the margins, and how the sheet lies."""

    def __init__(self, random: Random, rows: Sequence[Row]) -> None:
        self.random = random
        self.width = random.randint(250, 1500)
        self.margin = self.width * random.uniform(0.02, 0.15)
        self.inner = self.width - 2 * self.margin
        self.letter = self.inner / random.randint(30, 48)
        self.height = self.letter * random.uniform(1.3, 2.1)
        self.pitch = self.height * random.uniform(1.1, 1.6)
        self.proportional = random.random() < 0.5
        self.tilt = random.gauss(0, 0.012)
        self.curl = random.gauss(0, 0.3) * self.height
        self.above = self.margin + self.inner * abs(self.tilt) + abs(self.curl)
        length = sum(max(row.size, 1.0) + 0.4 for row in rows) * self.pitch
        self.tall = int(length + 2 * self.above + self.height)
        self.margin += abs(self.tilt) * self.tall / 2
        self.width = int(self.inner + 2 * self.margin)

    def lines(self, rows: Sequence[Row]) -> Iterator[tuple[Line, tuple[Known, ...]]]:
        """The lines that a detector finds, with what their words are."""
        top = self.above
        for row in rows:
            for placed in self._lines_of(row):
                yield from self._line(placed, top, self.height * row.size)
            top += self.pitch * max(row.size, 1.0) + self.height * self.random.choice([0, 0, 0, 0.4])

    def _lines_of(self, row: Row) -> Iterator[list[tuple[float, float, Piece]]]:
        """Words with their left and right ends, parted where the gaps are wide."""
        extents = [self._extent(cell, row.size) for cell in row.cells]
        scale = min(1.0, self.inner / max(1.0, sum(extents)))
        line: list[tuple[float, float, Piece]] = []
        least, wide = 0.0, self.random.uniform(1.6, 3.0) * self.letter * row.size
        for index, cell in enumerate(row.cells):
            last = self.inner - sum(extents[index:]) * scale
            wanted = cell.at * self.inner - cell.align * extents[index] * scale
            start = max(least, min(wanted, last))
            if line and (start - line[-1][1] > wide) and self.random.random() > 0.03:
                yield line
                line = []
            step = start
            for piece in cell.words:
                wordlength = self._length(piece[0]) * row.size * scale
                line.append((step, step + wordlength, piece))
                step += wordlength + self.letter * row.size * scale
            least = step
        if line:
            yield line

    def _extent(self, cell: Cell, size: float) -> float:
        return (sum(self._length(text) for text, _ in cell.words) + len(cell.words) * self.letter) * size

    def _length(self, text: str) -> float:
        if not self.proportional:
            return len(text) * self.letter
        return (
            sum(0.5 if c in "iljtfI1.,:;'!|()" else 1.2 if c in "mwMW@%" else 0.95 for c in text)
            * self.letter
        )

    def _line(
        self, placed: Sequence[tuple[float, float, Piece]], top: float, height: float
    ) -> Iterator[tuple[Line, tuple[Known, ...]]]:
        read = [
            part for part in self._joined(placed) if self.random.random() > DROPPED or len(part[2][0]) > 3
        ]
        if not read:
            return
        top += self.random.gauss(0, 0.04) * height
        score = 1 - 0.4 * self.random.random() ** 3
        words = tuple(self._word(begin, end, text, top, height, score) for begin, end, (text, _) in read)
        quad = self._quad(read[0][0], read[-1][1], top, height)
        text = " ".join(word.text for word in words)
        yield Line(text=text, score=score, quad=quad, page=1, words=words), tuple(k for _, _, (_, k) in read)

    def _joined(self, placed: Sequence[tuple[float, float, Piece]]) -> Iterator[tuple[float, float, Piece]]:
        """With some spaces between words of one class lost."""
        held: tuple[float, float, Piece] | None = None
        for begin, end, (text, known) in placed:
            if held and held[2][1] == known and self.random.random() < JOINED:
                held = (held[0], end, (held[2][0] + text, known))
                continue
            if held:
                yield held
            held = (begin, end, (text, known))
        if held:
            yield held

    def _word(self, begin: float, end: float, text: str, top: float, height: float, score: float) -> Word:
        if self.random.random() < MISREAD:
            place = self.random.randrange(len(text))
            text = (
                text[:place]
                + self.random.choice(LOOKALIKES.get(text[place], text[place]))
                + text[place + 1 :]
            )
        score = min(1.0, max(0.6, self.random.gauss(score, 0.03)))
        return Word(text=text, score=score, quad=self._quad(begin, end, top, height), page=1, line=0)

    def _quad(self, begin: float, end: float, top: float, height: float) -> Quad:
        begin, end = (
            begin + self.random.gauss(0, 0.1) * self.letter,
            end + self.random.gauss(0, 0.1) * self.letter,
        )
        end = max(end, begin + 1)
        return (
            self._point(begin, top),
            self._point(end, top),
            self._point(end, top + height),
            self._point(begin, top + height),
        )

    def _point(self, x: float, y: float) -> Point:
        """A place of the straight sheet as it lies before the camera."""
        bent = y + self.tilt * (x - self.inner / 2) + self.curl * math.sin(math.pi * x / self.inner)
        across = self.margin + x - self.tilt * (y - self.tall / 2)
        return across, bent


def page_of_rows(name: str, rows: Sequence[Row], random: Random) -> tuple[ReadPage, list[Known]]:
    """What OCR would read of the printed rows, and what each of its words is."""
    paper = Paper(random, rows)
    lines: list[Line] = []
    known_of: dict[Quad, Known] = {}
    for line, known in paper.lines(rows):
        lines.append(line)
        known_of.update(zip((word.quad for word in line.words), known, strict=True))
    words = tuple(word for line in sort_lines(lines) for word in line.words)
    page = ReadPage(id=name, width=paper.width, height=paper.tall, rotation=0, words=words)
    return page, [known_of[word.quad] for word in words]
