"""From a file to its fields, by the embedded nets, on receipts drawn here."""

import io
from datetime import date, time
from decimal import Decimal
from statistics import fmean

import numpy as np
import pytest
from PIL import Image

from ocr import reader
from ocr.engines import get_engine
from ocr.errors import InvalidFileError
from ocr.reader import read
from ocr.tests.drawing import OTHER_RECEIPT, RECEIPT, draw_receipt, encoded, on_table, receipt_image
from ocr.types import Stage


@pytest.fixture(scope="module")
def engine():
    return get_engine("embedded")


@pytest.fixture(scope="module")
def reading(engine):
    return read(draw_receipt(), engine=engine)


def words_at(reading):
    return {word.text: word.quad for line in reading.lines for word in line.words}


def darkness_inside(page, quad):
    """Share of ink inside a quad of the page's own picture."""
    picture = np.asarray(Image.open(io.BytesIO(page.jpeg)).convert("L"))
    (left, top), (right, bottom) = np.min(quad, axis=0).astype(int), np.max(quad, axis=0).astype(int)
    return float((picture[top:bottom, left:right] < 128).mean())


def test_the_fields_are_those_printed(reading):
    receipt = reading.receipt
    assert receipt.merchant_name.value == "CORNER BAKERY"
    assert receipt.date.value == date(2026, 3, 14)
    assert receipt.time.value == time(12, 41)
    assert receipt.currency.value == "GBP"
    assert (receipt.subtotal.value, receipt.tax.value) == (Decimal("20.60"), Decimal("4.12"))
    assert receipt.total.value == Decimal("24.72")
    items = [(item.description.value, item.quantity.value, item.total.value) for item in receipt.line_items]
    assert items == [
        ("Sourdough loaf", Decimal(2), Decimal("9.00")),
        ("Flat white", Decimal(1), Decimal("3.20")),
        ("Almond croissant", Decimal(3), Decimal("8.40")),
    ]


def test_lines_are_in_reading_order_and_words_know_their_line(reading):
    texts = " ".join(line.text for line in reading.lines)
    order = [texts.index(word) for word in ("BAKERY", "OXFORD", "DATE", "Sourdough", "SUBTOTAL", "CHANGE")]
    assert order == sorted(order)
    for number, line in enumerate(reading.lines):
        assert {word.line for word in line.words} == {number}
        assert line.text == " ".join(word.text for word in line.words)


def test_words_stand_where_their_ink_is(reading):
    (page,) = reading.pages
    shares = [darkness_inside(page, quad) for quad in words_at(reading).values()]
    assert min(shares) > 0.04
    assert fmean(shares) > 0.1


def test_the_page_is_a_jpeg_of_its_size(reading):
    (page,) = reading.pages
    with Image.open(io.BytesIO(page.jpeg)) as image:
        assert (image.format, image.size) == ("JPEG", (page.width, page.height))


def test_usage_tells_the_seconds_of_each_stage(reading):
    assert set(reading.usage.stage_seconds) == set(Stage)
    assert 0 < sum(reading.usage.stage_seconds.values()) <= reading.usage.seconds
    with pytest.raises(KeyError):
        reading.usage.stage_seconds["waiting"]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_photos_become_upright(engine, reading, rotation):
    turned = read(draw_receipt(rotation=rotation), engine=engine)
    (page,) = turned.pages
    assert page.rotation == 360 - rotation
    assert (page.width, page.height) == (reading.pages[0].width, reading.pages[0].height)
    assert turned.receipt.total.value == Decimal("24.72")
    before, after = words_at(reading), words_at(turned)
    same = [text for text in before if text in after and len(text) > 3]
    assert len(same) > 12
    for text in same:
        assert np.abs(np.array(after[text]) - np.array(before[text])).max() < 15


@pytest.mark.parametrize("rotation", [0, 180])
def test_rows_of_ornaments_do_not_tell_which_way_is_up(engine, rotation):
    """Wider than all text, and the recognizer likes them as well upside down."""
    ornamented = [part for line in RECEIPT if line for part in (line, "+" * 32)]
    reading = read(draw_receipt(ornamented, rotation=rotation), engine=engine)
    assert reading.pages[0].rotation == rotation
    assert reading.receipt.total.value == Decimal("24.72")


def test_exif_is_followed_before_the_text_is_looked_at(engine):
    """A phone held sideways stores the scene turned and says so: nothing is left to turn."""
    (page,) = read(draw_receipt(rotation=270, orientation=6), engine=engine).pages
    assert page.rotation == 0
    assert page.height > page.width


def test_an_upright_photo_costs_no_second_look(engine, monkeypatch):
    looks = []
    original = type(engine.nets().detector).detect
    monkeypatch.setattr(
        type(engine.nets().detector), "detect", lambda self, image: looks.append(1) or original(self, image)
    )
    read(draw_receipt(RECEIPT[:3]), engine=engine)
    assert len(looks) == 1


@pytest.mark.parametrize(
    ("tilt", "rotation"), [(4, 0), (30, 30), (-45, 315), (100, 100)], ids=lambda degrees: f"{degrees}"
)
def test_text_at_any_angle_becomes_level(engine, reading, tilt, rotation):
    """A slight slope is read as it is."""
    tilted = encoded(on_table(receipt_image(), tilts=(tilt,)), "JPEG")
    turned = read(tilted, engine=engine)
    assert abs(turned.pages[0].rotation - rotation) <= 1
    assert turned.receipt.total.value == reading.receipt.total.value
    assert turned.receipt.date.value == reading.receipt.date.value
    totals = [item.total.value for item in turned.receipt.line_items]
    assert totals == [item.total.value for item in reading.receipt.line_items]
    shares = [
        darkness_inside(turned.pages[0], quad) for text, quad in words_at(turned).items() if len(text) > 2
    ]
    assert min(shares) > 0.04


def test_a_long_receipt_is_read_to_its_end(engine):
    rows = [f"1 Item number {number:<12} 1.{number:02d}" for number in range(60)]
    lines = (*RECEIPT[:6], *rows, "TOTAL                      77.70")
    reading = read(draw_receipt(lines, width=520), engine=engine)
    texts = [line.text.replace(" ", "") for line in reading.lines]
    assert sum(any(text.startswith(f"1Itemnumber{number}") for text in texts) for number in range(60)) >= 58
    assert reading.receipt.total.value == Decimal("77.70")


def test_every_page_of_a_pdf_is_read(engine):
    first, second = receipt_image(RECEIPT[:9]), receipt_image(RECEIPT[9:])
    data = encoded(first, "PDF", save_all=True, append_images=[second])
    reading = read(data, engine=engine)
    assert [page.number for page in reading.pages] == [1, 2]
    assert reading.receipt.merchant_name.page == 1
    assert (reading.receipt.total.value, reading.receipt.total.page) == (Decimal("24.72"), 2)
    assert [line.page for line in reading.lines] == sorted(line.page for line in reading.lines)


@pytest.mark.parametrize("image_format", ["HEIF", "PNG", "WEBP", "TIFF"])
def test_other_formats_are_read_alike(engine, image_format):
    reading = read(draw_receipt(image_format=image_format), engine=engine)
    assert reading.receipt.total.value == Decimal("24.72")


@pytest.mark.parametrize("size", [(800, 600), (1, 1), (1, 60_000), (60_000, 1)])
def test_a_page_without_text_gives_an_empty_reading(engine, size):
    reading = read(encoded(Image.new("RGB", size, "white"), "PNG"), engine=engine)
    assert reading.lines == ()
    assert reading.receipt.total is None
    assert len(reading.pages) == 1


def test_a_page_of_noise_is_no_error(engine):
    noise = np.random.default_rng(1).integers(0, 255, (500, 400, 3), np.uint8)
    assert len(read(encoded(Image.fromarray(noise), "PNG"), engine=engine).pages) == 1


def test_a_damaged_file_is_refused(engine):
    with pytest.raises(InvalidFileError, match="damaged"):
        read(draw_receipt()[:-4000], engine=engine)


def test_progress_never_falls(engine):
    reports = []
    data = encoded(receipt_image(), "PDF", save_all=True, append_images=[receipt_image(RECEIPT[9:])])
    read(data, engine=engine, progress=lambda stage, share: reports.append((stage, share)))
    shares = [share for _, share in reports]
    assert shares == sorted(shares)
    assert shares[0] >= 0 and shares[-1] <= 1
    stages = [stage for stage, _ in reports]
    assert stages[0] == Stage.DETECTING and stages[-1] == Stage.TAGGING
    assert len({share for stage, share in reports if stage == Stage.RECOGNIZING}) > 4


def test_what_progress_raises_ends_the_reading(engine):
    """The caller stops a canceled reading this way."""

    class CanceledError(Exception):
        pass

    def cancel(stage, share):
        raise CanceledError

    with pytest.raises(CanceledError):
        read(draw_receipt(), engine=engine, progress=cancel)


@pytest.fixture(scope="module")
def two_receipts():
    return encoded(on_table(receipt_image(), receipt_image(OTHER_RECEIPT), tilts=(3, -4)), "JPEG")


def test_two_receipts_in_a_photo_are_found_and_the_first_is_read(engine, two_receipts):
    reading = read(two_receipts, engine=engine)
    (page,), (left, right) = reading.pages, reading.regions
    assert max(x for x, _ in left.polygon) == pytest.approx(page.width / 2, rel=0.1)
    assert min(x for x, _ in right.polygon) == pytest.approx(page.width / 2, rel=0.1)
    assert reading.receipt.total.value == Decimal("24.72")
    assert len(reading.receipt.line_items) == 3
    texts = [line.text for line in reading.lines]
    assert texts.index("HARBOUR BOOKS") > max(index for index, text in enumerate(texts) if "5.28" in text)


def test_a_blank_page_after_them_hides_nothing(engine):
    undated = ([row for row in rows if "DATE" not in row] for rows in (RECEIPT, OTHER_RECEIPT))
    table = on_table(*map(receipt_image, undated), tilts=(0, 0))
    blank = Image.new("RGB", table.size, "white")
    data = encoded(table, "PDF", save_all=True, append_images=[blank])
    assert [region.page for region in read(data, engine=engine).regions] == [1, 1]


def test_more_receipts_than_are_offered_are_left_to_a_person(engine, two_receipts, monkeypatch):
    monkeypatch.setattr(reader, "MAX_PARTS", 1)
    reading = read(two_receipts, engine=engine)
    assert (reading.regions, reading.seem_several) == ((), True)


def test_two_receipts_are_read_as_one_when_a_person_says_so(engine, two_receipts):
    assert read(two_receipts, engine=engine, as_one=True).regions == ()


def test_a_file_whose_pages_are_receipts_of_their_own_is_offered_by_pages(engine):
    data = encoded(receipt_image(), "PDF", save_all=True, append_images=[receipt_image(OTHER_RECEIPT)])
    reading = read(data, engine=engine)
    assert [region.page for region in reading.regions] == [1, 2]
    assert reading.receipt.total.value == Decimal("24.72")
    for page, region in zip(reading.pages, reading.regions, strict=True):
        assert region.polygon[2] == (page.width, page.height)


def test_pages_of_one_receipt_stay_together(engine):
    data = encoded(
        receipt_image(RECEIPT[:9]), "PDF", save_all=True, append_images=[receipt_image(RECEIPT[9:])]
    )
    reading = read(data, engine=engine)
    assert (reading.regions, reading.seem_several) == ((), False)
