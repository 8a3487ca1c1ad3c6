"""Several receipts in one photo are told apart, and one receipt is never torn."""

import math
from datetime import date
from decimal import Decimal

import pytest

from ocr.layout.regions import MAX_LOOKS, are_receipts, bears_receipt, find_parts, seem_several
from ocr.types import Field, Line, Receipt

PITCH, ADVANCE = 30, 10
SIZE = {"width": 1600, "height": 1600}

BAKERY = (
    ("CORNER BAKERY",),
    ("12 MILL LANE, OXFORD", "TEL: 01865 555 0142"),
    ("DATE: 14/03/2026",),
    ("Sourdough loaf", "9.00"),
    ("Flat white", "3.20"),
    ("TOTAL", "12.20"),
)
BOOKS = (
    ("HARBOUR BOOKS LTD",),
    ("7 QUAY STREET, BRISTOL", "TEL: 0117 496 0188"),
    ("DATE: 02/05/2026",),
    ("Atlas of rivers", "18.00"),
    ("Notebook", "7.50"),
    ("TOTAL", "25.50"),
)


def printed(rows, *, left=50.0, top=50.0, column=400, degrees=0.0):
    """The rows' texts as lines, the second of each row in a column of its own, turned about the first."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def place(x, y):
        return (left + x * cos - y * sin, top + x * sin + y * cos)

    lines = []
    for row, texts in enumerate(rows):
        for index, text in enumerate(texts):
            x0, x1, y0 = index * column, index * column + len(text) * ADVANCE, row * PITCH
            corners = [(x0, y0), (x1, y0), (x1, y0 + 0.7 * PITCH), (x0, y0 + 0.7 * PITCH)]
            quad = tuple(place(*corner) for corner in corners)
            lines.append(Line(text=text, score=0.9, quad=quad, page=1, words=()))
    return lines


def shops(lines):
    """The first text of each part."""
    return [lines[part.lines[0]].text for part in find_parts(lines, **SIZE)]


def test_names_on_the_left_and_prices_on_the_right_are_one_receipt():
    lines = printed(BAKERY, column=700)
    (part,) = find_parts(lines, **SIZE)
    assert part.lines == tuple(range(len(lines)))
    assert part.polygon == ((0, 0), (1600, 0), (1600, 1600), (0, 1600))


def test_a_tax_table_far_below_the_total_belongs_to_its_receipt():
    table = (
        ("GST SUMMARY AMOUNT TAX",),
        ("SR 6% 11.51 0.69",),
        ("TOTAL 11.51 0.69",),
        ("Please",),
        ("come again",),
    )
    assert shops(printed(BAKERY) + printed(table, top=600)) == ["CORNER BAKERY"]


@pytest.mark.parametrize("degrees", [0, 7, -7])
def test_receipts_side_by_side_are_two(degrees):
    lines = printed(BOOKS, left=850, top=200, degrees=degrees) + printed(BAKERY)
    left, right = find_parts(lines, **SIZE)
    assert [lines[i].text for i in left.lines] == [text for row in BAKERY for text in row]
    assert [lines[i].text for i in right.lines] == [text for row in BOOKS for text in row]
    assert (0, 0) in left.polygon
    assert (1600, 1600) in right.polygon


def test_receipts_one_above_the_other_are_two():
    lines = printed(BAKERY) + printed(BOOKS, top=400)
    assert shops(lines) == ["CORNER BAKERY", "HARBOUR BOOKS LTD"]


def test_receipts_below_each_other_without_a_gap_stay_together():
    assert shops(printed(BAKERY) + printed(BOOKS, top=50 + PITCH * len(BAKERY))) == ["CORNER BAKERY"]


def test_three_receipts_are_three():
    lines = printed(BAKERY) + printed(BOOKS, left=850) + printed(BAKERY, left=850, top=500)
    assert len(find_parts(lines, **SIZE)) == 3


@pytest.mark.parametrize("count", [3, 4, 6])
def test_a_row_of_receipts_is_parted_between_them_and_not_between_names_and_prices(count):
    """Prices stand further from their names than the receipts from each other."""
    lines = [line for place in range(count) for line in printed(BAKERY, left=820 * place, column=600)]
    parts = find_parts(lines, width=820 * count, height=400)
    assert [len(part.lines) for part in parts] == [len(printed(BAKERY))] * count


def test_four_receipts_in_a_square_are_four():
    lines = [
        line
        for left, top, shop in ((0, 0, BAKERY), (850, 20, BOOKS), (0, 500, BOOKS), (850, 520, BAKERY))
        for line in printed(shop, left=left, top=top)
    ]
    assert shops(lines) == ["CORNER BAKERY", "HARBOUR BOOKS LTD", "HARBOUR BOOKS LTD", "CORNER BAKERY"]


def test_the_parts_together_cover_the_page():
    def area(polygon):
        pairs = zip(polygon, (*polygon[1:], polygon[0]), strict=True)
        return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2

    parts = find_parts(printed(BAKERY, degrees=5) + printed(BOOKS, left=850, degrees=-8), **SIZE)
    assert sum(area(part.polygon) for part in parts) == pytest.approx(1600 * 1600)


def test_a_page_without_text_is_one_part():
    assert len(find_parts([], **SIZE)) == 1


def receipt(total, day):
    def field(value):
        return value and Field(value=value, raw_text="", confidence=0.9, page=1, quad=((0, 0),) * 4)

    return Receipt(total=field(total and Decimal(total)), date=field(date(2026, 3, day)))


@pytest.mark.parametrize(
    ("parts", "are"),
    [
        ((receipt("12.20", 14), receipt("25.50", 14)), True),
        ((receipt("12.20", 14), receipt("12.20", 15)), True),
        ((receipt("12.20", 14), receipt("12.20", 14)), False),
        ((receipt("12.20", 14), receipt(None, 15)), False),
    ],
    ids=["two sums", "two days", "a receipt and its card slip", "no total"],
)
def test_each_receipt_has_a_total_of_its_own(parts, are):
    assert are_receipts(parts) is are


def test_stacked_receipts_need_a_date_each():
    undated = Receipt(total=receipt("25.50", 1).total)
    assert are_receipts((receipt("12.20", 14), undated))
    assert not are_receipts((receipt("12.20", 14), undated), are_stacked=True)


@pytest.mark.parametrize(
    ("parts", "on_one_page", "on_pages"),
    [
        ((receipt("12.20", 14), receipt("25.50", 14), receipt(None, 14)), True, True),
        ((receipt("12.20", 14), receipt("12.20", 14)), True, False),
        ((receipt("12.20", 14), receipt(None, 15)), True, False),
    ],
    ids=["two sums", "a receipt and its card slip", "a sum that nobody read, or a receipt that goes on"],
)
def test_what_cannot_be_told_apart_may_be_several(parts, on_one_page, on_pages):
    assert seem_several(parts, are_pages=False) is on_one_page
    assert seem_several(parts, are_pages=True) is on_pages


def test_a_page_bears_a_receipt_if_it_has_all_that_one_has():
    assert bears_receipt(printed(BOOKS))
    assert not bears_receipt(printed(BOOKS[:-1]))
    assert not bears_receipt([])


def test_a_page_of_hundreds_of_receipts_is_not_looked_through_to_the_end():
    shops = [line for n in range(100) for line in printed(BAKERY, top=50.0 + n * 10 * PITCH)]
    assert len(find_parts(shops, width=1600, height=100 * 10 * PITCH)) <= MAX_LOOKS
