"""One receipt cut out of a page that holds several."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

PAPER = (255, 255, 255)

JPEG_QUALITY = 95
"""The page was a JPEG already; a second loss should not show."""


def cut_out(jpeg: bytes, polygon: Sequence[Sequence[float]]) -> bytes:
    """The inside of a polygon, whose corners are shares of the page, as a JPEG; outside of it is white."""
    with Image.open(io.BytesIO(jpeg)) as page:
        corners = [(x * page.width, y * page.height) for x, y in polygon]
        mask = Image.new("1", page.size)
        ImageDraw.Draw(mask).polygon(corners, fill=1)
        inside = Image.composite(page, Image.new("RGB", page.size, PAPER), mask)
    buffer = io.BytesIO()
    inside.crop(mask.getbbox()).save(buffer, "JPEG", quality=JPEG_QUALITY)
    return buffer.getvalue()
