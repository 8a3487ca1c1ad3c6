"""Items out of labelled boxes, for folders whose labels name words but list no items."""

from collections.abc import Mapping, Sequence
from typing import Any

NAME, PRICE, QUANTITY = "Prod_item_value", "Prod_price_value", "Prod_quantity_value"

MAX_STEP = 3.0
"""A word further from every price than this many heights of the price belongs to an item without one."""

SAME_ROW = 0.6
"""Words of one row lie no further apart than this share of their height."""

Part = Mapping[str, Any]
"""One labelled box: text, box (left, top, right, bottom in pixels), label."""


def items_of(parts: Sequence[Part]) -> list[dict[str, str]]:
    """One item for each labelled price, with the name and the quantity that stand nearest to it in height."""
    prices = [part for part in parts if part["label"] == PRICE]
    names: list[list[Part]] = [[] for _ in prices]
    quantities: list[list[Part]] = [[] for _ in prices]
    for found, label in ((names, NAME), (quantities, QUANTITY)):
        for part in parts:
            nearest = _nearest(part, prices) if part["label"] == label else None
            if nearest is not None:
                found[nearest].append(part)
    return [
        {"name": _text(name), "quantity": _text(quantity[:1]), "price": str(price["text"])}
        for name, quantity, price in zip(names, quantities, prices, strict=True)
    ]


def _nearest(part: Part, prices: Sequence[Part]) -> int | None:
    """Index of the price that is nearest in height, if it is near enough."""
    steps = [abs(_middle(price) - _middle(part)) / _height(price) for price in prices]
    nearest = min(range(len(steps)), key=steps.__getitem__, default=None)
    return nearest if nearest is not None and steps[nearest] <= MAX_STEP else None


def _text(parts: Sequence[Part]) -> str:
    """The texts row by row, each from left to right."""
    rows: list[list[Part]] = []
    for part in sorted(parts, key=_middle):
        if rows and _middle(part) - _middle(rows[-1][-1]) <= SAME_ROW * _height(part):
            rows[-1].append(part)
        else:
            rows.append([part])
    return " ".join(part["text"] for row in rows for part in sorted(row, key=lambda part: part["box"][0]))


def _middle(part: Part) -> float:
    return float(part["box"][1] + part["box"][3]) / 2


def _height(part: Part) -> float:
    return max(float(part["box"][3] - part["box"][1]), 1.0)
