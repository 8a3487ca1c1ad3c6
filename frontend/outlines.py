"""Where the receipts of a photo lie that may be split."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from receipts.models import Page, Receipt

SHEET_WIDTH = 1000
"""Width of a page in the viewer's units."""

NUMBER_INSET = 0.12
"""How far a region's number stands from its first corner, as a share of the way to the middle."""


@dataclass(frozen=True, kw_only=True)
class Outline:
    """One receipt's part of a page, in the viewer's units."""

    number: int
    """From 1."""
    page: int
    height: float
    """Of the page."""
    points: str
    x: float
    y: float
    """Where the number stands."""


def outlines_of(receipt: Receipt, pages: Sequence[Page]) -> list[Outline]:
    """Return where the receipts lie while a receipt asks whether to split it; none else."""
    if not receipt.parts_offered:
        return []
    by_number = {page.number: page for page in pages}
    numbered = enumerate(receipt.regions, start=1)
    return [_outline(number, region["polygon"], by_number[region["page"]]) for number, region in numbered]


def _outline(number: int, polygon: Sequence[Sequence[float]], page: Page) -> Outline:
    height = round(SHEET_WIDTH * page.height / page.width, 1)
    corners = [(x * SHEET_WIDTH, y * height) for x, y in polygon]
    (left, top), middle = corners[0], [fmean(places) for places in zip(*corners, strict=True)]
    return Outline(
        number=number,
        page=page.number,
        height=height,
        points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners),
        x=round(left + NUMBER_INSET * (middle[0] - left), 1),
        y=round(top + NUMBER_INSET * (middle[1] - top), 1),
    )
