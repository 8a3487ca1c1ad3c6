"""AsterNet in this process, by ONNX Runtime, from the files of the `asterocr` wheel."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from ocr import ctc
from ocr.engines.base import Pixels, Recognizer
from ocr.engines.embedded import Net, Tensor
from ocr.types import Transcript

HEIGHT = 32
MAX_WIDTH = 1600
MARGIN = 0.2
"""Added above and below, as a share of the height: with it half as many letters of worn lines are misread."""

STEP = 4
"""Pixels of width that become one step."""


class VietnameseRecognizer(Recognizer):
    """Writes all letters of Vietnamese; `folder` holds the net and its characters."""

    def __init__(self, folder: Path) -> None:
        self._net = Net(folder / "asternet.onnx")
        self._characters: list[str] = json.loads((folder / "vocab.json").read_text("utf-8"))["chars"]

    def recognize(self, crops: Sequence[Pixels]) -> Iterator[tuple[int, Transcript]]:
        """Yield lines in their order, each by itself: padding would change what the net reads."""
        for index, crop in enumerate(crops):
            logarithms = self._net.run(_input(crop))[:, 0]
            classes, best = logarithms.argmax(axis=1), np.exp(logarithms.max(axis=1))
            yield index, ctc.decode(classes, best, self._characters[1:], steps=len(classes))


def _input(crop: Pixels) -> Tensor:
    """The crop with its margin at HEIGHT, from -1 to 1, channels first; shape (1, 3, HEIGHT, width)."""
    margin = round(crop.shape[0] * MARGIN)
    framed = cv2.copyMakeBorder(crop, margin, margin, 0, 0, cv2.BORDER_REPLICATE)
    width = min(framed.shape[1] * HEIGHT / framed.shape[0], MAX_WIDTH)
    size = (max(HEIGHT, -(-round(width) // STEP) * STEP), HEIGHT)
    resized = np.asarray(Image.fromarray(framed).resize(size, Image.Resampling.BILINEAR))
    return np.asarray(resized.transpose(2, 0, 1)[np.newaxis] / 127.5 - 1, np.float32)
