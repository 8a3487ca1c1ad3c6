"""Small changes of line crops, as other cameras, printers and papers would make them."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.base import Pixels

CHANGED = 0.7
"""Share of crops that are changed at all."""


def changed(crop: Pixels, random: np.random.Generator) -> Pixels:
    """The crop, blurred, faded, noisy, slanted, or stored badly."""
    if random.random() < 0.5:
        crop = np.repeat(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)[..., np.newaxis], 3, axis=2)
    if random.random() > CHANGED:
        return crop
    for change in (_moved, _faded, _shrunk, _blurred, _noisy, _stored):
        if random.random() < 0.3:
            crop = np.asarray(change(crop, random), np.uint8)
    return crop


def _moved(crop: Pixels, random: np.random.Generator) -> NDArray[Any]:
    height, width = crop.shape[:2]
    slant, slope = random.normal(0, 0.06), random.normal(0, 0.03) * height / max(width, height)
    across, down = random.normal(1, 0.04), random.normal(1, 0.04)
    shift = random.normal(0, 0.02 * height, 2)
    middle = height / 2
    matrix = np.array(
        [
            [across, slant, (1 - across) * width / 2 - slant * middle + shift[0]],
            [slope, down, (1 - down) * middle - slope * width / 2 + shift[1]],
        ]
    )
    return cv2.warpAffine(crop, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)


def _faded(crop: Pixels, random: np.random.Generator) -> NDArray[Any]:
    contrast, light = random.uniform(0.4, 1.2), random.normal(0, 20)
    middle = float(crop.mean())
    return np.asarray(np.clip((crop - middle) * contrast + middle + light, 0, 255))


def _shrunk(crop: Pixels, random: np.random.Generator) -> NDArray[Any]:
    height, width = crop.shape[:2]
    low = int(random.integers(13, 25))
    if height <= low:
        return crop
    return cv2.resize(crop, (max(1, round(width * low / height)), low), interpolation=cv2.INTER_AREA)


def _blurred(crop: Pixels, random: np.random.Generator) -> NDArray[Any]:
    return cv2.GaussianBlur(crop, (0, 0), random.uniform(0.3, 0.045 * crop.shape[0] + 0.3))


def _noisy(crop: Pixels, random: np.random.Generator) -> NDArray[Any]:
    return np.clip(crop + random.normal(0, random.uniform(2, 14), crop.shape[:2])[..., np.newaxis], 0, 255)


def _stored(crop: Pixels, random: np.random.Generator) -> NDArray[Any]:
    _, data = cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(25, 90))])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_BGR), np.uint8)
