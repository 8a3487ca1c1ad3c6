"""Text boxes from a probability map.

The method is the box formation of Differentiable Binarization (Liao et al., 2020, section 3.5): the net
marks the shrunken core of each line; cores are cut out at a threshold and grown back by
area x ratio / perimeter.
"""

from itertools import accumulate, islice
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.base import ProbabilityMap
from ocr.geometry import height_of, quad_of_corners, width_of
from ocr.types import Quad

CORE_THRESHOLD = 0.3
"""Probability from which a place belongs to the core of a line."""

BOX_THRESHOLD = 0.5
"""Mean probability from which a core is a line."""

GROWTH = 1.6
"""Ratio by which cores are grown; the net was trained on cores that were shrunk to match."""

MIN_CORE = 2.0
"""Height in pixels of the map of the lowest core; less is noise."""

MAX_BOXES = 1000
"""A page that claims more is no receipt; the bound keeps its cost finite."""

MAX_COVERAGE = 1.5
"""Area of all boxes in areas of their page, above which further ones are dropped. Lines of print hardly lap
over each other, and those of real receipts cover half a page; rings within rings could claim a hundred."""


def find_boxes(probability: ProbabilityMap, *, width: int, height: int) -> list[Quad]:
    """Quads of the text lines, in pixels of the page of `width` x `height` that the map covers."""
    cores = (probability > CORE_THRESHOLD).astype(np.uint8)
    contours, _ = cv2.findContours(cores, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    scale = np.array([width / probability.shape[1], height / probability.shape[0]], np.float32)
    boxes = (box for contour in contours if (box := _box(contour, probability)) is not None)
    quads = [_quad(box * scale, width, height) for box in islice(boxes, MAX_BOXES)]
    areas = accumulate(width_of(quad) * height_of(quad) for quad in quads)
    room = MAX_COVERAGE * width * height
    return [quad for quad, area in zip(quads, areas, strict=True) if area <= room]


def _box(contour: NDArray[Any], probability: ProbabilityMap) -> NDArray[np.float32] | None:
    """Four corners of the grown core, or None where it is noise."""
    center, (a, b), angle = cv2.minAreaRect(contour)
    if min(a, b) < MIN_CORE or _mean_inside(contour, probability) < BOX_THRESHOLD:
        return None
    growth = 2 * a * b * GROWTH / (2 * (a + b))
    return np.asarray(cv2.boxPoints((center, (a + growth, b + growth), angle)), np.float32)


def _mean_inside(contour: NDArray[Any], probability: ProbabilityMap) -> float:
    left, top, width, height = cv2.boundingRect(contour)
    mask = np.zeros((height, width), np.uint8)
    cv2.drawContours(mask, [contour], -1, 1, cv2.FILLED, offset=(-left, -top))
    return float(cv2.mean(probability[top : top + height, left : left + width], mask)[0])


def _quad(corners: NDArray[np.float32], width: int, height: int) -> Quad:
    clipped = np.clip(corners, 0, (width, height))
    return quad_of_corners([(float(x), float(y)) for x, y in clipped])
