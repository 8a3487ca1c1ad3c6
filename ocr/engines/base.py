"""The three nets behind one method each. An engine is any three of them that work together."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.types import Call, Page, Tag, Transcript, Word

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

    @abstractmethod
    def version(self, words: Sequence[Word]) -> str:
        """Name what tags a page of these words, or did, such as `layout-1a2b3c4d`. Raises `EngineError`."""


def no_calls() -> tuple[Call, ...]:
    """What nets in this process have to say about calls of pods."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Nets:
    """Three nets that read a file together."""

    detector: Detector
    recognizer: Recognizer
    tagger: Tagger
    ocr_version: Callable[[], str]
    """Names the exact detector and recogniser, such as `textdet-1a2b3c4d textrec-5e6f7a8b`. Known when the
    file was read."""
    calls: Callable[[], tuple[Call, ...]] = no_calls
    """The calls of pods that these nets have made so far."""

    def model_version(self, pages: Iterable[Sequence[Word]]) -> str:
        """Name all that read the pages with these words; kept with every field. Raises `EngineError`."""
        return " ".join([self.ocr_version(), *sorted({self.tagger.version(words) for words in pages})])


class Engine(ABC):
    """Hands out the nets for one file after the other; all threads of a process share it."""

    name: str

    @abstractmethod
    def nets(self) -> Nets:
        """Return the nets that read the next file. Raises `EngineError`."""

    def ready(self) -> bool:
        """Return whether a file could be read now; where not, it is better kept waiting."""
        return True
