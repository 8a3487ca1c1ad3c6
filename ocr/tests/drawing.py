"""Receipts drawn by tests, so that no test needs anybody's real receipt."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

FONT = "DejaVuSansMono.ttf"
COLUMNS = 32
"""Characters in a row of the till's printer."""

RECEIPT = (
    "CORNER BAKERY",
    "12 MILL LANE, OXFORD",
    "TEL: 01865 555 0142",
    "",
    "DATE: 14/03/2026   TIME: 12:41",
    "",
    "2 Sourdough loaf            9.00",
    "1 Flat white                3.20",
    "3 Almond croissant          8.40",
    "",
    "SUBTOTAL                   20.60",
    "VAT 20%                     4.12",
    "TOTAL                     £24.72",
    "CASH                       30.00",
    "CHANGE                      5.28",
)

OTHER_RECEIPT = (
    "HARBOUR BOOKS",
    "7 QUAY STREET, BRISTOL",
    "TEL: 0117 496 0188",
    "",
    "DATE: 02/05/2026   TIME: 16:20",
    "",
    "1 Atlas of rivers           18.00",
    "2 Notebook                   7.50",
    "",
    "TOTAL                      25.50",
    "VISA                       25.50",
)


def receipt_image(
    lines: Sequence[str] = RECEIPT, *, width: int = 800, paper: str = "white", ink: str = "black"
) -> Image.Image:
    """The lines in a till's even type on a strip of paper `width` pixels wide."""
    advance = width / (COLUMNS + 4)
    font = ImageFont.truetype(FONT, round(advance / 0.602))
    pitch = round(advance * 2.6)
    image = Image.new("RGB", (width, pitch * (len(lines) + 3)), paper)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        draw.text((2 * advance, (row + 1.5) * pitch), line, font=font, fill=ink)
    return image


def draw_receipt(
    lines: Sequence[str] = RECEIPT,
    *,
    width: int = 800,
    rotation: int = 0,
    image_format: str = "JPEG",
    orientation: int = 1,
) -> bytes:
    """The receipt as a file: turned clockwise by `rotation` degrees, with EXIF's `orientation` written."""
    image = receipt_image(lines, width=width).rotate(-rotation, expand=True)
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(image, image_format, exif=exif.tobytes())


def on_table(*receipts: Image.Image, tilts: Sequence[float], table: str = "#6b5a4a") -> Image.Image:
    """The receipts side by side on a table, each turned by a few degrees against the clock."""
    turned = [receipt.rotate(tilt, expand=True) for receipt, tilt in zip(receipts, tilts, strict=True)]
    papers = [
        Image.new("L", receipt.size, 255).rotate(tilt, expand=True)
        for receipt, tilt in zip(receipts, tilts, strict=True)
    ]
    margin = 60
    width = sum(image.width + margin for image in turned) + margin
    photo = Image.new("RGB", (width, max(image.height for image in turned) + 2 * margin), table)
    left = margin
    for image, paper in zip(turned, papers, strict=True):
        photo.paste(image, (left, margin), paper)
        left += image.width + margin
    return photo


def encoded(image: Image.Image, image_format: str, **options: object) -> bytes:
    """The image as the bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()
