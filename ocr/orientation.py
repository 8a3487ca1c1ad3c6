"""Turns a page upright by what its text looks like.

Sideways text shows in the shape of the detected boxes. Upside-down text looks like any other to the
detector, but the recognizer makes nonsense of it and knows: its score falls.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean

import numpy as np

from ocr.engines.base import Pixels, Recognizer
from ocr.types import Quad, Transcript

SURE = 0.85
"""Mean score above which nobody reads lines the other way round: of 150 receipts the surest upside-down one
had 0.80, and all upright ones but one more than this."""

MARGIN = 0.05
"""By how much lines must read better after half a turn: of the same receipts the upright ones lost 0.19 at
least, and the upside-down ones gained 0.18."""

PROBED_LINES = 8
"""How many lines are looked at: the first ones read, and recognizers begin with the widest."""

MIN_TELLING = 3
"""Different letters and digits of a line that is looked at: a row of stars or crosses, which may be read as
letters, reads as well either way, or better."""


def rotate(image: Pixels, degrees: int) -> Pixels:
    """Return the image turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(image, -degrees // 90))


def turn_half(crop: Pixels) -> Pixels:
    """Return the crop upside down."""
    return np.ascontiguousarray(crop[::-1, ::-1])


def is_sideways(quads: Sequence[Quad]) -> bool:
    """Return whether most of the text, by length, runs up or down the page."""
    level = standing = 0.0
    for quad in quads:
        (left, top), (right, bottom) = np.min(quad, axis=0), np.max(quad, axis=0)
        if right - left >= bottom - top:
            level += right - left
        else:
            standing += bottom - top
    return standing > level


def first_look(transcripts: Iterator[tuple[int, Transcript]]) -> Iterator[tuple[int, Transcript]]:
    """Yield transcripts until PROBED_LINES of them tell which way is up."""
    telling = 0
    for index, transcript in transcripts:
        yield index, transcript
        telling += _is_telling(transcript)
        if telling == PROBED_LINES:
            return


def is_upside_down(recognizer: Recognizer, crops: Sequence[Pixels], read: Mapping[int, Transcript]) -> bool:
    """Return whether the crops read better after half a turn; `read` is how some of them read now."""
    telling = {index: transcript.score for index, transcript in read.items() if _is_telling(transcript)}
    if not telling:
        return False
    now = fmean(telling.values())
    if now >= SURE:
        return False
    turned = recognizer.recognize([turn_half(crops[index]) for index in telling])
    return fmean(transcript.score for _, transcript in turned) > now + MARGIN


def _is_telling(transcript: Transcript) -> bool:
    return len(set(filter(str.isalnum, transcript.text))) >= MIN_TELLING
