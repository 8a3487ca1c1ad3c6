"""What the nets get to see: pages and line crops at the sizes they were trained on.

Every engine prepares with these functions, so that the same net gives the same text wherever it runs.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.base import Pixels

LinePixels = NDArray[np.float32]
"""RGB line, shape (LINE_HEIGHT, width, 3), 0..255."""

MAX_DETECTOR_PIXELS = 1280 * 960
"""An area, not a side: a long receipt must not become too narrow to be seen."""
SMALL_SHORT_SIDE, SMALL_LONG_SIDE = 960, 1280
"""A page that has neither is enlarged until it has one: the net misses print below 8 pixels."""
DETECTOR_STRIDE = 32

LINE_HEIGHT = 48
MIN_LINE_WIDTH = 48
MAX_LINE_WIDTH = 2400
MAX_BATCH = 8
MAX_BATCH_WIDTH = 4000
"""Width of all lines of a batch together; its 500 steps score 18,710 classes each, 37 MB."""


def detector_input(image: Pixels) -> Pixels:
    """The page at the detector's size: both sides multiples of DETECTOR_STRIDE."""
    size = _detector_size(image.shape[1], image.shape[0])
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def line_upload(crop: Pixels) -> Pixels:
    """The crop, no higher than LINE_HEIGHT: small print stays small on its way to a pod."""
    if crop.shape[0] <= LINE_HEIGHT:
        return crop
    size = (_line_width(crop), LINE_HEIGHT)
    return np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def line_input(crop: Pixels) -> LinePixels:
    """The crop at LINE_HEIGHT, not rounded to whole levels: pods enlarge with other code, but to the same."""
    size = (_line_width(crop), LINE_HEIGHT)
    pixels = line_upload(crop).astype(np.float32)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), np.float32)


def padded_width(lines: Sequence[LinePixels]) -> int:
    """Width of a batch of these lines."""
    return max(MIN_LINE_WIDTH, *(int(line.shape[1]) for line in lines))


def batches_of(crops: Sequence[Pixels]) -> Iterator[list[int]]:
    """Yield indices of crops of similar width, the widest first."""
    widths = [_line_width(crop) for crop in crops]
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=lambda i: -widths[i]):
        if len(batch) == MAX_BATCH or (batch and (len(batch) + 1) * widths[batch[0]] > MAX_BATCH_WIDTH):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _detector_size(width: int, height: int) -> tuple[int, int]:
    short, long = sorted((width, height))
    enlarged = max(1.0, min(SMALL_SHORT_SIDE / short, SMALL_LONG_SIDE / long))
    scale = min(enlarged, (MAX_DETECTOR_PIXELS / (width * height)) ** 0.5)
    return _multiple(width * scale), _multiple(height * scale)


def _multiple(length: float) -> int:
    return max(1, round(length / DETECTOR_STRIDE)) * DETECTOR_STRIDE


def _line_width(crop: Pixels) -> int:
    height, width = int(crop.shape[0]), int(crop.shape[1])
    return min(max(1, round(width * LINE_HEIGHT / height)), MAX_LINE_WIDTH)
