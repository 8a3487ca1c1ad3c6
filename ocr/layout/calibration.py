"""From raw scores to confidences that mean something: 0.95 says that 95 of 100 such values are right.

A field's evidence is weighed by a logistic regression whose weights are never negative, so that more
evidence never lowers a confidence. What comes out is bounded by what labelled receipts have shown: by the
Wilson lower bound of the share that was right among all values with at least this much evidence.
"""

import json
import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.types import Field, Label, Receipt, Tag, Word

TABLE = Path(__file__).parent / "confidence.json"

UNPROVEN = 0.94
"""The highest confidence of a field that no labelled receipt has shown to be right as often as it says."""

GROUPS: dict[str, tuple[str, ...]] = {
    "names": ("merchant_name", "merchant_address"),
    "moments": ("date", "time", "merchant_phone"),
    "sums": ("total", "subtotal", "tax", "tip"),
    "items": ("line_items.description", "line_items.quantity", "line_items.total"),
    "currency": ("currency",),
}
"""Fields that share their weights, so that few labels of one are helped by those of the others."""

FEATURES = ("raw", "weakest word", "arithmetic", "shortness", "lack of rivals")
"""What a field's evidence is made of; of each, more speaks for the value."""

PROVEN_BY_SUMS = frozenset({"total", "subtotal", "tax"})

_LABELS = {
    "merchant_name": Label.STORE_NAME,
    "merchant_address": Label.STORE_ADDRESS,
    "merchant_phone": Label.TEL,
    "date": Label.DATE,
    "time": Label.TIME,
    "subtotal": Label.SUBTOTAL,
    "tax": Label.TAX,
    "tip": Label.TIP,
    "total": Label.TOTAL,
}
_ROWS = {
    "line_items": ("description", "quantity", "unit_price", "total"),
    "taxes": ("name", "rate", "amount"),
    "payments": ("method", "amount", "last4"),
}
_HEAD = tuple(name for group in GROUPS.values() for name in group if "." not in name)

_LONG_LIST = re.compile(r"\[[^\[\]{}]*\]")

Features = tuple[float, ...]
Confidence = Callable[[str, Field[Any]], float]


@dataclass(frozen=True, kw_only=True)
class Curve:
    """The confidence of one field by its features."""

    intercept: float
    weights: Features
    """One a feature, 0 or more."""
    scores: tuple[float, ...]
    """Rising."""
    ceilings: tuple[float, ...]
    """The highest confidence from each score on, 0..1, rising; below the first score the first holds."""

    def confidence(self, features: Features) -> float:
        """Between 0 and 1; never falls when a feature rises."""
        score = self.score(features)
        return min(sigmoid(score), self.ceilings[max(0, bisect_right(self.scores, score) - 1)])

    def score(self, features: Features) -> float:
        return self.intercept + sum(w * x for w, x in zip(self.weights, features, strict=True))


@dataclass(frozen=True, kw_only=True)
class Table:
    """The curves by field, and the version of the models that read the receipts they were fitted on."""

    version: str
    curves: Mapping[str, Curve]


class Places:
    """Where the words of a file lie, to find those of a field."""

    def __init__(self, words: Sequence[Word], tags: Sequence[Tag]) -> None:
        centers = [np.mean(word.quad, axis=0) for word in words]
        self._centers: NDArray[np.float64] = np.asarray(centers, float).reshape(-1, 2)
        self._pages = np.array([word.page for word in words], int)
        self._scores = np.array([word.score for word in words], float)
        self._lines = np.array([word.line for word in words], int)
        self._labels = np.array([tag.label for tag in tags], object)

    def weakest(self, field: Field[Any]) -> float:
        """The lowest mean character score of a word in the field's box, 0..1."""
        return float(min(self._scores[self._inside(field)], default=field.confidence))

    def rivals(self, field: Field[Any], label: Label | None) -> int:
        """How many lines elsewhere have words with the field's label."""
        if label is None or not len(self._lines):
            return 0
        return len(set(self._lines[(self._labels == label) & ~self._inside(field)]))

    def _inside(self, field: Field[Any]) -> NDArray[np.bool_]:
        corners = np.asarray(field.quad)
        inside = (self._centers >= corners.min(axis=0)) & (self._centers <= corners.max(axis=0))
        return np.asarray((self._pages == field.page) & inside.all(axis=1))


def calibrated(receipt: Receipt, words: Sequence[Word], tags: Sequence[Tag], *, version: str) -> Receipt:
    """The receipt with confidences that hold for the models of `version`.

    Models that the table was not fitted for keep their raw confidences, but none shows more than
    `UNPROVEN` except for amounts that the receipt's other amounts confirm.
    """
    table, places = table_shipped(), Places(words, tags)
    is_known = version == table.version

    def confidence(name: str, field: Field[Any]) -> float:
        curve = table.curves.get(name) if is_known else None
        if curve is not None:
            return round(curve.confidence(features_of(name, field, receipt, places)), 3)
        is_proven = not is_known and name in PROVEN_BY_SUMS and receipt.arithmetic_agrees
        return field.confidence if is_proven else min(field.confidence, UNPROVEN)

    return _with_confidences(receipt, confidence)


def features_of(name: str, field: Field[Any], receipt: Receipt, places: Places) -> Features:
    """The evidence for a field, in the order of `FEATURES`."""
    agrees = receipt.arithmetic_agrees
    return (
        logit(field.confidence),
        logit(places.weakest(field)),
        0.0 if agrees is None else 1.0 if agrees else -1.0,
        -math.log1p(len(field.raw_text)),
        -math.log1p(places.rivals(field, _LABELS.get(name))),
    )


def named_fields(receipt: Receipt) -> Iterator[tuple[str, Field[Any]]]:
    """The fields of the head by their names."""
    return ((name, field) for name in _HEAD if (field := getattr(receipt, name)) is not None)


@cache
def table_shipped() -> Table:
    return read_table(TABLE)


def read_table(path: Path) -> Table:
    """Raises `OSError`, and `ValueError` for anything but a table."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        curves = {name: _curve(curve) for name, curve in content["fields"].items()}
        return Table(version=str(content["version"]), curves=curves)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is no table of confidences. Write it anew: manage.py calibrate.") from error


def write_table(table: Table, path: Path) -> None:
    """Raises `OSError`."""
    fields = {
        name: {
            "intercept": round(curve.intercept, 4),
            "weights": [round(weight, 4) for weight in curve.weights],
            "scores": [round(score, 4) for score in curve.scores],
            "ceilings": [round(ceiling, 4) for ceiling in curve.ceilings],
        }
        for name, curve in table.curves.items()
    }
    content = {"version": table.version, "features": list(FEATURES), "fields": fields}
    path.write_text(_LONG_LIST.sub(_on_one_line, json.dumps(content, indent=1)) + "\n", encoding="utf-8")


def _on_one_line(match: re.Match[str]) -> str:
    return " ".join(match.group().split())


def sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def logit(share: float) -> float:
    """The logarithm of the odds, of shares kept within 0.005 and 0.995: nearer ones cannot be told apart."""
    kept = min(max(share, 0.005), 0.995)
    return math.log(kept / (1 - kept))


def _curve(content: Mapping[str, Any]) -> Curve:
    return Curve(
        intercept=float(content["intercept"]),
        weights=tuple(content["weights"]),
        scores=tuple(content["scores"]),
        ceilings=tuple(content["ceilings"]),
    )


def _with_confidences(receipt: Receipt, confidence: Confidence) -> Receipt:
    parts: dict[str, Any] = {
        name: replace(field, confidence=confidence(name, field)) for name, field in named_fields(receipt)
    }
    for table, names in _ROWS.items():
        parts[table] = tuple(_row(row, table, names, confidence) for row in getattr(receipt, table))
    return replace(receipt, **parts)


def _row(row: Any, table: str, names: Sequence[str], confidence: Confidence) -> Any:
    cells = {name: cell for name in names if (cell := getattr(row, name)) is not None}
    return replace(
        row,
        **{n: replace(cell, confidence=confidence(f"{table}.{n}", cell)) for n, cell in cells.items()},
    )
