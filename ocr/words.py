"""Words of a line, each with its place, from the recogniser's character centres."""

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import fmean, median

from ocr.geometry import slice_of
from ocr.types import Line, Quad, Transcript, Word

_WORD = re.compile(r"\S+?(?<=[^\W\d]):(?=[\w$€£])|\S+")
"""What stands between spaces; a colon after a letter ends a word too, for the recogniser often drops the
space between a key and its value, as in 'Date:14/03/2026'."""


def line_of(transcript: Transcript, quad: Quad, *, page: int) -> Line:
    """The line and its words, parted at spaces."""
    words = tuple(
        Word(
            text=transcript.text[start:end],
            score=fmean(transcript.char_scores[start:end]),
            quad=slice_of(quad, *_extent(transcript, start, end)),
            page=page,
            line=0,
        )
        for start, end in _runs(transcript.text)
    )
    text = " ".join(word.text for word in words)
    return Line(text=text, score=transcript.score, quad=quad, page=page, words=words)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """First and past-the-end character of every run of characters that belong together."""
    return (match.span() for match in _WORD.finditer(text))


def _extent(transcript: Transcript, start: int, end: int) -> tuple[float, float]:
    """Left and right end of a run as shares of the line; its outer characters reach half an advance."""
    centers = transcript.char_centers
    half = _advance(centers) / 2
    left = 0.0 if start == 0 else max(centers[start] - half, 0.0)
    right = 1.0 if end == len(centers) else min(centers[end - 1] + half, 1.0)
    return left, max(left, right)


def _advance(centers: tuple[float, ...]) -> float:
    """Typical distance of neighbouring characters."""
    return median(b - a for a, b in pairwise(centers)) if len(centers) > 1 else 1.0
