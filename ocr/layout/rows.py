"""Printed rows as texts whose every character leads back to its word."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ocr.geometry import quad_of_box
from ocr.layout.reading_order import group_rows
from ocr.types import Quad, Word

COLUMN_GAP = 1.0
"""A gap wider than this many line heights parts two columns; the row's text has two spaces there."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """The words of one printed row, from left to right."""

    page: int
    text: str
    """The words parted by one space, and by two where a column ends."""
    words: tuple[int, ...]
    """Indices into the words that the rows were made of."""
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    """First and past-the-end character of each word in `text`."""
    quads: tuple[Quad, ...]
    height: float
    """Median height of its words in pixels, at least 1."""

    @property
    def left(self) -> float:
        return min(x for quad in self.quads for x, _ in quad)

    @property
    def right(self) -> float:
        return max(x for quad in self.quads for x, _ in quad)

    @property
    def middle(self) -> float:
        """Vertical centre."""
        return sum(y for quad in self.quads for _, y in quad) / (4 * len(self.quads))

    def between(self, start: int, end: int) -> range:
        """Positions in `words` of those with a character in `text[start:end]`."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))


def rows_of(words: Sequence[Word]) -> list[Row]:
    """The rows of all pages in reading order."""
    segments: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        segments[word.page, word.line].append(index)
    rows = []
    for page in sorted({page for page, _ in segments}):
        runs = [run for (of_page, _), run in segments.items() if of_page == page]
        quads = [_run_quad([words[i].quad for i in run]) for run in runs]
        rows += [_row([i for run in row for i in runs[run]], words) for row in group_rows(quads)]
    return rows


def enclosing(quads: Iterable[Quad]) -> Quad:
    """The upright rectangle around `quads`."""
    xs, ys = zip(*(point for quad in quads for point in quad), strict=True)
    return quad_of_box(min(xs), min(ys), max(xs), max(ys))


def _run_quad(quads: Sequence[Quad]) -> Quad:
    """From the first word's left edge to the last one's right edge, sloped as they are."""
    return (quads[0][0], quads[-1][1], quads[-1][2], quads[0][3])


def _row(indices: Sequence[int], words: Sequence[Word]) -> Row:
    quads = tuple(words[i].quad for i in indices)
    height = max(median(quad[3][1] - quad[0][1] for quad in quads), 1.0)
    text, starts, ends = "", [], []
    for position, index in enumerate(indices):
        if position:
            gap = quads[position][0][0] - quads[position - 1][1][0]
            text += "  " if gap > COLUMN_GAP * height else " "
        starts.append(len(text))
        text += words[index].text
        ends.append(len(text))
    return Row(
        page=words[indices[0]].page,
        text=text,
        words=tuple(indices),
        starts=tuple(starts),
        ends=tuple(ends),
        quads=quads,
        height=height,
    )
