"""The public JSON form of a reading."""

import json
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from ocr.geometry import quad_of_box
from ocr.schema import reading_to_json
from ocr.types import Field, Line, LineItem, Page, Payment, Reading, Receipt, Region, Tax, Usage

QUAD = quad_of_box(20, 10, 100, 30)


def field(value, raw_text="as printed"):
    return Field(value=value, raw_text=raw_text, confidence=0.98765, page=1, quad=QUAD)


@pytest.fixture
def reading():
    receipt = Receipt(
        merchant_name=field("Corner Bakery"),
        date=field(date(2026, 3, 14)),
        time=field(time(12, 41)),
        total=field(Decimal("24.72"), "£24.72"),
        taxes=(Tax(name=field("VAT"), rate=field(Decimal("20")), amount=field(Decimal("4.12"))),),
        payments=(Payment(method=field("cash"), amount=field(Decimal("1E+2"))),),
        line_items=(LineItem(description=field("Loaf"), total=field(Decimal("9.00"))),),
        arithmetic_agrees=True,
    )
    return Reading(
        pages=(Page(number=1, width=200, height=300, rotation=90, jpeg=b"jpeg"),),
        lines=(Line(text="TOTAL £24.72", score=0.99, quad=QUAD, page=1, words=()),),
        receipt=receipt,
        usage=Usage(seconds=1.23456, engine="embedded", model_version="nets-1"),
    )


def test_a_field_has_its_value_what_was_printed_and_where(reading):
    assert reading_to_json(reading)["receipt"]["total"] == {
        "value": "24.72",
        "raw_text": "£24.72",
        "confidence": 0.9877,
        "page": 1,
        "polygon": [[0.1, 0.03333], [0.5, 0.03333], [0.5, 0.1], [0.1, 0.1]],
    }


def test_values_are_plain_texts(reading):
    receipt = reading_to_json(reading)["receipt"]
    assert (receipt["date"]["value"], receipt["time"]["value"]) == ("2026-03-14", "12:41")
    assert receipt["payments"][0]["amount"]["value"] == "100"


def test_a_time_with_seconds_keeps_them(reading):
    late = Reading(
        pages=reading.pages, lines=(), receipt=Receipt(time=field(time(23, 59, 58))), usage=reading.usage
    )
    assert reading_to_json(late)["receipt"]["time"]["value"] == "23:59:58"


def test_what_was_not_found_is_null(reading):
    receipt = reading_to_json(reading)["receipt"]
    assert receipt["tip"] is None
    assert receipt["line_items"][0]["quantity"] is None


def test_all_names_are_there_and_it_is_json(reading):
    result = reading_to_json(reading)
    assert set(result) == {"engine", "model_version", "seconds", "pages", "regions", "receipt"}
    assert set(result["receipt"]) == {
        *("merchant_name", "merchant_address", "merchant_phone", "date", "time", "currency"),
        *("subtotal", "tax", "tip", "total", "taxes", "payments", "line_items", "arithmetic_agrees"),
    }
    assert result["pages"] == [{"number": 1, "width": 200, "height": 300, "rotation": 90}]
    assert json.loads(json.dumps(result)) == result


def test_regions_are_shares_of_their_page(reading):
    assert reading_to_json(reading)["regions"] == []
    corners = ((0.0, 0.0), (100.0, 0.0), (50.0, 300.0), (0.0, 300.0))
    several = replace(reading, regions=(Region(page=1, polygon=corners),))
    shares = [[0.0, 0.0], [0.5, 0.0], [0.25, 1.0], [0.0, 1.0]]
    assert reading_to_json(several)["regions"] == [{"page": 1, "polygon": shares}]


def test_the_raw_lines_come_when_asked_for(reading):
    (line,) = reading_to_json(reading, lines=True)["lines"]
    assert (line["text"], line["confidence"], line["page"]) == ("TOTAL £24.72", 0.99, 1)
