"""The straight-through rule: when what was read of a receipt needs a person."""

from collections.abc import Iterator, Mapping

from ocr.types import Receipt

MAIN_FIELDS = ("merchant_name", "date", "total")
"""Without these a receipt is of no use to anyone."""

LEAST_CONFIDENCE = 0.9
"""What a new workspace asks of the main fields."""

ENOUGH = {"merchant_name": 0.5}
"""No more is ever asked of these: a confidence is that of every letter, and a name with a wrong one is still
that of the merchant."""

UNSURE = {"currency": 0.5}
"""With less confidence these need a person too; that they are missing does not."""


def reasons_to_review(
    confidences: Mapping[str, float | None], *, amounts_agree: bool | None, least_confidence: float
) -> list[str]:
    """Return codes of why a person is needed; empty when none is.

    `missing_NAME` and `low_confidence:NAME` of the main fields, `low_confidence:NAME` of those in `UNSURE`,
    `arithmetic` and `arithmetic_unproven`. `confidences` has all of these fields, 0..1; `None` where there is
    nothing.
    """
    reasons = [*_field_reasons(confidences, least_confidence)]
    if not amounts_agree:
        reasons.append("arithmetic_unproven" if amounts_agree is None else "arithmetic")
    return reasons


def reasons_as_read(receipt: Receipt) -> list[str]:
    """Return why the receipt needs a person in a new workspace."""
    fields = {name: getattr(receipt, name) for name in (*MAIN_FIELDS, *UNSURE)}
    return reasons_to_review(
        {name: field.confidence if field else None for name, field in fields.items()},
        amounts_agree=receipt.arithmetic_agrees,
        least_confidence=LEAST_CONFIDENCE,
    )


def _field_reasons(confidences: Mapping[str, float | None], least_confidence: float) -> Iterator[str]:
    for name in MAIN_FIELDS:
        confidence = confidences[name]
        if confidence is None:
            yield f"missing_{name}"
        elif confidence < min(least_confidence, ENOUGH.get(name, 1.0)):
            yield f"low_confidence:{name}"
    for name, least in UNSURE.items():
        confidence = confidences[name]
        if confidence is not None and confidence < least:
            yield f"low_confidence:{name}"
