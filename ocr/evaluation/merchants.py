"""Merchants that a net may have seen when it was trained."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

from ocr.evaluation.datasets import Example
from ocr.evaluation.scoring import normalized


class Merchant(StrEnum):
    """What is known of a receipt's merchant."""

    SEEN = "seen"
    """Receipts of the same name are in another split of the folder."""
    UNSEEN = "unseen"
    UNLABELLED = "unlabelled"


class Merchants:
    """The merchants of all receipts of a folder, by their names without case, spaces and punctuation."""

    def __init__(self, examples: Iterable[Example]) -> None:
        self._splits: dict[str, set[str | None]] = defaultdict(set)
        for example in examples:
            if (name := _name(example)) is not None:
                self._splits[name].add(example.split)

    def of(self, example: Example) -> Merchant:
        """Seen when its name is on a receipt of another split than its own."""
        name = _name(example)
        if name is None:
            return Merchant.UNLABELLED
        return Merchant.SEEN if self._splits[name] - {example.split} else Merchant.UNSEEN


def _name(example: Example) -> str | None:
    name = example.fields.get("store_name") or example.silver.get("store_name")
    return normalized(str(name)) if name else None
