"""Text from the steps of a CTC recogniser."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr.types import Transcript

BLANK = 0

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""East Asian typesetting's wide forms of ASCII, as the ASCII that they are (Unicode's block FF00)."""

AMONG_DIGITS = re.compile(r"(?<=\d)[lIO]+(?=\d)|(?<=\d/)[lI]+(?=\d)")
LETTERS_AS_DIGITS = str.maketrans("lIO", "110")


def charset_of(characters: str) -> tuple[str, ...]:
    """The characters of the classes after the blank: the model's metadata has one a line; then a space."""
    return (*characters.translate(FULL_WIDTH).split("\n"), " ")


def decode(
    classes: NDArray[np.int64], scores: NDArray[np.float32], charset: Sequence[str], *, steps: float
) -> Transcript:
    """Best-path decoding (Graves et al., 2006): equal neighbours are one character, blanks are none.

    `classes` and `scores` are the best class of each step and its probability; class `i` is
    `charset[i - 1]`. `steps` is how many steps the crop itself covers; what follows is padding.
    """
    starts = np.flatnonzero(np.diff(classes, prepend=BLANK))
    ends = np.append(starts, len(classes))[1:]
    runs = [(a, b) for a, b in zip(starts, ends, strict=True) if classes[a] != BLANK]
    text = "".join(charset[classes[a] - 1] for a, _ in runs)
    return Transcript(
        text=mended(text),
        char_scores=tuple(float(scores[a:b].max()) for a, b in runs),
        char_centers=tuple(min(float(a + b) / 2 / steps, 1.0) for a, b in runs),
    )


def mended(text: str) -> str:
    """The text, as long as before, with digits for letters that look like some and stand between digits."""
    return AMONG_DIGITS.sub(_digits, text)


def _digits(match: re.Match[str]) -> str:
    """Between digits print has no letters that look like some, though nets read such in their place."""
    return match[0].translate(LETTERS_AS_DIGITS)
