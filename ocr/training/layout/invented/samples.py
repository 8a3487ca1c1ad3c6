"""Invented receipts as the net learns from them."""

from ocr.layout.features import features_of
from ocr.layout.tagger import tag_words
from ocr.training.layout.classes import masks_of
from ocr.training.layout.invented.pages import invented_pages
from ocr.training.layout.samples import Sample

SEED = 1
"""The receipts are the same each time, as the labelled ones are."""

TURNS = 2
"""So many invented receipts take turns from epoch to epoch, so that most of what is seen in one is real."""


def invented_samples(count: int) -> list[Sample]:
    """A sample for each of `count` invented receipts."""
    return [
        Sample(
            id=f"invented-{number // TURNS}",
            split="train",
            texts=tuple(word.text for word in page.words),
            features=features_of(page.words, tag_words(page.words)),
            classes=masks_of(known),
        )
        for number, (page, known) in enumerate(invented_pages(count, SEED))
        if page.words
    ]
