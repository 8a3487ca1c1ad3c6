"""A tagger by rules: needs no training and no model."""

from collections.abc import Sequence
from dataclasses import replace

from ocr.engines.base import Engine, Nets, Tagger
from ocr.layout.tagger import tag_words
from ocr.types import Page, Tag, Word

RULES = "rules"
"""Names them in a reading's model version."""


class RuleTagger(Tagger):
    """Tags words by the rules of `ocr.layout`."""

    def tag(self, page: Page, words: Sequence[Word]) -> list[Tag]:  # noqa: ARG002
        return tag_words(words)

    def version(self, words: Sequence[Word]) -> str:  # noqa: ARG002
        return RULES


class RulesEngine(Engine):
    """Reads with another engine's detector and recogniser, and tags by rules."""

    def __init__(self, engine: Engine) -> None:
        self.name = engine.name
        self._engine = engine

    def nets(self) -> Nets:
        return replace(self._engine.nets(), tagger=RuleTagger())

    def ready(self) -> bool:
        return self._engine.ready()
