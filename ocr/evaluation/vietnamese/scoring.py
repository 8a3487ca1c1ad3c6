"""How far texts are from what was printed."""

import re
from collections.abc import Sequence

_AMOUNT = re.compile(r"\d[\d.,]*\d")


def character_error(read: Sequence[str], printed: Sequence[str]) -> float:
    """Characters to change, add or remove, as a share of those printed; runs of spaces count as one."""
    pairs = [(" ".join(a.split()), " ".join(b.split())) for a, b in zip(read, printed, strict=True)]
    return sum(_distance(a, b) for a, b in pairs) / sum(len(b) for _, b in pairs)


def amounts_right(read: Sequence[str], printed: Sequence[str]) -> float:
    """Share of the lines with amounts that hold just the printed ones, whichever mark groups their digits."""
    pairs = [(_amounts(a), _amounts(b)) for a, b in zip(read, printed, strict=True)]
    with_amounts = [a == b for a, b in pairs if b]
    return sum(with_amounts) / len(with_amounts)


def _amounts(text: str) -> list[str]:
    return [re.sub(r"[.,]", "", amount) for amount in _AMOUNT.findall(text)]


def _distance(a: str, b: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        corner, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (x != y))
    return row[-1]
