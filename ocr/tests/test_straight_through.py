"""When what was read of a receipt needs a person."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ocr.straight_through import LEAST_CONFIDENCE, reasons_as_read
from ocr.types import Field, Receipt, V

QUAD = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def read(value: V, confidence: float = LEAST_CONFIDENCE) -> Field[V]:
    return Field(value=value, raw_text="", confidence=confidence, page=1, quad=QUAD)


SURE = Receipt(
    merchant_name=read("CORNER SHOP"),
    date=read(date(2024, 12, 31)),
    total=read(Decimal("12.50")),
    arithmetic_agrees=True,
)


def test_a_receipt_whose_main_fields_are_sure_enough_and_add_up_needs_none() -> None:
    assert reasons_as_read(SURE) == []


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"total": read(Decimal("12.50"), 0.89)}, ["low_confidence:total"]),
        ({"merchant_name": None, "date": None}, ["missing_merchant_name", "missing_date"]),
        ({"arithmetic_agrees": False}, ["arithmetic"]),
        ({"arithmetic_agrees": None}, ["arithmetic_unproven"]),
        ({"tax": read(Decimal(1), 0.1)}, []),
        ({"currency": read("EUR", 0.49)}, ["low_confidence:currency"]),
        ({"currency": read("EUR", 0.5)}, []),
        ({"merchant_name": read("C0RNER SHOP", 0.5)}, []),
        ({"merchant_name": read("BUY ONE GET ONE", 0.49)}, ["low_confidence:merchant_name"]),
    ],
)
def test_what_is_doubtful_does(changes: dict[str, object], reasons: list[str]) -> None:
    assert reasons_as_read(replace(SURE, **changes)) == reasons
