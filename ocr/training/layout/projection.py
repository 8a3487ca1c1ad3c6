"""From labelled boxes to the words that our OCR read in them."""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.geometry import turned_size
from ocr.training.layout.classes import ANY, Known, key_of, only
from ocr.training.layout.pages import ReadPage
from ocr.types import Label

LABEL_OF_CLASS = {
    "Store_name": Label.STORE_NAME,
    "Store_addr": Label.STORE_ADDRESS,
    "Tel": Label.TEL,
    "Date": Label.DATE,
    "Time": Label.TIME,
    "Prod_item": Label.ITEM_NAME,
    "Prod_quantity": Label.ITEM_COUNT,
    "Prod_price": Label.ITEM_PRICE,
    "Subtotal": Label.SUBTOTAL,
    "Tax": Label.TAX,
    "Tips": Label.TIP,
    "Total": Label.TOTAL,
}
"""WildReceipt's names. They end in `_value` or `_key`; beside them there are `Others`, and `Ignore`, which
says nothing."""

REST = (Label.OTHER, Label.KEY, Label.ITEM_UNIT, Label.PAYMENT_METHOD, Label.PAYMENT_AMOUNT)
"""What WildReceipt has no name for."""

MIN_USED = 0.05
"""Share of a folder's receipts on which a name stands if the folder's labels use it."""

MIN_COVERED = 0.4
"""Share of a word that its label's box covers at least."""

Boxes = NDArray[np.float64]
"""Shape (count, 4): left, top, right, bottom in pixels."""


def names_used(labels: Collection[Mapping[str, Any]]) -> frozenset[str]:
    """The names of words that the labels of a folder use, but for those that they hardly ever do."""
    counts = Counter(name for label in labels for name in {part["label"] for part in label.get("words", ())})
    return frozenset(name for name, count in counts.items() if count >= MIN_USED * len(labels))


def known_by_box(page: ReadPage, label: Mapping[str, Any], *, names: frozenset[str]) -> list[Known]:
    """What each word may be, by the box which covers most of it.

    `names` are those that the folder's labels use: what they never name may be among the others.
    """
    parts = label["words"]
    boxes = _upright(np.array([part["box"] for part in parts], float).reshape(-1, 4), page, label)
    covered = _covered(_boxes_of(page), boxes)
    unnamed = [label for name, label in LABEL_OF_CLASS.items() if f"{name}_value" not in names]
    rest = frozenset([*REST, *unnamed, *map(key_of, unnamed)])
    return [_known(shares, parts, rest) for shares in covered]


def _known(shares: NDArray[np.float64], parts: Sequence[Mapping[str, Any]], rest: Known) -> Known:
    if not shares.size or shares.max() < MIN_COVERED:
        return rest
    name, _, kind = str(parts[int(shares.argmax())]["label"]).rpartition("_")
    label = LABEL_OF_CLASS.get(name)
    if label is None:
        return rest if kind == "Others" else ANY
    return only(key_of(label) if kind == "key" else label)


def _boxes_of(page: ReadPage) -> Boxes:
    quads = np.array([word.quad for word in page.words], float).reshape(-1, 4, 2)
    return np.concatenate([quads.min(axis=1), quads.max(axis=1)], axis=1)


def _upright(boxes: Boxes, page: ReadPage, label: Mapping[str, Any]) -> Boxes:
    """Boxes of the stored image as they lie on the upright page."""
    stored = int(label["width"]), int(label["height"])
    turned = np.array(turned_size(*stored, page.rotation), float)
    angle = math.radians(page.rotation)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    corners = boxes[:, [[0, 1], [2, 1], [2, 3], [0, 3]]] - np.array(stored) / 2
    corners = (corners @ turn + turned / 2) * (page.width, page.height) / turned
    return np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)


def _covered(words: Boxes, boxes: Boxes) -> NDArray[np.float64]:
    """Share of each word that each box covers, shape (words, boxes)."""
    low = np.maximum(words[:, None, :2], boxes[None, :, :2])
    high = np.minimum(words[:, None, 2:], boxes[None, :, 2:])
    common = np.prod(np.clip(high - low, 0, None), axis=2)
    area = np.prod(np.maximum(words[:, 2:] - words[:, :2], 1), axis=1)
    return np.asarray(common / area[:, None], np.float64)
