"""When a receipt needs a person, and how that is said. What was read is judged by `ocr.straight_through`."""

from collections.abc import Mapping, Sequence

from ocr.straight_through import MAIN_FIELDS, UNSURE, reasons_to_review
from receipts.models import Field, Page, Source

_CERTAIN = 1.0

UNCLEAR = "unclear_receipts"
"""The code where there are signs of several receipts that cannot be told apart."""

SAME_FILE, SAME_VALUES = "duplicate", "possible_duplicate"
"""The codes where the very file is here already, and where another photo of the same paper seems to be."""

_SENTENCES = {
    "no_text": "No text was found.",
    UNCLEAR: "There may be several receipts in this file, which could not be told apart.",
    "kept_as_one": "It was kept as one receipt: see whether its amounts belong together.",
    SAME_FILE: "The same file is here already.",
    SAME_VALUES: "This looks like a receipt that is here already.",
    "arithmetic": "The amounts do not add up.",
    "arithmetic_unproven": "Too few amounts were read to prove the total.",
}

SEVERAL = "several_receipts:"
"""Begins the code whose end is how many receipts the photo seems to hold."""


def review_reasons(
    *,
    fields: Mapping[str, Field],
    pages: Sequence[Page],
    duplicate: str,
    is_one: bool,
    receipts_seen: int,
    seem_several: bool,
    amounts_agree: bool | None,
    least_confidence: float,
) -> list[str]:
    """Return codes of why a receipt needs a person; empty when it is complete without one.

    `no_text`, `several_receipts:COUNT`, `unclear_receipts`, `kept_as_one`, `duplicate` or
    `possible_duplicate` as given, if any, and those of `reasons_to_review`. What a person wrote is certain.
    """
    if not any(page.lines for page in pages) and not any(field.value for field in fields.values()):
        return ["no_text"]
    reasons = [f"{SEVERAL}{receipts_seen}"] if receipts_seen > 1 else []
    reasons += [UNCLEAR] if seem_several else []
    reasons += ["kept_as_one"] if is_one else []
    reasons += [duplicate] if duplicate else []
    return reasons + reasons_to_review(
        {name: _confidence(fields[name]) for name in (*MAIN_FIELDS, *UNSURE)},
        amounts_agree=amounts_agree,
        least_confidence=least_confidence,
    )


def reason_sentence(code: str) -> str:
    """Return a review reason as a sentence."""
    if code in _SENTENCES:
        return _SENTENCES[code]
    if code.startswith(SEVERAL):
        return f"There seem to be {code.removeprefix(SEVERAL)} receipts in this file."
    if code.startswith("missing_"):
        return f"No {_label(code.removeprefix('missing_'))} was found."
    return f"The {_label(code.removeprefix('low_confidence:'))} is not certain."


def _confidence(field: Field) -> float | None:
    if not field.value:
        return None
    return field.confidence if field.source == Source.MODEL else _CERTAIN


def _label(name: str) -> str:
    return "merchant" if name == "merchant_name" else name.replace("_", " ")
