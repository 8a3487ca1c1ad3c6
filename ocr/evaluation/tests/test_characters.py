"""Character errors, on drawn pages of 200 x 100 pixels."""

from pathlib import Path

import pytest

from ocr.evaluation.characters import Characters, characters_of
from ocr.evaluation.datasets import Example, Part
from ocr.geometry import quad_of_box
from ocr.types import Page, Word

Box = tuple[float, float, float, float]
Placed = tuple[str, Box]

FIRST, SECOND = (0, 0, 100, 20), (0, 30, 100, 50)
LEFT, RIGHT = (0, 0, 40, 20), (60, 0, 100, 20)


def errors(labels: list[Placed], words: list[Placed], *, rotation: int = 0) -> Characters:
    parts = tuple(Part(text=text, box=box) for text, box in labels)
    example = Example(
        id="1", image=Path("1.jpg"), fields={}, silver={}, texts=(), size=(200, 100), parts=parts
    )
    width, height = (200, 100) if rotation % 180 == 0 else (100, 200)
    page = Page(number=1, width=width, height=height, rotation=rotation, jpeg=b"")
    read = [Word(text=text, score=1.0, quad=quad_of_box(*box), page=1, line=0) for text, box in words]
    return characters_of(example, page, read)


def test_errors_are_counted_against_the_labelled_characters() -> None:
    found = errors(
        [("TOTAL 13.80", FIRST), ("CASH", SECOND)], [("T0TAL", LEFT), ("1380", RIGHT), ("CASH", SECOND)]
    )
    # One replaced and one left out, of 10 + 4.
    assert (found.labelled, found.errors, found.unread) == (14, 2, 0)
    assert found.rate == pytest.approx(2 / 14)


def test_case_spaces_and_order_do_not_count() -> None:
    labels: list[Placed] = [("Total 13.80", FIRST), ("Cash", SECOND)]
    words: list[Placed] = [("CASH", SECOND), ("13.80", RIGHT), ("TOTAL", LEFT)]
    assert errors(labels, words).errors == 0


@pytest.mark.parametrize("swapped", [False, True])
def test_it_does_not_matter_where_a_line_is_cut(swapped: bool) -> None:
    whole: list[Placed] = [("TOTAL 13.80", FIRST)]
    cut: list[Placed] = [("TOTAL", LEFT), ("13.80", RIGHT)]
    assert errors(*((cut, whole) if swapped else (whole, cut))).errors == 0


def test_lines_that_lap_over_each_other_stay_apart() -> None:
    labels: list[Placed] = [("TEA", (0, 0, 100, 30)), ("CAKE", (0, 12, 100, 42))]
    assert errors(labels, [("CAKE", (0, 14, 90, 40)), ("TEA", (5, 2, 100, 28))]).errors == 0


def test_a_label_without_words_is_left_out_and_words_without_a_label_do_not_count() -> None:
    found = errors([("CASH", FIRST), ("", (0, 60, 100, 80))], [("CASH", SECOND), ("STAIN", (0, 60, 90, 80))])
    assert (found.labelled, found.errors, found.unread) == (4, 4, 4)


def test_labels_of_a_turned_image_are_turned_with_it() -> None:
    # The upper left corner of an image of 200 x 100 is the upper right one of the page turned by 90 degrees.
    assert errors([("CASH", (0, 0, 20, 80))], [("CASH", (20, 0, 100, 20))], rotation=90).errors == 0
    assert errors([("CASH", (0, 0, 20, 80))], [("CASH", (0, 0, 20, 80))], rotation=90).errors == 4


def test_a_file_that_cannot_be_read_is_left_out() -> None:
    example = Example(
        id="1",
        image=Path("1.jpg"),
        fields={},
        silver={},
        texts=(),
        size=(200, 100),
        parts=(Part(text="CASH", box=FIRST),),
    )
    assert characters_of(example, None, []).rate == 1.0


def test_counts_add_up() -> None:
    total = Characters(labelled=10, errors=1) + Characters(labelled=30, errors=5, unread=2)
    assert total == Characters(labelled=40, errors=6, unread=2)
    assert total.rate == 0.15
