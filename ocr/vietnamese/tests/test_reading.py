"""A Vietnamese receipt from its picture to its fields, by the real nets."""

from decimal import Decimal

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.engines import get_engine
from ocr.engines.embedded import EmbeddedRecognizer
from ocr.evaluation.vietnamese.corpus import LETTERS, letter_words
from ocr.evaluation.vietnamese.drawing import FONTS, draw_line, lacking, load_font
from ocr.reader import FIRST_LOOK, read
from ocr.tests.drawing import draw_receipt, encoded
from ocr.tracking import TAGGING_BEGINS
from ocr.vietnamese import rereading
from ocr.vietnamese.rereading import VERSION, Language, reread

RECEIPT = (
    ("Quán Cơm Tấm Bà Bảy", ""),
    ("208/3 Lê Văn Sỹ, Phường 13", ""),
    ("Ngày: 14/03/2026  12:41", ""),
    ("2 Cà phê sữa đá", "50.000"),
    ("1 Bánh mì thịt nguội", "32.000"),
    ("Tổng cộng", "82.000"),
    ("Tiền khách đưa", "100.000"),
    ("Tiền thối lại", "18.000"),
    ("Cảm ơn quý khách!", ""),
)


@pytest.fixture(scope="module")
def engine():
    return get_engine("embedded")


@pytest.fixture
def without_second_recognizer(monkeypatch):
    monkeypatch.setattr(rereading, "second_recognizer", lambda: None)


def receipt_file():
    """Names on the left, amounts on the right."""
    image = Image.new("RGB", (800, 80 * len(RECEIPT) + 80), "white")
    draw, font = ImageDraw.Draw(image), load_font(FONTS[0], 38)
    for row, (name, amount) in enumerate(RECEIPT):
        draw.text((40, 40 + 80 * row), name, font=font, fill="black")
        draw.text((760, 40 + 80 * row), amount, font=font, fill="black", anchor="ra")
    return encoded(image, "PNG")


def texts_of(reading):
    return {line.text for line in reading.lines}


def test_a_vietnamese_receipt_is_read_with_its_letters_and_amounts(engine):
    reading = read(receipt_file(), engine=engine)
    printed = {part for row in RECEIPT for part in row if part}
    assert len(printed - texts_of(reading)) <= 1
    assert "Quán Cơm Tấm Bà Bảy" in texts_of(reading)
    assert {amount for _, amount in RECEIPT if amount} <= texts_of(reading)
    assert reading.receipt.total.value == Decimal(82000)
    assert reading.receipt.currency.value == "VND"
    assert reading.usage.model_version.endswith(f" {VERSION}")


def test_progress_moves_on_while_lines_are_read_again(engine):
    shares = []
    read(receipt_file(), engine=engine, progress=lambda _, share: shares.append(share))
    after_once = TAGGING_BEGINS * (0.2 + 0.8 * FIRST_LOOK)
    assert sum(after_once + 1e-9 < share < TAGGING_BEGINS - 1e-9 for share in shares) >= len(RECEIPT) - 2
    assert shares == sorted(shares)


def test_it_is_read_as_before_where_the_second_recogniser_is_not_installed(engine, without_second_recognizer):
    reading = read(receipt_file(), engine=engine)
    assert reading.receipt.total.value == Decimal(82000)
    assert "Tổng cộng" not in texts_of(reading)
    assert not reading.usage.model_version.endswith(VERSION)


def test_it_is_read_once_where_nobody_wants_the_letters(engine):
    reading = read(receipt_file(), engine=engine, language=Language.NEVER)
    assert "Tổng cộng" not in texts_of(reading)


def test_an_english_receipt_is_not_looked_at_twice(engine, monkeypatch):
    monkeypatch.setattr(rereading, "second_recognizer", lambda: pytest.fail("It was asked for."))
    assert "CORNER BAKERY" in texts_of(read(draw_receipt(), engine=engine))


def test_every_letter_can_be_written():
    words = letter_words()
    crops = [draw_line(word, font=FONTS[0], size=32) for word in words]
    once = dict(EmbeddedRecognizer().recognize(crops))
    read_twice = once | reread(once, crops, Language.VIETNAMESE)
    written = {letter for i, word in enumerate(words) for letter in word if letter in read_twice[i].text}
    assert set(LETTERS + LETTERS.upper()) <= written


def test_lines_of_amounts_are_not_read_twice():
    crops = [np.asarray(draw_line("1.250.000", font=FONTS[0], size=32))]
    once = dict(EmbeddedRecognizer().recognize(crops))
    assert reread(once, crops, Language.VIETNAMESE) == {}


def test_the_fonts_hold_every_letter():
    assert [lacking(font) for font in FONTS] == [""] * len(FONTS)
    assert "ế" in lacking("DejaVuSansMono.ttf")
