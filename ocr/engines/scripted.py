"""An engine that reads a script instead of the image: for tests, and for demos without models.

It takes the same path through the reader as the nets do. The detector draws one bar for each scripted
line, every bar a little longer than the one before; the recognizer tells by a crop's shape which line it is.
"""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.boxes import GROWTH
from ocr.engines.base import Detector, Engine, Nets, Pixels, ProbabilityMap, Recognizer
from ocr.engines.rules import RuleTagger
from ocr.errors import OcrError
from ocr.types import Transcript

DEMO_LINES = (
    "CORNER CAFE",
    "12 High Street, London",
    "Tel: 020 7946 0123",
    "25/12/2025 18:30",
    "2 Flat White 7.00",
    "1 Carrot Cake 4.50",
    "Subtotal 11.50",
    "VAT 20% 2.30",
    "Total GBP 13.80",
    "Visa **** 4242 13.80",
)

SURE = 0.99

_MAP_WIDTH = 2000
_FIRST_ASPECT, _ASPECT_RATIO = 3.0, 1.08
"""Width / height of the first line's bar, and how many times longer each following one is."""
_PITCH = 1.8
"""Distance of two bars, in heights of a bar."""


@dataclass(frozen=True, kw_only=True)
class Script:
    """What the engine reads, and how."""

    lines: tuple[str, ...] = DEMO_LINES
    """At most 20, from top to bottom; the image should be 600 pixels wide or more."""
    seconds: float = 0.0
    """How long recognizing takes in all."""
    error: OcrError | None = None
    """Raised by the recognizer."""


class ScriptedDetector(Detector):
    """Draws a bar for each line of the script."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def detect(self, image: Pixels) -> ProbabilityMap:
        """Return a map in the proportions of the image."""
        count = len(self._script.lines)
        map_height = max(32, round(_MAP_WIDTH * image.shape[0] / image.shape[1]))
        height = min(map_height / ((count + 1) * _PITCH), _MAP_WIDTH / (_aspect(count) + 2))
        probabilities = np.zeros((map_height, _MAP_WIDTH), np.float32)
        for index in range(count):
            _draw_core(
                probabilities, left=height, top=(index + 0.5) * _PITCH * height, height=height, index=index
            )
        return probabilities


class ScriptedRecognizer(Recognizer):
    """Tells lines by the shape of their crop."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def recognize(self, crops: Sequence[Pixels]) -> Iterator[tuple[int, Transcript]]:
        """Yield the script's lines; slowly or with an error when it says so."""
        for index, crop in enumerate(crops):
            time.sleep(self._script.seconds / max(1, len(self._script.lines)))
            if self._script.error:
                raise self._script.error
            yield index, _transcript(self._script.lines[_line_of(crop, len(self._script.lines))])


class ScriptedEngine(Engine):
    """Reads `script`, or else the receipt of a corner café."""

    name = "scripted"

    def __init__(self, script: Script | None = None) -> None:
        script = script or Script()
        self._nets = Nets(
            detector=ScriptedDetector(script),
            recognizer=ScriptedRecognizer(script),
            tagger=RuleTagger(),
            ocr_version=lambda: "scripted",
        )

    def nets(self) -> Nets:
        """Return the same nets for every file."""
        return self._nets


def _aspect(index: int) -> float:
    return _FIRST_ASPECT * _ASPECT_RATIO**index


def _draw_core(probabilities: ProbabilityMap, *, left: float, top: float, height: float, index: int) -> None:
    """Draw the shrunken core that grows back into the bar of that line."""
    width = _aspect(index) * height
    shrink = _shrinkage(width, height)
    corners = [(left + shrink, top + shrink), (left + width - shrink, top + height - shrink)]
    (x0, y0), (x1, y1) = ((round(x), round(y)) for x, y in corners)
    cv2.rectangle(probabilities, (x0, y0), (x1, y1), (1.0,), thickness=-1)


def _shrinkage(width: float, height: float) -> float:
    """Return the margin on each side of the core that grows back into a bar of `width` x `height`.

    A core of (width - g) x (height - g) grows by its area x GROWTH / half its perimeter; that this is g
    gives (GROWTH + 2) g^2 - (GROWTH + 1) (width + height) g + GROWTH width height = 0.
    """
    a, b, c = GROWTH + 2, (GROWTH + 1) * (width + height), GROWTH * width * height
    growth = (b - math.sqrt(b * b - 4 * a * c)) / (2 * a)
    return growth / 2


def _line_of(crop: Pixels, count: int) -> int:
    aspect = crop.shape[1] / crop.shape[0]
    return min(count - 1, max(0, round(math.log(aspect / _FIRST_ASPECT, _ASPECT_RATIO))))


def _transcript(text: str) -> Transcript:
    return Transcript(
        text=text,
        char_scores=(SURE,) * len(text),
        char_centers=tuple((position + 0.5) / len(text) for position in range(len(text))),
    )
