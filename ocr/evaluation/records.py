"""The single cases of a run, as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain
from typing import Any

from ocr.evaluation.comparison import Verdict
from ocr.evaluation.items import expected_items, read_items
from ocr.evaluation.judging import Judgement
from ocr.evaluation.scoring import Item
from ocr.schema import receipt_to_json, value_to_json


def record_of(judged: Judgement) -> dict[str, Any]:
    """What was read, what was expected and what became of it; `receipt` is the public form of a reading."""
    outcome, example = judged.outcome, judged.outcome.example
    record = {
        "id": example.id,
        "split": example.split,
        "merchant": judged.merchant,
        "seconds": None if outcome.seconds is None else round(outcome.seconds, 3),
        "straight_through": judged.is_straight_through,
        "reasons": judged.reasons,
        "fields": [_field(verdict) for verdict in chain(judged.fields, judged.parts)],
        "items": {
            "expected": _items(expected_items(example)),
            "read": _items(read_items(outcome.receipt)),
            "right": judged.items.right,
            "right_with_quantity": judged.items_with_quantity.right,
        },
        "characters": asdict(judged.characters),
        "receipt": None if outcome.error else receipt_to_json(outcome.receipt, outcome.pages),
    }
    return record | ({"error": outcome.error} if outcome.error else {})


def _field(verdict: Verdict) -> dict[str, Any]:
    return {
        "name": verdict.name,
        "expected": verdict.label,
        "read": value_to_json(verdict.read.value) if verdict.read else None,
        "confidence": round(verdict.read.confidence, 4) if verdict.read else None,
        "right": verdict.right,
        "labelled_by": "people" if verdict.is_gold else "machine",
    }


def _items(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [asdict(item) for item in items]
