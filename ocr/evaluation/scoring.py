"""Compare what was read with what the labels say: exact match, precision, recall and F1."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ocr.evaluation.intervals import wilson

MIN_NAME_SIMILARITY = 0.8
"""An item counts as found when its price is equal and its name at least this similar."""


@dataclass(kw_only=True)
class Score:
    """Counts of one field over many receipts."""

    right: int = 0
    wrong: int = 0
    """Read, and different from the label."""
    missed: int = 0
    """Labelled, and not read."""
    spurious: int = 0
    """Read where the label has nothing; counts for items only, since labels leave fields out."""

    @property
    def labelled(self) -> int:
        return self.right + self.wrong + self.missed

    @property
    def exact(self) -> float:
        """Share of the labelled values that were read exactly."""
        return _ratio(self.right, self.labelled)

    @property
    def precision(self) -> float:
        return _ratio(self.right, self.right + self.wrong + self.spurious)

    @property
    def recall(self) -> float:
        return self.exact

    @property
    def f1(self) -> float:
        return _ratio(2 * self.precision * self.recall, self.precision + self.recall)

    @property
    def interval(self) -> tuple[float, float]:
        """Of `exact`, 95 %."""
        return wilson(self.right, self.labelled)

    def count(self, read: object | None, right: bool) -> None:
        """Count one labelled value; `None` was not read."""
        if right:
            self.right += 1
        elif read is None:
            self.missed += 1
        else:
            self.wrong += 1


@dataclass(frozen=True, kw_only=True)
class Item:
    """A line item reduced to what is compared."""

    name: str
    price: str | None
    quantity: str | None


def normalized(text: str | None) -> str | None:
    """`text` without case, spaces and punctuation; `None` when nothing is left."""
    if text is None:
        return None
    plain = unicodedata.normalize("NFC", text).casefold()
    return re.sub(r"[\W_]", "", plain) or None


def digits(text: str) -> str:
    """The digits of `text` alone: telephone numbers are compared by them, and labels may list several."""
    return re.sub(r"\D", "", text)


def combined(scores: Iterable[Score]) -> Score:
    """All counts together, for micro averages."""
    total = Score()
    for score in scores:
        total.right += score.right
        total.wrong += score.wrong
        total.missed += score.missed
        total.spurious += score.spurious
    return total


def item_score(expected: Sequence[Item], found: Sequence[Item], *, with_quantity: bool) -> Score:
    """Match each expected item with the most similar unused one of the same price; empty without labels."""
    score, unused = Score(), list(found) if expected else []
    for item in expected:
        matches = [other for other in unused if _is_same(item, other, with_quantity=with_quantity)]
        if matches:
            unused.remove(max(matches, key=lambda other: similarity(item.name, other.name)))
            score.right += 1
        else:
            score.missed += 1
    score.spurious = len(unused)
    return score


def similarity(a: str, b: str) -> float:
    """Share of common characters of two names, case, spaces and punctuation aside; 0..1."""
    return SequenceMatcher(None, normalized(a) or "", normalized(b) or "", autojunk=False).ratio()


def _is_same(a: Item, b: Item, *, with_quantity: bool) -> bool:
    if a.price != b.price or (with_quantity and (a.quantity or "1") != (b.quantity or "1")):
        return False
    return similarity(a.name, b.name) >= MIN_NAME_SIMILARITY


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
