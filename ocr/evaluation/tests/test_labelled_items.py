"""Items out of labelled boxes."""

from typing import Any

from ocr.evaluation.labelled_items import items_of


def part(text: str, kind: str, left: float, top: float) -> dict[str, Any]:
    return {"text": text, "label": f"Prod_{kind}_value", "box": [left, top, left + 50, top + 20]}


def test_words_go_to_the_nearest_price_row_by_row() -> None:
    words = [
        part("RICE", "item", 10, 102),
        part("1.500", "price", 300, 100),
        part("2", "quantity", 200, 101),
        part("LONG", "item", 70, 100),
        part("GRAIN", "item", 10, 124),
        part("SOAP", "item", 10, 160),
        part("900", "price", 300, 158),
    ]
    assert items_of(words) == [
        {"name": "RICE LONG GRAIN", "quantity": "2", "price": "1.500"},
        {"name": "SOAP", "quantity": "", "price": "900"},
    ]


def test_words_far_from_any_price_are_of_no_item() -> None:
    assert items_of([part("RICE", "item", 10, 100)]) == []
    assert items_of([part("RICE", "item", 10, 100), part("900", "price", 300, 400)])[0]["name"] == ""
