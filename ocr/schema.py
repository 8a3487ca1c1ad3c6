"""The public JSON form of a reading."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, time
from decimal import Decimal
from typing import Any

from ocr.geometry import polygon_of
from ocr.types import Field, Line, LineItem, Page, Payment, Point, Reading, Receipt, Region, Tax

Json = dict[str, Any]


def reading_to_json(reading: Reading, *, lines: bool = False) -> Json:
    """Return the reading as JSON types; polygons as shares (0..1) of their page, amounts as decimal texts."""
    pages = {page.number: page for page in reading.pages}
    result: Json = {
        "engine": reading.usage.engine,
        "model_version": reading.usage.model_version,
        "seconds": round(reading.usage.seconds, 3),
        "pages": [_page(page) for page in reading.pages],
        "regions": [region_to_json(region, pages[region.page]) for region in reading.regions],
        "receipt": receipt_to_json(reading.receipt, reading.pages),
    }
    if lines:
        result["lines"] = [line_to_json(line, pages[line.page]) for line in reading.lines]
    return result


def receipt_to_json(receipt: Receipt, pages: Sequence[Page]) -> Json:
    """Return the fields of a receipt that was read from `pages`."""
    by_number = {page.number: page for page in pages}
    return {member.name: _part(getattr(receipt, member.name), by_number) for member in fields(receipt)}


def line_to_json(line: Line, page: Page) -> Json:
    """Return one raw text line."""
    return {
        "text": line.text,
        "confidence": round(line.score, 4),
        "page": line.page,
        "polygon": polygon(line.quad, page),
    }


def region_to_json(region: Region, page: Page) -> Json:
    """Return where one of several receipts lies."""
    return {"page": region.page, "polygon": polygon(region.polygon, page)}


def polygon(corners: Sequence[Point], page: Page) -> list[list[float]]:
    """Return the corners as shares of the page, clockwise."""
    return polygon_of(corners, width=page.width, height=page.height)


def _page(page: Page) -> Json:
    return {"number": page.number, "width": page.width, "height": page.height, "rotation": page.rotation}


def _part(part: Any, pages: dict[int, Page]) -> Any:
    match part:
        case Field():
            return _field(part, pages[part.page])
        case LineItem() | Payment() | Tax():
            return {member.name: _part(getattr(part, member.name), pages) for member in fields(part)}
        case tuple():
            return [_part(row, pages) for row in part]
    return part


def _field(field: Field[Any], page: Page) -> Json:
    return {
        "value": value_to_json(field.value),
        "raw_text": field.raw_text,
        "confidence": round(field.confidence, 4),
        "page": field.page,
        "polygon": polygon(field.quad, page),
    }


def value_to_json(value: str | Decimal | date | time) -> str:
    """Return a value as text: amounts as decimals, days and times as of ISO 8601."""
    match value:
        case Decimal():
            return f"{value:f}"
        case date() | time():
            return value.isoformat(*(("minutes",) if isinstance(value, time) and not value.second else ()))
    return value
