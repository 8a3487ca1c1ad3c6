"""Which names and prices make an item, whoever tagged them."""

from decimal import Decimal

from ocr.layout.assembly import assemble
from ocr.layout.tests.printed import page_of, words_of
from ocr.types import Label, Tag

PRICED = {"6.25", "3.00", "12.50"}


def items(text: str) -> list[tuple[str, Decimal | None]]:
    """Items of a text of nothing but names and prices."""
    words = words_of(text)
    labels = [Label.ITEM_PRICE if word.text in PRICED else Label.ITEM_NAME for word in words]
    receipt = assemble(
        pages=[page_of(words)], words=words, tags=[Tag(label=label, score=0.9) for label in labels]
    )
    return [
        (item.description.value if item.description else "", item.total.value if item.total else None)
        for item in receipt.line_items
    ]


def test_the_parts_of_a_menu_are_items_without_a_price() -> None:
    text = """
Sandwich menu              6.25
  Fries
  Cola
Water from the spring      3.00
"""
    assert items(text) == [
        ("Sandwich menu", Decimal("6.25")),
        ("Fries", None),
        ("Cola", None),
        ("Water from the spring", Decimal("3.00")),
    ]


def test_a_name_that_fills_its_column_goes_on_in_the_next_row() -> None:
    text = """
Sandwich with roasted red  6.25
peppers
Water                      3.00
"""
    assert items(text) == [
        ("Sandwich with roasted red peppers", Decimal("6.25")),
        ("Water", Decimal("3.00")),
    ]


def test_where_names_stand_above_their_price_each_price_takes_the_rows_above() -> None:
    text = """
Sandwich with
roasted peppers
                           6.25
Water
                           3.00
"""
    assert items(text) == [
        ("Sandwich with roasted peppers", Decimal("6.25")),
        ("Water", Decimal("3.00")),
    ]


def test_a_row_of_quantity_and_total_makes_the_price_above_the_price_of_one() -> None:
    words = words_of("Fish fillet 6kg  63.00\n4  252.00\nWater  3.00")
    labels = dict.fromkeys(("63.00", "252.00", "3.00"), Label.ITEM_PRICE) | {"4": Label.ITEM_COUNT}
    tags = [Tag(label=labels.get(word.text, Label.ITEM_NAME), score=0.9) for word in words]
    fish, water = assemble(pages=[page_of(words)], words=words, tags=tags).line_items
    assert [part.value for part in (fish.quantity, fish.unit_price, fish.total) if part] == [4, 63, 252]
    assert water.total is not None and water.total.value == 3


def test_names_above_the_first_price_and_prices_without_a_name_are_no_items() -> None:
    text = """
Main dining room
Soup of the day            6.25
                           12.50
Water                      3.00
"""
    assert items(text) == [("Soup of the day", Decimal("6.25")), ("Water", Decimal("3.00"))]


def test_a_bracket_that_held_count_and_price_is_no_part_of_the_name() -> None:
    assert items("Red wine (3  12.50") == [("Red wine", Decimal("12.50"))]
    assert items("Red wine (dry)  12.50") == [("Red wine (dry)", Decimal("12.50"))]
