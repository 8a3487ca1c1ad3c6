"""Pixels and features as the few bytes that cross the slow link, and back."""

import struct
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.base import Pixels
from ocr.errors import PodError
from ocr.layout.features import Features

_PAGE = [cv2.IMWRITE_JPEG_QUALITY, 85]
"""Colour at half the resolution: the detector's boxes move no more than by one grey level of noise."""
_LINE = [cv2.IMWRITE_PNG_COMPRESSION, 6]
_FEATURES = [
    *(cv2.IMWRITE_PNG_COMPRESSION, 6),
    *(cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_DEFAULT),
]
"""They are no pixels, so what is made for these would cost a quarter more bytes."""


def encode_page(image: Pixels) -> bytes:
    """Return the page as JPEG."""
    return _encoded(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), _PAGE)


def encode_line(line: Pixels) -> bytes:
    """Return the crop as PNG in grey: the recogniser needs no colour, but reads worse with any loss."""
    return _encoded(".png", cv2.cvtColor(line, cv2.COLOR_RGB2GRAY), _LINE)


def encode_features(features: Features) -> bytes:
    """Return the words of a page as a grey PNG of 16 bits, a column for each.

    From top to bottom: pieces, places as signed numbers, and numbers in half precision.
    """
    parts = (
        features.pieces.astype(np.uint16),
        features.places.astype(np.int16).view(np.uint16),
        features.numbers.astype(np.float16).view(np.uint16),
    )
    return _encoded(".png", np.concatenate(parts, axis=1).T, _FEATURES)


def decode_shares(png: bytes, *, width: int, height: int) -> NDArray[np.float32]:
    """Return the grey PNG of `width` x `height`, of 8 or 16 bits, as 0..1. Raises `PodError`.

    The size is read from the header before any pixel is decoded.
    """
    if png[:8] != b"\x89PNG\r\n\x1a\n" or png[16:24] != struct.pack(">II", width, height):
        raise _damaged()
    try:
        levels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE | cv2.IMREAD_ANYDEPTH)
    except cv2.error as error:
        raise _damaged() from error
    if levels is None or levels.shape != (height, width):
        raise _damaged()
    return np.asarray(levels, np.float32) / np.float32(np.iinfo(str(levels.dtype)).max)


def _encoded(extension: str, image: NDArray[Any], options: list[int]) -> bytes:
    _, data = cv2.imencode(extension, image, options)
    return data.tobytes()


def _damaged() -> PodError:
    return PodError("A pod's answer has no readable image.", code="pod_answer_invalid")
