"""How far texts are from what was printed."""

from collections.abc import Sequence
from decimal import Decimal

from ocr.layout.amounts import NumberStyle, find_amounts
from ocr.layout.matching import edit_distance

VND = NumberStyle(decimal=",", places=0)
"""Dong have no cents."""


def character_error(read: Sequence[str], printed: Sequence[str]) -> float:
    """Characters to change, add or remove, as a share of those printed; runs of spaces count as one."""
    pairs = [(" ".join(a.split()), " ".join(b.split())) for a, b in zip(read, printed, strict=True)]
    return sum(edit_distance(a, b) for a, b in pairs) / sum(len(b) for _, b in pairs)


def amounts_right(read: Sequence[str], printed: Sequence[str]) -> float:
    """Share of the lines with amounts of which the reader takes just the printed ones."""
    pairs = [(_amounts(a), _amounts(b)) for a, b in zip(read, printed, strict=True)]
    with_amounts = [a == b for a, b in pairs if b]
    return sum(with_amounts) / len(with_amounts)


def _amounts(text: str) -> list[Decimal]:
    return [amount.value for amount in find_amounts(text, VND)]
