"""Quads keep their reading direction, whatever is done to them."""

import math

import pytest

from ocr.geometry import (
    height_of,
    polygon_of,
    quad_of_box,
    quad_of_corners,
    slice_of,
    turned_around,
    width_of,
)

LINE = quad_of_box(10, 20, 110, 40)


def turned(quad, degrees):
    """The quad turned around the origin."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return tuple((x * cos - y * sin, x * sin + y * cos) for x, y in quad)


def test_width_and_height_follow_the_line_when_it_slopes():
    sloping = turned(LINE, 30)
    assert width_of(sloping) == pytest.approx(100)
    assert height_of(sloping) == pytest.approx(20)


@pytest.mark.parametrize("first", range(4))
@pytest.mark.parametrize("degrees", [-40, -5, 0, 5, 40])
def test_corners_start_top_left_whichever_comes_first(first, degrees):
    sloping = turned(LINE, degrees)
    shuffled = [sloping[(first + i) % 4] for i in range(4)]
    assert quad_of_corners(shuffled) == sloping


def test_a_lone_digit_stays_upright_though_it_is_taller_than_wide():
    one = quad_of_box(5, 5, 12, 30)
    assert quad_of_corners(one[2:] + one[:2]) == one


def test_a_slice_is_a_part_of_the_width():
    assert slice_of(LINE, 0.5, 1.0) == quad_of_box(60, 20, 110, 40)


def test_half_a_turn_keeps_the_reading_direction():
    assert turned_around(LINE, width=200, height=100) == quad_of_box(90, 60, 190, 80)
    assert turned_around(turned_around(LINE, width=200, height=100), width=200, height=100) == LINE


def test_polygons_are_shares_of_the_page_and_stay_on_it():
    quad = quad_of_box(-5, 0, 100, 210)
    assert polygon_of(quad, width=300, height=200) == [[0.0, 0.0], [0.33333, 0.0], [0.33333, 1.0], [0.0, 1.0]]
