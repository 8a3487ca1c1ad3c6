"""What stub pods answer: a page with a known number of lines, and the texts of a receipt for them. Pure.

For load tests only: nothing of an image is looked at but its size. Every line of the page has a length of
its own, so a crop's shape tells which line it is, whatever the order and the batch in which crops come. Words
are what the rules say, whose opinions are among the features.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ocr.layout.features import LABELS, VERSION, signature_of

RECEIPT = (
    "HARBOUR GROCERY",
    "12 Quay Street",
    "Bristol BS1 4QA",
    "Tel 0117 496 0123",
    "Receipt 004217",
    "2025-03-14 16:42",
    "Whole milk 2 l 2.40",
    "Rye bread 3.10",
    "Free range eggs 3.25",
    "Butter unsalted 2.85",
    "Bananas 1.2 kg 1.56",
    "Tomatoes 500 g 1.95",
    "Cheddar mature 4.20",
    "Orange juice 2.65",
    "Ground coffee 5.40",
    "Olive oil 7.95",
    "Penne 1.15",
    "Dark chocolate 1.90",
    "SUBTOTAL 38.36",
    "VAT 20% 7.67",
    "TOTAL 46.03",
    "VISA 46.03",
    "Card ending 4242",
    "Thank you",
)
"""One text a line; the sums agree."""

LINE_HEIGHT_SHARE = 0.45
"""Height of a line's core, of the distance between two lines."""
SHORTEST, LONGEST = 3.0, 22.0
"""Length of the cores of the last and the first line, in heights."""
GROWTH = 1.6
"""By which a client grows cores into boxes: area x ratio / perimeter."""
LEVEL = 238
"""Of the map inside a line: a probability of 14/15."""
CHARACTER_SCORE = 0.97
NET = "canned-00000000"
"""The name that every model tells of its net."""

Outputs = dict[str, Any]
TensorKind: TypeAlias = tuple[str, tuple[int, ...]]
"""Type in protocol buffers' name, and shape; -1 is any number."""

_RATIOS = np.geomspace(LONGEST, SHORTEST, len(RECEIPT))
_BOX_RATIOS = np.log((_RATIOS * (_RATIOS + 1 + GROWTH)) / (_RATIOS + 1 + GROWTH * _RATIOS))
"""Logarithms of width over height of the boxes grown from the cores."""


@dataclass(frozen=True, kw_only=True)
class CannedModel:
    """A model that a stub pod serves, with one input."""

    signature: str
    """Beside `serving_default`, which is the same."""
    input: tuple[str, TensorKind]
    outputs: Mapping[str, TensorKind]
    answer: Callable[[Any], Outputs]
    """Makes the outputs of the input. Raises `OSError`, `TypeError` or `ValueError` for an unfit one."""


def image_size(data: bytes) -> tuple[int, int]:
    """Width and height from an image's header. Raises `OSError` when it is no JPEG or PNG."""
    with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as image:
        return image.size


def map_outputs(width: int, height: int) -> Outputs:
    """The outputs of textdet/detect for an image of this size."""
    return {"map_bytes": _map_png(width, height), "size": [height, width], "net": NET}


def text_outputs(crops: Sequence[bytes]) -> Outputs:
    """The outputs of textrec/recognize. Raises `OSError` when a crop is no image."""
    texts = [RECEIPT[line_of(*image_size(crop))] for crop in crops]
    score = bytes([round(CHARACTER_SCORE * 255)])
    return {
        "text_bytes": [text.encode() for text in texts],
        "score": [CHARACTER_SCORE] * len(texts),
        "char_scores_bytes": [score * len(text) for text in texts],
        "char_centers_bytes": [_centers(len(text)) for text in texts],
        "net": [NET] * len(texts),
    }


def label_outputs(words: bytes) -> Outputs:
    """The outputs of the layout net: the opinions of the rules. Raises `OSError` when `words` is no image."""
    with Image.open(io.BytesIO(words), formats=["PNG"]) as image:
        opinions = np.asarray(image, np.uint16)[-len(LABELS) :].view(np.float16).T
    levels = np.round(opinions.astype(np.float32) * 65535).astype(np.uint16)
    return {"probabilities_bytes": _png(levels), "size": list(levels.shape), "net": NET}


def line_of(width: int, height: int) -> int:
    """Which line of the receipt a crop of this size shows, 0 at the top."""
    return int(np.argmin(np.abs(_BOX_RATIOS - np.log(width / height))))


@lru_cache(maxsize=256)
def _map_png(width: int, height: int) -> bytes:
    """The text-probability map as a grey PNG of 16 levels."""
    levels = np.zeros((height, width), np.uint8)
    pitch = height / (len(RECEIPT) + 1)
    thickness = max(1, round(min(LINE_HEIGHT_SHARE * pitch, 0.9 * width / LONGEST)))
    left = round(0.05 * width)
    for number, ratio in enumerate(_RATIOS):
        top = round((number + 1) * pitch - thickness / 2)
        length = 1 + round(ratio * (thickness - 1))  # contours run through the middle of pixels
        levels[top : top + thickness, left : left + length] = LEVEL
    return _png(levels)


def _png(levels: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(levels).save(buffer, "PNG")
    return buffer.getvalue()


@lru_cache
def _centers(count: int) -> bytes:
    """Centres of characters of equal width, two bytes each, for 0..1 of the crop's width."""
    return np.round((np.arange(count) + 0.5) / count * 65535).astype(">u2").tobytes()


def _half_plus(number: float) -> Callable[[Any], Outputs]:
    def halved(value: Any) -> Any:
        return [halved(item) for item in value] if isinstance(value, list) else value * 0.5 + number

    return lambda value: {"y": halved(value)}


MODELS = {
    "textdet": CannedModel(
        signature="detect",
        input=("image", ("DT_STRING", ())),
        outputs={"map_bytes": ("DT_STRING", ()), "size": ("DT_INT32", (2,)), "net": ("DT_STRING", ())},
        answer=lambda image: map_outputs(*image_size(image)),
    ),
    "textrec": CannedModel(
        signature="recognize",
        input=("crops", ("DT_STRING", (-1,))),
        outputs={
            "text_bytes": ("DT_STRING", (-1,)),
            "score": ("DT_FLOAT", (-1,)),
            "char_scores_bytes": ("DT_STRING", (-1,)),
            "char_centers_bytes": ("DT_STRING", (-1,)),
            "net": ("DT_STRING", (-1,)),
        },
        answer=text_outputs,
    ),
    "layout": CannedModel(
        signature=signature_of(VERSION),
        input=("words", ("DT_STRING", ())),
        outputs={
            "probabilities_bytes": ("DT_STRING", ()),
            "size": ("DT_INT32", (2,)),
            "net": ("DT_STRING", ()),
        },
        answer=label_outputs,
    ),
    # the toy models of TensorFlow Serving's documentation
    "half_plus_two": CannedModel(
        signature="predict_x_to_y",
        input=("x", ("DT_FLOAT", (-1,))),
        outputs={"y": ("DT_FLOAT", (-1,))},
        answer=_half_plus(2.0),
    ),
    "half_plus_three": CannedModel(
        signature="predict_x_to_y",
        input=("x", ("DT_FLOAT", (-1,))),
        outputs={"y": ("DT_FLOAT", (-1,))},
        answer=_half_plus(3.0),
    ),
}
"""By name; each has one version."""
