"""What taggers by the layout net share, wherever it runs."""

from abc import abstractmethod
from collections.abc import Sequence

from ocr.engines.base import Tagger
from ocr.layout.decoding import Probabilities, decode
from ocr.layout.features import Features, features_of
from ocr.layout.tagger import tag_words
from ocr.types import Page, Tag, Word

MAX_WORDS = 1000
"""Attention grows with the square of the words; a page with more is no receipt, and is left to the rules."""


class NetTagger(Tagger):
    """Tags words by the probabilities of a net."""

    def tag(self, page: Page, words: Sequence[Word]) -> list[Tag]:  # noqa: ARG002
        rules = tag_words(words)
        if not 0 < len(words) <= MAX_WORDS:
            return rules
        return decode(words, self.probabilities(features_of(words, rules)), rules)

    @abstractmethod
    def probabilities(self, features: Features) -> Probabilities:
        """Return what the net says of the words. Raises `EngineError`."""
