"""Lines of text as a photo would show them: sharp, or worn as on cheap paper in bad light."""

import io
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.engines.base import Pixels
from ocr.evaluation.vietnamese.corpus import LETTERS

FONTS = (
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSans-Italic.ttf",
    "NotoSansDisplay-Regular.ttf",
    "NotoSerif-Regular.ttf",
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
)
"""Of Debian's fonts-noto-core and fonts-dejavu-core; each holds every letter of Vietnamese."""

MISSING = "\uffff"
"""No character, so every font draws its sign for a missing glyph."""


def load_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return the font as it is: a shaping library would pile up accents of glyphs that it lacks."""
    return ImageFont.truetype(name, size, layout_engine=ImageFont.Layout.BASIC)


def lacking(name: str) -> str:
    """Return the accented letters, small and capital, that the font has no glyph for."""
    font = load_font(name, 40)
    missing = bytes(font.getmask(MISSING))
    return "".join(letter for letter in LETTERS + LETTERS.upper() if bytes(font.getmask(letter)) == missing)


def draw_line(text: str, *, font: str, size: int, paper: int = 255, ink: int = 0) -> Pixels:
    """Draw one line on a strip as narrow as the detector cuts them; `size` in pixels of the font's em."""
    face = load_font(font, size)
    ascent, descent = face.getmetrics()
    margin = round(size * 0.15)
    strip = Image.new("L", (round(face.getlength(text)) + 2 * margin, ascent + descent), paper)
    ImageDraw.Draw(strip).text((margin, 0), text, font=face, fill=ink)
    return np.asarray(strip.convert("RGB"))


def draw_worn(text: str, random: Random, *, font: str) -> Pixels:
    """Draw one line small, faded, slanted, blurred, noisy and with the marks of JPEG, each by chance."""
    paper = random.randint(190, 250)
    ink = random.randint(0, paper - 80)
    sharp = draw_line(text, font=font, size=random.randint(15, 30), paper=paper, ink=ink)
    slanted = _slanted(sharp, random.uniform(-1.5, 1.5), paper)
    pixels = cv2.GaussianBlur(slanted, (0, 0), random.uniform(0.3, 1.1))
    noise = np.random.default_rng(random.getrandbits(32)).normal(0, random.uniform(0, 14), pixels.shape[:2])
    noisy = np.clip(pixels + noise[..., np.newaxis], 0, 255).astype(np.uint8)
    return _as_jpeg(noisy, random.randint(35, 90))


def _slanted(pixels: Pixels, degrees: float, paper: int) -> Pixels:
    """Shear the line upwards, as a detector's box does not quite follow the print."""
    height, width = pixels.shape[:2]
    rise = np.tan(np.radians(degrees)) * min(width, 6 * height)
    shear = np.array([[1, 0, 0], [rise / width, 1, -rise / 2]], np.float32)
    return np.asarray(cv2.warpAffine(pixels, shear, (width, height), borderValue=(paper, paper, paper)))


def _as_jpeg(pixels: Pixels, quality: int) -> Pixels:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer))
