"""Labelled boxes and the words that were read in them."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr.geometry import turned_size
from ocr.types import Word

Boxes = NDArray[np.float64]
"""Shape (count, 4): left, top, right, bottom in pixels."""

Size = tuple[float, float]
"""Width and height in pixels."""


def upright(boxes: Boxes, *, stored: Size, shown: Size, rotation: int) -> Boxes:
    """Boxes of the stored image as they lie on the page shown, turned clockwise by `rotation` degrees."""
    width, height = stored
    turned = np.array(turned_size(int(width), int(height), rotation), float)
    angle = math.radians(rotation)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    corners = boxes[:, [[0, 1], [2, 1], [2, 3], [0, 3]]] - np.array(stored) / 2
    corners = (corners @ turn + turned / 2) * np.array(shown) / turned
    return np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)


def boxes_of(words: Sequence[Word]) -> Boxes:
    """The upright rectangles around the words."""
    quads = np.array([word.quad for word in words], float).reshape(-1, 4, 2)
    return np.concatenate([quads.min(axis=1), quads.max(axis=1)], axis=1)


def areas_of(boxes: Boxes) -> NDArray[np.float64]:
    """In pixels; at least 1."""
    return np.asarray(np.prod(np.maximum(boxes[:, 2:] - boxes[:, :2], 1), axis=1), np.float64)


def common_areas(a: Boxes, b: Boxes) -> NDArray[np.float64]:
    """Of each of `a` with each of `b`, shape (a, b), in square pixels."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    return np.asarray(np.prod(np.clip(high - low, 0, None), axis=2), np.float64)
