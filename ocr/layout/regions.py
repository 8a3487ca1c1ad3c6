"""Several receipts in one photo: where a straight cut parts them, and what proves that it does.

A cut may lie anywhere that no line of text crosses, so receipts are told apart side by side, one above the
other, and at different angles. A gutter alone proves nothing, for names on the left and prices on the right
have one too: each side must bear all that a receipt bears.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.layout.dates import find_dates
from ocr.layout.keywords import Concept
from ocr.layout.matching import concepts
from ocr.types import Line, Point, Receipt

DIRECTIONS = 36
"""Tried directions of a cut: every 5 degrees."""

MAX_CUTS = 200
"""Cuts that are looked at, the widest: no receipts lie so close, and a page of specks stays cheap."""

MAX_LOOKS = 60
"""Groups of lines looked at, the others are not parted: four receipts need no more, and a hostile page stays
cheap."""

MAX_PARTS = 12
"""A file that falls into more is not offered to be split: each part is tagged by itself, so receipts without
end would cost as many calls of pods."""

MIN_LETTERS = 3
"""A line with fewer has no words."""


@dataclass(frozen=True, kw_only=True)
class _Proof:
    """What a cut of one kind needs."""

    gap: float
    """Width of the strip without text, in heights of a line."""
    words: int
    amounts: int
    sums: int
    dates: int
    heads: int
    """Lines with words, with an amount, with the name of a sum, with a date, and with something that stands
    at the head of receipts (a company, an address, a telephone) on each side at least."""

    @property
    def least(self) -> tuple[int, ...]:
        return (self.words, self.amounts, self.sums, self.dates, self.heads)


BESIDE = _Proof(gap=1.0, words=5, amounts=2, sums=1, dates=0, heads=0)
"""Hardly ever has one receipt all this on both sides of a gutter. A date would be asked too much: many a
photo ends above it."""

BELOW = _Proof(gap=2.5, words=5, amounts=2, sums=1, dates=1, heads=1)
"""Tables of taxes and slips of cards follow below many a total, with sums and dates of their own."""

MAX_SLOPE = math.radians(30)
"""Receipts lie beside each other when the cut between them is no further from upright."""

_AMOUNT = re.compile(r"\d[.,]\d\d")
_SUMS = frozenset({Concept.TOTAL, Concept.GRAND_TOTAL, Concept.CASH, Concept.CARD})
_HEADS = frozenset({Concept.COMPANY, Concept.ADDRESS, Concept.TEL})


@dataclass(frozen=True, kw_only=True)
class Part:
    """The part of a page that holds one receipt."""

    lines: tuple[int, ...]
    """Indices of its lines."""
    polygon: tuple[Point, ...]
    """Convex, clockwise, in pixels."""
    is_stacked: bool = False
    """Whether it was cut from what is above or below it."""


@dataclass(frozen=True, kw_only=True)
class _Cut:
    """A straight line; points with `x * nx + y * ny < offset` lie before it."""

    nx: float
    ny: float
    offset: float
    gap: float
    """Width of the strip without text around it."""
    proof: _Proof

    def side(self, points: NDArray[np.float64]) -> Any:
        """Distances from the line, negative before it; `points` has x and y in its last axis."""
        return points @ np.array([self.nx, self.ny]) - self.offset


def find_parts(lines: Sequence[Line], *, width: int, height: int) -> list[Part]:
    """The parts of a page that seem to be receipts of their own, each with its lines; one if it has one."""
    page = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    marks = np.array([_marks(line) for line in lines], int).reshape(-1, len(BESIDE.least))
    parting = _Parting(np.array([line.quad for line in lines], float), marks)
    return list(_cut_up(page, parting.of(np.arange(len(lines)))))


def are_receipts(parts: Sequence[Receipt], *, are_stacked: bool = False) -> bool:
    """Whether each part has a total of its own; a receipt and its card slip share total and date.

    Stacked ones need a date each as well, or a tax table would pass for a receipt.
    """
    if are_stacked and not all(part.date for part in parts):
        return False
    proofs = {(part.total.value, part.date and part.date.value) for part in parts if part.total}
    return len(proofs) == len(parts) > 1


def seem_several(parts: Sequence[Receipt], *, are_pages: bool) -> bool:
    """Whether parts that are no receipts by themselves may be several all the same.

    Parts of a page always may: copies of one receipt, a receipt and its slip, or one whose total nobody read.
    Read as one their amounts are mixed. A further page of a receipt has no total or the same.
    """
    return not are_pages or len({part.total.value for part in parts if part.total}) > 1


def bears_receipt(lines: Sequence[Line]) -> bool:
    """Whether the lines of a page have what a receipt has at the least."""
    marks = np.array([_marks(line) for line in lines], int).reshape(-1, len(BESIDE.least))
    return bool((marks.sum(axis=0) >= np.array(BESIDE.least)).all())


def _marks(line: Line) -> tuple[bool, ...]:
    """What a proof counts."""
    found = concepts(line.text)
    return (
        sum(character.isalpha() for character in line.text) >= MIN_LETTERS,
        _AMOUNT.search(line.text) is not None,
        not _SUMS.isdisjoint(found),
        bool(find_dates(line.text)),
        not _HEADS.isdisjoint(found),
    )


class _Parting:
    """Looks for the cuts that part lines of text in the most receipts."""

    def __init__(self, quads: NDArray[np.float64], marks: NDArray[np.int_]) -> None:
        self._quads = quads
        self._marks = marks
        self._known: dict[bytes, _Tree] = {}

    def of(self, lines: NDArray[np.int_]) -> "_Tree":
        """The parting of these lines in the most parts; of equals that with the widest first cut.

        The widest cut alone may lead astray, through a receipt between its names and its prices.
        """
        key = lines.tobytes()
        if key not in self._known:
            self._known[key] = _Tree(lines=lines)
            if len(self._known) > MAX_LOOKS:
                return self._known[key]
            for cut, sides in self._cuts(lines):
                before, after = map(self.of, sides)
                tree = _Tree(lines=lines, cut=cut, before=before, after=after)
                if tree.count > self._known[key].count:
                    self._known[key] = tree
                if len(self._known) >= MAX_LOOKS:
                    break
        return self._known[key]

    def _cuts(self, lines: NDArray[np.int_]) -> "list[_Option]":
        """The cuts with enough on both sides, the widest first, one of those that part the lines alike."""
        marks, quads = self._marks[lines], self._quads[lines]
        if not (marks.sum(axis=0) >= 2 * np.array(BESIDE.least)).all():
            return []
        options: dict[bytes, _Option] = {}
        for cut in _cuts(quads, marks):
            is_before = cut.side(quads.mean(axis=1)) < 0
            options.setdefault(is_before.tobytes(), (cut, (lines[is_before], lines[~is_before])))
        return list(options.values())


@dataclass(frozen=True, kw_only=True)
class _Tree:
    """Lines, and how they are cut if they are several receipts."""

    lines: NDArray[np.int_]
    cut: _Cut | None = None
    before: "_Tree | None" = None
    after: "_Tree | None" = None

    @property
    def sides(self) -> "tuple[_Tree, ...]":
        return tuple(side for side in (self.before, self.after) if side)

    @cached_property
    def count(self) -> int:
        """How many receipts it holds."""
        return sum(side.count for side in self.sides) or 1


_Option = tuple[_Cut, tuple[NDArray[np.int_], NDArray[np.int_]]]
"""A cut and the lines on its sides."""


def _cut_up(polygon: tuple[Point, ...], tree: _Tree, *, is_stacked: bool = False) -> Iterator[Part]:
    if tree.cut is None:
        yield Part(lines=tuple(map(int, tree.lines)), polygon=polygon, is_stacked=is_stacked)
        return
    for side, sign in zip(tree.sides, (-1, 1), strict=True):
        clipped = _clipped(polygon, tree.cut, sign)
        yield from _cut_up(clipped, side, is_stacked=is_stacked or tree.cut.proof is BELOW)


def _cuts(quads: NDArray[np.float64], marks: NDArray[np.int_]) -> list[_Cut]:
    """The cuts between lines of text with enough on both sides, the widest first."""
    height = float(np.median(np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)))
    angles = np.arange(DIRECTIONS) * math.pi / DIRECTIONS - MAX_SLOPE
    cuts = [cut for angle in angles for cut in _cuts_across(quads, marks, float(angle), height)]
    return sorted(cuts, key=lambda cut: -cut.gap)[:MAX_CUTS]


def _cuts_across(
    quads: NDArray[np.float64], marks: NDArray[np.int_], angle: float, height: float
) -> Iterator[_Cut]:
    """The cuts whose normal has this angle with the x axis, in radians, through lines of this height."""
    proof = BESIDE if abs(angle) <= MAX_SLOPE else BELOW
    nx, ny = math.cos(angle), math.sin(angle)
    places = quads @ np.array([nx, ny])
    low, high = places.min(axis=1), places.max(axis=1)
    order = low.argsort()
    begins, ends = low[order][1:], np.maximum.accumulate(high[order])[:-1]
    before = marks[order].cumsum(axis=0)
    scarcer = np.minimum(before, before[-1] - before)[:-1]
    is_proven = (begins - ends >= proof.gap * height) & (scarcer >= np.array(proof.least)).all(axis=1)
    for index in np.flatnonzero(is_proven):
        begin, end = float(begins[index]), float(ends[index])
        yield _Cut(nx=nx, ny=ny, offset=(begin + end) / 2, gap=begin - end, proof=proof)


def _clipped(polygon: Sequence[Point], cut: _Cut, sign: int) -> tuple[Point, ...]:
    """The part of a convex polygon on one side of the cut (Sutherland and Hodgman, 1974)."""
    kept: list[Point] = []
    for a, b in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        from_a, from_b = sign * cut.side(np.array(a)), sign * cut.side(np.array(b))
        if from_a >= 0:
            kept.append(a)
        if from_a * from_b < 0:
            share = from_a / (from_a - from_b)
            kept.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
    return tuple((float(x), float(y)) for x, y in kept)
