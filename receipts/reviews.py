"""The straight-through rule: when a receipt needs a person, and how that is said."""

from collections.abc import Iterator, Mapping, Sequence

from receipts.models import Field, Page, Source

MAIN_FIELDS = ("merchant_name", "date", "total")
"""Without these a receipt is of no use to anyone."""

_SENTENCES = {
    "no_text": "No text was found.",
    "duplicate": "The same file is here already.",
    "arithmetic": "The amounts do not add up.",
    "arithmetic_unproven": "Too few amounts were read to prove the total.",
}

SEVERAL = "several_receipts:"
"""Begins the code whose end is how many receipts the photo seems to hold."""


def review_reasons(
    *,
    fields: Mapping[str, Field],
    pages: Sequence[Page],
    is_duplicate: bool,
    receipts_seen: int,
    amounts_agree: bool | None,
    least_confidence: float,
) -> list[str]:
    """Return codes of why a receipt needs a person; empty when it is complete without one.

    `no_text`, `several_receipts:COUNT`, `duplicate`, `arithmetic`, `arithmetic_unproven`, and `missing_NAME`
    and `low_confidence:NAME` of the main fields. What a person wrote is certain.
    """
    if not any(page.lines for page in pages) and not any(field.value for field in fields.values()):
        return ["no_text"]
    reasons = [f"{SEVERAL}{receipts_seen}"] if receipts_seen > 1 else []
    reasons += ["duplicate"] if is_duplicate else []
    for name in MAIN_FIELDS:
        reasons += _field_reasons(fields[name], least_confidence)
    if not amounts_agree:
        reasons.append("arithmetic_unproven" if amounts_agree is None else "arithmetic")
    return reasons


def reason_sentence(code: str) -> str:
    """Return a review reason as a sentence."""
    if code in _SENTENCES:
        return _SENTENCES[code]
    if code.startswith(SEVERAL):
        return f"There seem to be {code.removeprefix(SEVERAL)} receipts in this photo."
    if code.startswith("missing_"):
        return f"No {_label(code.removeprefix('missing_'))} was found."
    return f"The {_label(code.removeprefix('low_confidence:'))} is not certain."


def _field_reasons(field: Field, least_confidence: float) -> Iterator[str]:
    if not field.value:
        yield f"missing_{field.name}"
    elif field.source == Source.MODEL and field.confidence < least_confidence:
        yield f"low_confidence:{field.name}"


def _label(name: str) -> str:
    return "merchant" if name == "merchant_name" else name.replace("_", " ")
