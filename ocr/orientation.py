"""Turns a page upright by what its text looks like.

Slanting and sideways text shows in the detected boxes. Upside-down text looks like any other to the
detector, but the recognizer makes nonsense of it and knows: its score falls.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.base import Pixels, Recognizer
from ocr.geometry import turned_size
from ocr.types import Quad, Transcript

SURE = 0.85
"""Mean score above which nobody reads lines the other way round: of 150 receipts the surest upside-down one
had 0.80, and all upright ones but one more than this."""

MARGIN = 0.05
"""By how much lines must read better after half a turn: of the same receipts the upright ones lost 0.19 at
least, and the upside-down ones gained 0.18."""

PROBED_LINES = 8
"""How many lines are looked at: the first ones read, and recognizers begin with the widest."""

MAX_SLOPE = 5.0
"""Degrees within which the layout forms rows as well as if they were level: such pages are not turned."""

BIN = 3
"""Degrees that lines of one receipt differ by, be it a little curled."""

MAX_GROWTH = 4.0
"""How many times its own area a page may take when it is turned: one nearly six times as long as wide does so
halfway. A strip of sixty thousand pixels would take gigabytes, and is turned by right angles only."""

MIN_ASPECT = 2.0
"""Boxes less long than this many of their heights lie any way."""

MIN_TELLING = 3
"""Different letters and digits of a line that is looked at: a row of stars or crosses, which may be read as
letters, reads as well either way, or better."""


def rotate(image: Pixels, degrees: int) -> Pixels:
    """Return the image turned clockwise; what comes into view at its corners is white."""
    if degrees % 90 == 0:
        return np.ascontiguousarray(np.rot90(image, -degrees // 90))
    height, width = image.shape[:2]
    size = turned_size(width, height, degrees)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    turned = cv2.warpAffine(
        image,
        matrix,
        size,
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255, 255, 255),
    )
    return np.asarray(turned, np.uint8)


def turn_half(crop: Pixels) -> Pixels:
    """Return the crop upside down."""
    return np.ascontiguousarray(crop[::-1, ::-1])


def turn_to_level(quads: Sequence[Quad], *, width: int, height: int) -> int:
    """Return the degrees clockwise, -90..90, after which most of the text, by length, runs along the page.

    That is 0 for text that hardly slopes, and 90 for text that stands upright as near; and the nearer of both
    where the page of `width` x `height` would grow too large on any way between.
    """
    slopes, lengths = _slopes(quads)
    if not len(slopes):
        return 0
    bins = 180 // BIN
    shares = np.bincount((slopes // BIN).astype(int) % bins, lengths, minlength=bins)
    peak = BIN * (int((shares + np.roll(shares, 1) + np.roll(shares, -1)).argmax()) + 0.5)
    offsets = (slopes - peak + 90) % 180 - 90
    near = abs(offsets) <= 1.5 * BIN
    slope = (peak + float(np.average(offsets[near], weights=lengths[near])) + 90) % 180 - 90
    straight = 90 * round(slope / 90)
    is_near = abs(slope - straight) <= MAX_SLOPE
    area = math.prod(turned_size(width, height, slope))
    return -straight if is_near or area > MAX_GROWTH * width * height else -round(slope)


def _slopes(quads: Sequence[Quad]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Directions in degrees clockwise, 0..180, and lengths in pixels, of boxes long enough to have one."""
    corners = np.array(quads, float).reshape(-1, 4, 2)
    across = (corners[:, 1] + corners[:, 2] - corners[:, 0] - corners[:, 3]) / 2
    down = (corners[:, 3] + corners[:, 2] - corners[:, 0] - corners[:, 1]) / 2
    wide, high = np.linalg.norm(across, axis=1), np.linalg.norm(down, axis=1)
    along, lengths = np.where((wide >= high)[:, None], across, down), np.maximum(wide, high)
    is_long = lengths > MIN_ASPECT * np.minimum(wide, high)
    slopes = np.degrees(np.arctan2(along[:, 1], along[:, 0])) % 180
    return slopes[is_long], lengths[is_long]


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
