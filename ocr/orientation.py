"""Turns a page upright by what its text looks like.

Sideways text shows in the shape of the detected boxes. Upside-down text looks like any other to the
detector, but the recognizer makes nonsense of it and knows: its score falls.
"""

from collections.abc import Sequence
from statistics import fmean

import numpy as np

from ocr.engines.base import Pixels, Recognizer
from ocr.types import Quad, Transcript

SURE = 0.85
"""Mean score above which nobody reads lines the other way round."""

PROBED_LINES = 8
"""How many lines are looked at: the first ones read, and recognizers begin with the widest."""


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


def is_upside_down(
    recognizer: Recognizer, crops: Sequence[Pixels], transcripts: Sequence[Transcript]
) -> bool:
    """Return whether the crops read better after half a turn; `transcripts` is how they read now."""
    if not transcripts:
        return False
    now = fmean(transcript.score for transcript in transcripts)
    if now >= SURE:
        return False
    turned = [transcript.score for _, transcript in recognizer.recognize([turn_half(crop) for crop in crops])]
    return fmean(turned) > now
