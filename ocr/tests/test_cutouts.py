"""What is cut out of a page is what lies inside the polygon."""

import io

from PIL import Image

from ocr.cutouts import cut_out
from ocr.tests.drawing import encoded


def test_the_inside_is_kept_and_the_outside_is_white():
    page = encoded(Image.new("RGB", (400, 200), "black"), "JPEG")
    slanted = [[0.5, 0.0], [1.0, 0.0], [1.0, 1.0], [0.75, 1.0]]
    with Image.open(io.BytesIO(cut_out(page, slanted))) as image:
        assert (image.format, image.width - 200 in (0, 1), image.height) == ("JPEG", True, 200)
        assert image.getpixel((150, 100)) < (10, 10, 10)
        assert image.getpixel((20, 180)) > (245, 245, 245)
