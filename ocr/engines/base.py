"""The three nets behind one method each. An engine is any three of them that work together."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.types import Page, Tag, Transcript, Word

Pixels = NDArray[np.uint8]
"""RGB image, shape (height, width, 3), 0..255."""

ProbabilityMap = NDArray[np.float32]
"""Probability of text, shape (height, width), 0..1; covers the whole image, often at a smaller size."""


class Detector(ABC):
    """Finds where text is."""

    @abstractmethod
    def detect(self, image: Pixels) -> ProbabilityMap:
        """Return the text probability of every place of `image`. Raises `EngineError`."""


class Recognizer(ABC):
    """Reads line crops."""

    @abstractmethod
    def recognize(self, crops: Sequence[Pixels]) -> Iterator[tuple[int, Transcript]]:
        """Yield `(index into crops, transcript)` as they get ready, wide crops first where it can choose.

        Raises `EngineError`.
        """


class Tagger(ABC):
    """Says what each word of a page is."""

    @abstractmethod
    def tag(self, page: Page, words: Sequence[Word]) -> list[Tag]:
        """Return one tag per word, in the order of `words`. Raises `EngineError`."""


@dataclass(frozen=True, kw_only=True)
class Engine:
    """Three nets that read a receipt together."""

    name: str
    detector: Detector
    recognizer: Recognizer
    tagger: Tagger
    model_version: str
    """Names the exact nets, such as `ppocr6s-rules1`; kept with every field."""
