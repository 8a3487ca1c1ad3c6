"""From labelled boxes to the words that our OCR read in them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.training.layout.pages import ReadPage
from ocr.types import Label

LABEL_OF_CLASS = {
    "Store_name_value": Label.STORE_NAME,
    "Store_addr_value": Label.STORE_ADDRESS,
    "Tel_value": Label.TEL,
    "Date_value": Label.DATE,
    "Time_value": Label.TIME,
    "Prod_item_value": Label.ITEM_NAME,
    "Prod_quantity_value": Label.ITEM_COUNT,
    "Prod_price_value": Label.ITEM_PRICE,
    "Subtotal_value": Label.SUBTOTAL,
    "Tax_value": Label.TAX,
    "Tips_value": Label.TIP,
    "Total_value": Label.TOTAL,
    "Others": Label.OTHER,
}
"""WildReceipt's classes; those that end in `_key` are keys, and `Ignore` says nothing."""

MIN_COVERED = 0.4
"""Share of a word that its label's box covers at least."""

Boxes = NDArray[np.float64]
"""Shape (count, 4): left, top, right, bottom in pixels."""


def labels_by_box(page: ReadPage, label: Mapping[str, Any]) -> list[Label | None]:
    """The label of each word: that of the box which covers most of it; `None` where nobody knows."""
    parts = label["words"]
    boxes = _upright(np.array([part["box"] for part in parts], float).reshape(-1, 4), page, label)
    covered = _covered(_boxes_of(page), boxes)
    return [_label(shares, parts) for shares in covered]


def _label(shares: NDArray[np.float64], parts: Sequence[Mapping[str, Any]]) -> Label | None:
    if not shares.size or shares.max() < MIN_COVERED:
        return Label.OTHER
    name = str(parts[int(shares.argmax())]["label"])
    return Label.KEY if name.endswith("_key") else LABEL_OF_CLASS.get(name)


def _boxes_of(page: ReadPage) -> Boxes:
    quads = np.array([word.quad for word in page.words], float).reshape(-1, 4, 2)
    return np.concatenate([quads.min(axis=1), quads.max(axis=1)], axis=1)


def _upright(boxes: Boxes, page: ReadPage, label: Mapping[str, Any]) -> Boxes:
    """Boxes of the stored image as they lie on the upright page."""
    corners, width, height = boxes.reshape(-1, 2, 2), float(label["width"]), float(label["height"])
    for _ in range(page.rotation // 90):
        corners = np.stack([height - corners[..., 1], corners[..., 0]], axis=-1)
        width, height = height, width
    corners = corners * (page.width / width, page.height / height)
    return np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)


def _covered(words: Boxes, boxes: Boxes) -> NDArray[np.float64]:
    """Share of each word that each box covers, shape (words, boxes)."""
    low = np.maximum(words[:, None, :2], boxes[None, :, :2])
    high = np.minimum(words[:, None, 2:], boxes[None, :, 2:])
    common = np.prod(np.clip(high - low, 0, None), axis=2)
    area = np.prod(np.maximum(words[:, 2:] - words[:, :2], 1), axis=1)
    return np.asarray(common / area[:, None], np.float64)
