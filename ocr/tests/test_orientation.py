"""How far a page is turned until its text is level."""

import math

import numpy as np
import pytest

from ocr.geometry import quad_of_box, quad_of_corners
from ocr.orientation import rotate, turn_to_level

PAGE = {"width": 800, "height": 600}


def page_of_lines(degrees, *, strays=()):
    """Six lines of text on a page turned clockwise, and stray boxes as they are."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    lines = [quad_of_box(0, 40 * row, 200 + 10 * row, 40 * row + 20) for row in range(6)]
    return [quad_of_corners([(x * cos - y * sin, x * sin + y * cos) for x, y in line]) for line in lines] + [
        *strays
    ]


@pytest.mark.parametrize(
    ("slope", "turn"),
    [
        (0, 0),
        (4, 0),
        (-4, 0),
        (20, -20),
        (-33, 33),
        (45, -45),
        (60, -60),
        (86, 90),
        (-90, 90),
        (120, 60),
        (180, 0),
    ],
)
def test_text_is_turned_to_the_nearest_level(slope, turn):
    turned = turn_to_level(page_of_lines(slope), **PAGE)
    assert abs((turned - turn + 90) % 180 - 90) <= 1


def test_some_other_text_on_the_table_does_not_turn_the_page():
    assert turn_to_level(page_of_lines(0, strays=page_of_lines(50)[:3]), **PAGE) == 0
    assert turn_to_level(page_of_lines(25, strays=page_of_lines(-20)[:3]), **PAGE) == -25


@pytest.mark.parametrize(("slope", "turn"), [(30, 0), (-44, 0), (50, -90), (90, -90)])
def test_a_page_that_would_grow_too_large_slantwise_is_turned_by_right_angles_only(slope, turn):
    turned = turn_to_level(page_of_lines(slope), width=20_000, height=160)
    assert (turned - turn) % 180 == 0


def test_specks_and_short_words_lie_any_way():
    assert turn_to_level([], **PAGE) == 0
    assert turn_to_level([quad_of_box(0, 0, 10, 14), quad_of_box(40, 0, 52, 10)], **PAGE) == 0


@pytest.mark.parametrize("degrees", [90, 30])
def test_a_page_is_turned_about_its_middle(degrees):
    image = np.full((100, 200, 3), 255, np.uint8)
    image[40:60, 150:170] = 0  # 60 to the right of the middle
    turned = rotate(image, degrees)
    rows, columns = np.nonzero(turned[..., 0] < 100)
    x, y = columns.mean() - turned.shape[1] / 2, rows.mean() - turned.shape[0] / 2
    radians = math.radians(degrees)
    assert (x, y) == pytest.approx((60 * math.cos(radians), 60 * math.sin(radians)), abs=1.5)
    assert (turned[0, 0] == 255).all()
