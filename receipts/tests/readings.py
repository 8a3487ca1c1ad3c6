"""Readings as the reader would return them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ocr.types import Field, Line, LineItem, Page, Reading, Receipt, Usage
from receipts.tests.images import photo

WIDTH, HEIGHT = 300, 400
QUAD = ((30.0, 40.0), (270.0, 40.0), (270.0, 60.0), (30.0, 60.0))


def found(value: Any, confidence: float = 0.95) -> Field[Any]:
    """Return a value at the top of the first page."""
    return Field(value=value, raw_text=str(value), confidence=confidence, page=1, quad=QUAD)


RECEIPT = Receipt(
    merchant_name=found("CORNER SHOP"),
    date=found(date(2024, 12, 31)),
    currency=found("EUR"),
    total=found(Decimal("12.50")),
    line_items=(
        LineItem(description=found("TEA"), total=found(Decimal("4.50"))),
        LineItem(description=found("CAKE"), quantity=found(Decimal(2)), total=found(Decimal("8.00"))),
    ),
    arithmetic_agrees=True,
)


def reading(*, pages: int = 1, text: bool = True, **changes: Any) -> Reading:
    """Return a reading whose receipt is complete and certain, but for `changes`."""
    lines = [
        Line(text="CORNER SHOP", score=0.95, quad=QUAD, page=number, words=())
        for number in range(1, pages + 1)
    ]
    return Reading(
        pages=tuple(_page(number) for number in range(1, pages + 1)),
        lines=tuple(lines) if text else (),
        receipt=replace(RECEIPT, **changes) if text else Receipt(),
        usage=Usage(seconds=1.5, engine="test", model_version="m1"),
    )


def _page(number: int) -> Page:
    return Page(number=number, width=WIDTH, height=HEIGHT, rotation=0, jpeg=photo(size=(WIDTH, HEIGHT)))
