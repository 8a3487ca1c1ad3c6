"""Quads in the plane: corners clockwise in reading direction, y down."""

import math
from collections.abc import Sequence

from ocr.types import Point, Quad


def quad_of_box(left: float, top: float, right: float, bottom: float) -> Quad:
    """An upright rectangle."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def quad_of_corners(corners: Sequence[Point]) -> Quad:
    """Four corners clockwise, whichever comes first, so that the top edge points to the right."""
    edges = [_direction(corners[i], corners[(i + 1) % 4]) for i in range(4)]
    first = edges.index(max(edges))
    a, b, c, d = (corners[(first + i) % 4] for i in range(4))
    return (a, b, c, d)


def width_of(quad: Quad) -> float:
    """Mean length of the top and the bottom edge."""
    top_left, top_right, bottom_right, bottom_left = quad
    return (math.dist(top_left, top_right) + math.dist(bottom_left, bottom_right)) / 2


def height_of(quad: Quad) -> float:
    """Mean length of the left and the right edge."""
    top_left, top_right, bottom_right, bottom_left = quad
    return (math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)) / 2


def slice_of(quad: Quad, start: float, end: float) -> Quad:
    """The part of `quad` between two shares of its width, 0..1."""
    top_left, top_right, bottom_right, bottom_left = quad
    return (
        _between(top_left, top_right, start),
        _between(top_left, top_right, end),
        _between(bottom_left, bottom_right, end),
        _between(bottom_left, bottom_right, start),
    )


def turned_around(quad: Quad, *, width: int, height: int) -> Quad:
    """The quad after its page of `width` x `height` was turned by 180 degrees, in reading direction again."""
    a, b, c, d = ((width - x, height - y) for x, y in quad)
    return (c, d, a, b)


def turned_size(width: int, height: int, degrees: float) -> tuple[int, int]:
    """Width and height of a page after it was turned."""
    cos, sin = abs(math.cos(math.radians(degrees))), abs(math.sin(math.radians(degrees)))
    return round(width * cos + height * sin), round(width * sin + height * cos)


def polygon_of(corners: Sequence[Point], *, width: int, height: int) -> list[list[float]]:
    """Corners as shares of the page, within 0..1, to 5 digits."""
    return [[_share(x, width), _share(y, height)] for x, y in corners]


def _direction(a: Point, b: Point) -> float:
    """Cosine of the angle between the edge and the x axis."""
    return (b[0] - a[0]) / max(math.dist(a, b), 1e-6)


def _between(a: Point, b: Point, share: float) -> Point:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def _share(length: float, whole: int) -> float:
    return round(min(max(length / whole, 0.0), 1.0), 5)
