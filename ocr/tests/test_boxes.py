"""Text boxes grow out of the cores that the net marks."""

import math

import cv2
import numpy as np
import pytest

from ocr.boxes import MAX_BOXES, MAX_COVERAGE, find_boxes
from ocr.geometry import height_of, width_of


def probability_map(*cores, probability=0.9, size=(200, 300)):
    """A map with rectangles of text at (x0, y0, x1, y1)."""
    result = np.zeros(size, np.float32)
    for x0, y0, x1, y1 in cores:
        result[y0:y1, x0:x1] = probability
    return result


def test_a_box_surrounds_its_core_on_all_sides():
    (quad,) = find_boxes(probability_map((100, 50, 200, 60)), width=300, height=200)
    (left, top), _, (right, bottom), _ = quad
    assert 80 < left < 100 and 200 < right < 220
    assert 35 < top < 50 and 60 < bottom < 75


def test_boxes_are_in_pixels_of_the_page_not_of_the_map():
    small = find_boxes(probability_map((100, 50, 200, 60)), width=300, height=200)
    large = find_boxes(probability_map((100, 50, 200, 60)), width=900, height=600)
    assert np.array(large) == pytest.approx(np.array(small) * 3)


def test_sloping_lines_get_sloping_boxes():
    probability = np.zeros((200, 300), np.float32)
    cv2.line(probability, (40, 60), (240, 120), 0.9, thickness=8)
    (quad,) = find_boxes(probability, width=300, height=200)
    assert width_of(quad) == pytest.approx(math.hypot(200, 60), rel=0.15)
    assert height_of(quad) < 40
    assert quad[1][1] > quad[0][1] + 40


def test_boxes_at_the_edge_stay_on_the_page():
    (quad,) = find_boxes(probability_map((0, 0, 300, 10)), width=300, height=200)
    assert all(0 <= x <= 300 and 0 <= y <= 200 for x, y in quad)


@pytest.mark.parametrize(
    "probability",
    [
        probability_map(),
        probability_map((50, 50, 51, 51)),
        probability_map((50, 50, 99, 60), probability=0.4),
    ],
)
def test_specks_and_doubtful_places_are_no_text(probability):
    assert find_boxes(probability, width=300, height=200) == []


def test_noise_does_not_crowd_out_the_text():
    speckled = probability_map((50, 20, 250, 30), size=(400, 400))
    speckled[100::3, ::3] = 0.9
    assert len(find_boxes(speckled, width=400, height=400)) == 1


def test_a_page_of_noise_gives_a_bounded_number_of_boxes():
    noise = np.zeros((2000, 2000), np.float32)
    for y in range(0, 2000, 20):
        for x in range(0, 2000, 20):
            noise[y : y + 8, x : x + 8] = 1.0
    assert len(find_boxes(noise, width=2000, height=2000)) <= MAX_BOXES


def test_rings_within_rings_do_not_cover_the_page_again_and_again():
    probability = np.zeros((600, 600), np.float32)
    for inset in range(2, 280, 6):
        cv2.rectangle(probability, (inset, inset), (599 - inset, 599 - inset), 1.0, thickness=4)
    quads = find_boxes(probability, width=600, height=600)
    assert 0 < sum(width_of(quad) * height_of(quad) for quad in quads) <= MAX_COVERAGE * 600 * 600
