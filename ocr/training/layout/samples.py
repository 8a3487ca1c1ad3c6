"""What the net learns from: the features of a page, and the label and weight of each of its words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.layout.features import LABELS, Features, features_of
from ocr.layout.sheet import sheet_of
from ocr.layout.tagger import tag_words
from ocr.training.layout.pages import ReadPage
from ocr.training.layout.projection import labels_by_box
from ocr.training.layout.silver import labels_by_value
from ocr.types import Label, Tag

BY_RULE = 0.3
"""Weight of words whose label only the rules tell."""

GOLD_BY_VALUE = (Label.STORE_NAME, Label.STORE_ADDRESS, Label.DATE, Label.TOTAL)
PAYMENTS = (Label.PAYMENT_METHOD, Label.PAYMENT_AMOUNT)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One page to learn from."""

    id: str
    split: str
    texts: tuple[str, ...]
    features: Features
    labels: NDArray[np.int32]
    """Shape (words,): indices into `ocr.layout.features.LABELS`."""
    weights: NDArray[np.float32]
    """Shape (words,): 0 where nobody knows the label."""


def samples_of(pages: Iterable[tuple[Mapping[str, Any], ReadPage]]) -> list[Sample]:
    """A sample for each page on which anything was read."""
    return [_sample(label, page) for label, page in pages if page.words]


def _sample(label: Mapping[str, Any], page: ReadPage) -> Sample:
    rules = tag_words(page.words)
    labels, weights = _by_boxes(label, page, rules) if "words" in label else _by_values(label, page, rules)
    return Sample(
        id=page.id,
        split=label["split"],
        texts=tuple(word.text for word in page.words),
        features=features_of(page.words, rules),
        labels=np.array([LABELS.index(name or Label.OTHER) for name in labels], np.int32),
        weights=np.array(weights, np.float32),
    )


def _by_boxes(
    label: Mapping[str, Any], page: ReadPage, rules: list[Tag]
) -> tuple[list[Label | None], list[float]]:
    """Labels of people, refined where theirs are coarser than ours."""
    labels = labels_by_box(page, label)
    last_price = _last_prices(page, labels)
    for index, tag in enumerate(rules):
        if labels[index] == Label.OTHER and tag.label in PAYMENTS:
            labels[index] = tag.label
        if labels[index] == Label.ITEM_PRICE and tag.label == Label.ITEM_UNIT and index not in last_price:
            labels[index] = tag.label
    return labels, [float(name is not None) for name in labels]


def _last_prices(page: ReadPage, labels: list[Label | None]) -> set[int]:
    """The price that stands last in each row: those before it are prices of one."""
    prices = (
        [i for i in row.row.words if labels[i] == Label.ITEM_PRICE] for row in sheet_of(page.words).rows
    )
    return {row[-1] for row in prices if row}


def _by_values(
    label: Mapping[str, Any], page: ReadPage, rules: list[Tag]
) -> tuple[list[Label | None], list[float]]:
    labels = labels_by_value(page, label, rules)
    is_gold = [
        name in GOLD_BY_VALUE or tag.label in GOLD_BY_VALUE for name, tag in zip(labels, rules, strict=True)
    ]
    weights = [
        0.0 if name is None else 1.0 if gold else BY_RULE for name, gold in zip(labels, is_gold, strict=True)
    ]
    return labels, weights
