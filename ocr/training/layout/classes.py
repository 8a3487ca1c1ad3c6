"""The classes that the net learns: the labels, and keys told apart by what they name.

What is known of a word is the set of classes that it may be. Of one that nobody labelled it may be known that
it is no total: partial labels (Cour, Sapp and Taskar, 2011), with the loss -log of the sum over the set.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ocr.layout.features import LABELS
from ocr.types import Label

KEYED = (
    Label.TEL,
    Label.DATE,
    Label.TIME,
    Label.ITEM_NAME,
    Label.ITEM_COUNT,
    Label.ITEM_PRICE,
    Label.SUBTOTAL,
    Label.TAX,
    Label.TIP,
    Label.TOTAL,
)
"""What a key may name; the other keys are just keys."""

Known = frozenset[str]
"""The classes that a word may be; one of them if its label is certain."""


def key_of(label: Label) -> str:
    """The class of the words that name a `label`, such as 'Total:'."""
    return f"{Label.KEY}_of_{label}" if label in KEYED else Label.KEY


CLASSES: tuple[str, ...] = (*LABELS, *map(key_of, KEYED))
ANY = frozenset(CLASSES)

FOLD: NDArray[np.float32] = np.array(
    [[name == label or (name not in LABELS and label == Label.KEY) for label in LABELS] for name in CLASSES],
    np.float32,
)
"""Shape (classes, labels): makes probabilities of labels out of those of classes."""


def only(label: str) -> Known:
    """Nothing but `label`."""
    return frozenset({label})


def masks_of(known: Iterable[Known]) -> NDArray[np.float32]:
    """1 for the classes that a word may be, shape (words, classes)."""
    return np.array([[name in classes for name in CLASSES] for classes in known], np.float32)
