"""Reading order: printed rows from top to bottom, each from left to right."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from statistics import fmean, median

import numpy as np

from ocr.geometry import height_of
from ocr.types import Line, Quad

MIN_ASPECT_FOR_SKEW = 3.0
"""Only boxes this many times wider than high show the skew of the page; short ones are mostly noise."""

MIN_BOXES_FOR_CURL = 8
"""So many long boxes tell how the paper is curled; fewer may slope by chance."""

MIN_DISTANCE_FOR_CURL = 0.2
"""Share of the text's width that two boxes are apart at least to tell of the curl between them."""

MIN_OVERLAP = 0.5
"""Two boxes share a row when they overlap in height by this share of the lower box."""

MAX_LAP = 0.5
"""Neighbours lap over each other by no more than this share of the lower one's height."""

MAX_NEIGHBOURS = 30
"""Boxes on the right that are weighed as neighbours: a tall logo has some ten rows of three beside it, and a
page that claims a thousand boxes in one row does not get a million pairs."""


@dataclass(frozen=True, kw_only=True)
class _Box:
    """A quad in the axes of the text: u along the rows, v across them."""

    left: float
    right: float
    v_left: float
    v_right: float
    height: float


def sort_lines(lines: Sequence[Line]) -> list[Line]:
    """Return `lines` in reading order, page by page, their words numbered to match."""
    return numbered(lines[i] for page in _pages(lines) for row in group_rows_of(lines, page) for i in row)


def numbered(lines: Iterable[Line]) -> list[Line]:
    """Return `lines` with words that know where in them their line is."""
    return [
        replace(line, words=tuple(replace(word, line=number) for word in line.words))
        for number, line in enumerate(lines)
    ]


def group_rows_of(lines: Sequence[Line], page: int) -> list[list[int]]:
    """Rows of one page as indices into `lines`."""
    on_page = [i for i, line in enumerate(lines) if line.page == page]
    return [[on_page[i] for i in row] for row in group_rows([lines[i].quad for i in on_page])]


def group_rows(quads: Sequence[Quad]) -> list[list[int]]:
    """Indices of `quads` by printed row: rows from top to bottom, each from left to right.

    Boxes are chained to their neighbour on the right, so a row may bend or slope across the page.
    """
    boxes = _boxes(quads, _skew(quads))
    flattened = _flattened(boxes)
    if flattened is None:
        return _rows(boxes)
    # Where the paper is flat, the curl is a guess from noise; right is what brings more boxes together.
    return min(_rows(boxes), _rows(flattened), key=len)


def _rows(boxes: Sequence[_Box]) -> list[list[int]]:
    rows = _chains(len(boxes), _links(boxes))
    return sorted(rows, key=lambda row: fmean(boxes[i].v_left + boxes[i].v_right for i in row))


def _pages(lines: Sequence[Line]) -> list[int]:
    return sorted({line.page for line in lines})


def _skew(quads: Sequence[Quad]) -> float:
    """Angle of the rows against the x axis in radians."""
    angles = [
        math.atan2(right[1] - left[1], right[0] - left[0])
        for left, right, height in map(_midline, quads)
        if math.dist(left, right) > MIN_ASPECT_FOR_SKEW * height
    ]
    return median(angles) if angles else 0.0


def _midline(quad: Quad) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Middle of the left edge, middle of the right edge, height."""
    top_left, top_right, bottom_right, bottom_left = quad
    left = ((top_left[0] + bottom_left[0]) / 2, (top_left[1] + bottom_left[1]) / 2)
    right = ((top_right[0] + bottom_right[0]) / 2, (top_right[1] + bottom_right[1]) / 2)
    return left, right, height_of(quad)


def _boxes(quads: Sequence[Quad], skew: float) -> list[_Box]:
    cos, sin = math.cos(skew), math.sin(skew)
    return [
        _Box(
            left=x0 * cos + y0 * sin,
            right=x1 * cos + y1 * sin,
            v_left=y0 * cos - x0 * sin,
            v_right=y1 * cos - x1 * sin,
            height=max(height, 1.0),
        )
        for (x0, y0), (x1, y1), height in map(_midline, quads)
    ]


def _flattened(boxes: Sequence[_Box]) -> list[_Box] | None:
    """The boxes as on flat paper, or None where too few of them tell of its curl.

    Rows of curled paper are arcs: their slope changes evenly across the page. The line through the slopes of
    the long boxes (Theil and Sen's: the median of what pairs of them tell) is the arc's derivative.
    """
    long = [box for box in boxes if box.right - box.left > MIN_ASPECT_FOR_SKEW * box.height]
    if len(long) < MIN_BOXES_FOR_CURL:
        return None
    places = np.array([(box.left + box.right) / 2 for box in long])
    slopes = np.array([(box.v_right - box.v_left) / (box.right - box.left) for box in long])
    apart = places[None, :] - places[:, None]
    telling = apart > MIN_DISTANCE_FOR_CURL * float(np.ptp([(box.left, box.right) for box in boxes]))
    if not telling.any():
        return None
    curl = float(np.median((slopes[None, :] - slopes[:, None])[telling] / apart[telling]))
    middle = float(np.median(places))

    def drop(u: float) -> float:
        return curl * (u - middle) ** 2 / 2

    return [
        replace(box, v_left=box.v_left - drop(box.left), v_right=box.v_right - drop(box.right))
        for box in boxes
    ]


def _links(boxes: Sequence[_Box]) -> dict[int, int]:
    """Right neighbour of each box that has one; no box is the neighbour of two."""
    pairs = sorted(
        (cost, i, j)
        for i, j in _close_pairs(boxes)
        if i != j and (cost := _link_cost(boxes[i], boxes[j])) is not None
    )
    links: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in pairs:
        if i not in links and j not in taken:
            links[i] = j
            taken.add(j)
    return links


def _close_pairs(boxes: Sequence[_Box]) -> Iterator[tuple[int, int]]:
    """Each box with the nearest ones on its right that are near enough in height to share its row."""
    by_left = sorted(range(len(boxes)), key=lambda i: boxes[i].left)
    lefts = [boxes[i].left for i in by_left]
    for i, box in enumerate(boxes):
        on_right = by_left[bisect_left(lefts, box.right - MAX_LAP * box.height) :]
        near = (j for j in on_right if abs(boxes[j].v_left - box.v_right) <= box.height)
        yield from ((i, j) for j in islice(near, MAX_NEIGHBOURS))


def _link_cost(a: _Box, b: _Box) -> float | None:
    """How far `b` is from being the right neighbour of `a`, in heights; `None` when it cannot be."""
    low = min(a.height, b.height)
    gap = b.left - a.right
    if gap < -MAX_LAP * low or b.right <= a.right or b.left <= a.left:
        return None
    offset = abs(b.v_left - a.v_right)
    overlap = min((a.height + b.height) / 2 - offset, low)
    if overlap < MIN_OVERLAP * low:
        return None
    return 4 * offset / low + max(gap, 0.0) / low


def _chains(count: int, links: dict[int, int]) -> list[list[int]]:
    heads = set(range(count)) - set(links.values())
    return [_chain(head, links) for head in sorted(heads)]


def _chain(head: int, links: dict[int, int]) -> list[int]:
    row = [head]
    while row[-1] in links:
        row.append(links[row[-1]])
    return row
