"""What taggers by the layout net share, wherever it runs."""

from abc import abstractmethod
from collections.abc import Sequence

from ocr.engines.base import Tagger
from ocr.engines.rules import RULES
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
        if not words or _is_left_to_rules(words):
            return rules
        return decode(words, self.probabilities(features_of(words, rules)), rules)

    def version(self, words: Sequence[Word]) -> str:
        return RULES if _is_left_to_rules(words) else self.name()

    @abstractmethod
    def name(self) -> str:
        """Name the exact net. Raises `EngineError`."""

    @abstractmethod
    def probabilities(self, features: Features) -> Probabilities:
        """Return what the net says of the words. Raises `EngineError`."""


def _is_left_to_rules(words: Sequence[Word]) -> bool:
    return len(words) > MAX_WORDS
