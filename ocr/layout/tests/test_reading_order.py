"""Rows and reading order, on level, sloping and bent paper."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.layout import reading_order
from ocr.layout.reading_order import group_rows, sort_lines
from ocr.layout.rows import rows_of
from ocr.layout.tests.printed import words_of
from ocr.types import Line, Quad, Word


def box(left: float, top: float, width: float, height: float = 20.0, *, angle: float = 0.0) -> Quad:
    """A rectangle turned around the page's origin by `angle` radians."""
    corners = [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]
    cos, sin = math.cos(angle), math.sin(angle)
    a, b, c, d = ((x * cos - y * sin, x * sin + y * cos) for x, y in corners)
    return (a, b, c, d)


def table(angle: float = 0.0) -> list[Quad]:
    """Three rows of a name at the left and a price at the right, prices first."""
    prices = [box(400, 30 * row, 60, angle=angle) for row in range(3)]
    return prices + [box(20, 30 * row, 200, angle=angle) for row in range(3)]


def test_name_and_price_share_a_row() -> None:
    assert group_rows(table()) == [[3, 0], [4, 1], [5, 2]]


@given(st.floats(min_value=-0.15, max_value=0.15))
def test_rows_may_slope(angle: float) -> None:
    assert group_rows(table(angle)) == [[3, 0], [4, 1], [5, 2]]


def test_a_row_may_bend_down_to_the_right() -> None:
    bent = [box(100 * column, 30 * row + 4 * column, 95) for row in range(3) for column in range(4)]
    assert group_rows(bent) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]


def arc(left: float, right: float, row: int, rise: float) -> Quad:
    """A box on paper 480 wide whose edges stand `rise` higher than its middle."""
    y0, y1 = (30 * row - rise * ((x - 240) / 240) ** 2 for x in (left, right))
    return ((left, y0), (right, y1), (right, y1 + 20), (left, y0 + 20))


@pytest.mark.parametrize("rise", [-30, -20, 20, 30])
def test_rows_of_curled_paper_are_arcs(rise: float) -> None:
    """By up to one and a half heights: prices stand nearly a row away from what is before them."""
    columns = [(0, 150), (205, 275), (416, 480)]
    boxes = [arc(left, right, row, rise) for left, right in columns for row in range(8)]
    assert group_rows(boxes) == [[row, row + 8, row + 16] for row in range(8)]


def test_a_tall_name_does_not_swallow_the_row_below() -> None:
    assert group_rows([box(20, 0, 300, 50), box(20, 60, 200), box(400, 60, 50)]) == [[0], [1, 2]]


def test_a_thousand_boxes_in_a_row_are_not_weighed_pair_by_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    weighed = []
    weigh = reading_order._link_cost
    monkeypatch.setattr(reading_order, "_link_cost", lambda a, b: weighed.append(a) or weigh(a, b))
    assert group_rows([box(12 * column, 0, 10) for column in range(1000)]) == [list(range(1000))]
    assert len(weighed) <= 30 * 1000


def test_no_boxes_have_no_rows() -> None:
    assert group_rows([]) == []


@given(st.permutations(range(6)))
def test_the_order_of_detection_does_not_matter(order: list[int]) -> None:
    quads = table()
    rows = group_rows([quads[i] for i in order])
    assert [[order[i] for i in row] for row in rows] == [[3, 0], [4, 1], [5, 2]]


def test_lines_are_sorted_page_by_page_and_words_numbered_to_match() -> None:
    def line(text: str, page: int, quad: Quad) -> Line:
        word = Word(text=text, score=1.0, quad=quad, page=page, line=0)
        return Line(text=text, score=1.0, quad=quad, page=page, words=(word,))

    lines = [
        line("third", 2, box(0, 0, 100)),
        line("second", 1, box(200, 0, 100)),
        line("first", 1, box(0, 2, 100)),
    ]
    ordered = sort_lines(lines)
    assert [found.text for found in ordered] == ["first", "second", "third"]
    assert [found.words[0].line for found in ordered] == [0, 1, 2]


def test_a_row_knows_the_words_of_its_characters() -> None:
    (row,) = rows_of(words_of("TEA GREEN      12.50 S"))
    assert row.text == "TEA GREEN  12.50 S"
    start = row.text.index("12.50")
    assert list(row.between(start, start + 5)) == [2]
    assert list(row.between(0, 9)) == [0, 1]
