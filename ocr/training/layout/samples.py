"""What the net learns from: the features of a page, and what is known of each of its words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.layout.features import Features, features_of
from ocr.layout.sheet import sheet_of
from ocr.layout.tagger import tag_words
from ocr.training.layout.classes import Known, masks_of, only
from ocr.training.layout.pages import ReadPage
from ocr.training.layout.projection import known_by_box
from ocr.training.layout.silver import known_by_value
from ocr.types import Label, Tag

PAYMENTS = (Label.PAYMENT_METHOD, Label.PAYMENT_AMOUNT)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One page to learn from."""

    id: str
    split: str
    texts: tuple[str, ...]
    features: Features
    classes: NDArray[np.float32]
    """Shape (words, classes): 1 for the `ocr.training.layout.classes.CLASSES` that a word may be."""


def samples_of(pages: Iterable[tuple[Mapping[str, Any], ReadPage]], *, names: frozenset[str]) -> list[Sample]:
    """A sample for each page on which anything was read; `names` are those that its folder's labels use."""
    return [_sample(label, page, names) for label, page in pages if page.words]


def _sample(label: Mapping[str, Any], page: ReadPage, names: frozenset[str]) -> Sample:
    rules = tag_words(page.words)
    if "words" in label:
        known = _refined(known_by_box(page, label, names=names), page, rules)
    else:
        known = known_by_value(page, label, rules)
    return Sample(
        id=page.id,
        split=label["split"],
        texts=tuple(word.text for word in page.words),
        features=features_of(page.words, rules),
        classes=masks_of(known),
    )


def _refined(known: Sequence[Known], page: ReadPage, rules: Sequence[Tag]) -> list[Known]:
    """With what the rules tell where the labels of people have one name for several things of ours."""
    last_prices = _last_prices(page, known)
    return [
        only(tag.label)
        if (tag.label in PAYMENTS and {*PAYMENTS, Label.OTHER} <= classes)
        or (tag.label == Label.ITEM_UNIT and Label.ITEM_PRICE in classes and index not in last_prices)
        else classes
        for index, (classes, tag) in enumerate(zip(known, rules, strict=True))
    ]


def _last_prices(page: ReadPage, known: Sequence[Known]) -> set[int]:
    """The price that stands last in each row: those before it are prices of one."""
    prices = (
        [i for i in row.row.words if known[i] == {Label.ITEM_PRICE}] for row in sheet_of(page.words).rows
    )
    return {row[-1] for row in prices if row}
