"""Character errors of what was read, whatever the order of its lines.

The rate is (characters put in + left out + replaced) / labelled characters, the complement of the character
accuracy of Rice, Jenkins and Nartker (1995, "The Fourth Annual Test of OCR Accuracy"). Case and spaces do not
count. Texts are compared place by place: a word belongs to the label in which the most of its box lies, at
least half, and so a label to a word that is longer; what belongs together is compared from left to right. So
neither the order of lines matters nor where they are cut into words. A label without words counts as left
out. What is read where nothing is labelled, or a label has no text, does not count: labels leave out logos
and what shines through. Boxes are upright, so on tilted photos they lap over each other and the rate is a bit
too high.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.evaluation.boxes import Boxes, areas_of, boxes_of, common_areas, upright
from ocr.evaluation.datasets import Example
from ocr.layout.matching import edit_distance
from ocr.types import Page, Word

MIN_INSIDE = 0.5
"""Share of a box that lies in another if it belongs to it."""


@dataclass(frozen=True, kw_only=True)
class Characters:
    """Counts of characters over one receipt or many."""

    labelled: int = 0
    errors: int = 0
    unread: int = 0
    """Those of the errors that are characters of labels where nothing was read."""

    @property
    def rate(self) -> float:
        """Errors a labelled character; may be above 1."""
        return self.errors / self.labelled if self.labelled else 0.0

    def __add__(self, other: "Characters") -> "Characters":
        return Characters(
            labelled=self.labelled + other.labelled,
            errors=self.errors + other.errors,
            unread=self.unread + other.unread,
        )


def characters_of(example: Example, page: Page | None, words: Sequence[Word]) -> Characters:
    """Count the errors of `words` on the first page; without a page all that is labelled is unread."""
    if not example.parts:
        return Characters()
    boxes = np.array([part.box for part in example.parts], float).reshape(-1, 4)
    if page is not None:
        shown = (page.width, page.height)
        boxes = upright(boxes, stored=example.size, shown=shown, rotation=page.rotation)
    words = [word for word in words if page is not None and word.page == page.number]
    places = boxes_of(words)
    total = Characters()
    for labels, read in _groups(boxes, places):
        wanted = _text([(boxes[i], example.parts[i].text) for i in labels])
        found = _text([(places[i], words[i].text) for i in read])
        if wanted:
            total += _compared(wanted, found)
    return total


def _compared(wanted: str, found: str) -> Characters:
    errors = edit_distance(wanted, found) if wanted != found else 0
    return Characters(labelled=len(wanted), errors=errors, unread=0 if found else len(wanted))


def _groups(labels: Boxes, words: Boxes) -> Iterator[tuple[list[int], list[int]]]:
    """Labels and words that belong together; each label is in one group, with all its words."""
    linked = _linked(labels, words)
    left = set(range(len(labels)))
    while left:
        group, read = {min(left)}, set[int]()
        while True:
            more = {int(i) for i in np.flatnonzero(linked[list(group)].any(axis=0))}
            wider = group | {int(i) for i in np.flatnonzero(linked[:, list(more)].any(axis=1))}
            if (wider, more) == (group, read):
                break
            group, read = wider, more
        left -= group
        yield sorted(group), sorted(read)


def _linked(labels: Boxes, words: Boxes) -> NDArray[np.bool_]:
    """Shape (labels, words)."""
    common = common_areas(labels, words)
    return _is_home(common.T, areas_of(words)).T | _is_home(common, areas_of(labels))


def _is_home(common: NDArray[np.float64], areas: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether enough of the box of a row lies in that of the column, and more than in any other."""
    best = common.max(axis=1, initial=0.0)[:, None]
    return np.asarray((common >= MIN_INSIDE * areas[:, None]) & (common == best))


def _text(placed: Sequence[tuple[NDArray[np.float64], str]]) -> str:
    ordered = sorted(placed, key=lambda part: float(part[0][0] + part[0][2]))
    plain = unicodedata.normalize("NFC", "".join(text for _, text in ordered)).casefold()
    return "".join(plain.split())
