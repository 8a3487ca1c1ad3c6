"""Files are told by their content; bad ones are refused with a sentence, good ones become upright pages."""

import io
import struct
import zlib
from itertools import count

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from ocr import images
from ocr.errors import InvalidFileError
from ocr.images import MAX_PAGE_PIXELS, MAX_PAGE_SIDE, MAX_PAGES, count_pixels, inspect, load_pages
from ocr.tests.drawing import draw_receipt, encoded


def png_header(width, height):
    """A PNG that claims a size and has no pixels."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", 0)
        + b"IDAT"
        + struct.pack(">I", zlib.crc32(b"IDAT"))
    )


def pdf(pages, **options):
    return encoded(photo(), "PDF", save_all=True, append_images=[photo()] * (pages - 1), **options)


def tiff(pages):
    return encoded(photo(), "TIFF", save_all=True, append_images=[photo()] * (pages - 1))


def photo(mode="RGB", size=(64, 48)):
    """A page that is dark on the left and light on the right."""
    levels = np.tile(np.linspace(0, 255, size[0]).astype(np.uint8), (size[1], 1))
    return Image.fromarray(levels).convert(mode)


def encrypted_pdf():
    """A PDF whose security handler wants a password that nobody has."""
    objects = (
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>\nendobj\n",
        b"4 0 obj\n<</Filter/Standard/V 2/R 3/Length 128/P -4/O<"
        + b"a1" * 32
        + b">/U<"
        + b"b2" * 32
        + b">>>\nendobj\n",
    )
    body, offsets = b"%PDF-1.5\n", []
    for content in objects:
        offsets.append(len(body))
        body += content
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    ids = b"<" + b"c3" * 16 + b">"
    trailer = b"trailer\n<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[" + ids + ids + b"]>>\n"
    return body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(body)


GOOD = {
    "JPEG": (lambda: encoded(photo(), "JPEG"), "image/jpeg", "jpg", 1),
    "PNG": (lambda: encoded(photo(), "PNG"), "image/png", "png", 1),
    "WebP": (lambda: encoded(photo(), "WEBP"), "image/webp", "webp", 1),
    "HEIC": (lambda: encoded(photo(), "HEIF"), "image/heic", "heic", 1),
    "TIFF": (lambda: encoded(photo(), "TIFF", compression="tiff_lzw"), "image/tiff", "tif", 1),
    "TIFF of two pages": (lambda: tiff(2), "image/tiff", "tif", 2),
    "PDF": (lambda: pdf(2), "application/pdf", "pdf", 2),
    "PDF of 20 pages": (lambda: pdf(20), "application/pdf", "pdf", 20),
    "animated WebP": (
        lambda: encoded(photo(), "WEBP", save_all=True, append_images=[photo("L")], duration=9),
        "image/webp",
        "webp",
        1,
    ),
}

BAD = {
    "empty": (lambda: b"", "empty_file"),
    "a text under a photo's name": (lambda: b"Dear Sir or Madam, " * 50, "unknown_type"),
    "GIF": (lambda: encoded(photo(), "GIF"), "unknown_type"),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "unknown_type"),
    "truncated JPEG": (lambda: draw_receipt()[:-5000], "damaged_file"),
    "truncated PNG": (lambda: draw_receipt(image_format="PNG")[:-500], "damaged_file"),
    "truncated WebP": (lambda: draw_receipt(image_format="WEBP")[:-500], "damaged_file"),
    "truncated HEIC": (lambda: draw_receipt(image_format="HEIF")[:-500], "damaged_file"),
    "truncated TIFF": (lambda: draw_receipt(image_format="TIFF")[:9000], "damaged_file"),
    "head of a JPEG": (lambda: draw_receipt()[:30], "damaged_file"),
    "truncated PDF": (lambda: b"%PDF-1.7\n1 0 obj", "damaged_file"),
    "too many pixels": (lambda: png_header(50_000, 50_000), "too_many_pixels"),
    "a few pixels too many": (lambda: png_header(8_001, 8_000), "too_many_pixels"),
    "PDF without its page": (lambda: pdf(1).replace(b"/Page\n", b"/Pane\n"), "damaged_file"),
    "21 pages of PDF": (lambda: pdf(21), "too_many_pages"),
    "21 pages of TIFF": (lambda: tiff(21), "too_many_pages"),
    "encrypted PDF": (encrypted_pdf, "encrypted_pdf"),
}


@pytest.mark.parametrize("make, content_type, extension, pages", GOOD.values(), ids=GOOD)
def test_good_files_are_known_by_their_content(make, content_type, extension, pages):
    data = make()
    info = inspect(data)
    assert (info.content_type, info.extension, info.pages) == (content_type, extension, pages)
    loaded = list(load_pages(data))
    assert len(loaded) == pages
    for page in loaded:
        assert page.dtype == np.uint8 and page.shape[2] == 3
        assert page[:, :10].mean() < 60 and page[:, -10:].mean() > 195


@pytest.mark.parametrize("make, code", BAD.values(), ids=BAD)
def test_bad_files_are_refused_with_a_sentence(make, code):
    data = make()
    with pytest.raises(InvalidFileError) as refusal:
        inspect(data)
    assert refusal.value.code == code
    assert not refusal.value.retryable
    assert str(refusal.value).endswith(".") and " " in str(refusal.value)
    with pytest.raises(InvalidFileError):
        list(load_pages(data))


def test_no_pixel_of_a_bomb_is_decoded(monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda image: pytest.fail("decoded"))
    with pytest.raises(InvalidFileError, match="64 megapixels"):
        inspect(png_header(50_000, 50_000))


@pytest.mark.parametrize(
    "make",
    [
        lambda: encoded(photo("CMYK"), "JPEG"),
        lambda: encoded(photo("L"), "JPEG"),
        lambda: encoded(photo("1"), "TIFF", compression="group4"),
        lambda: encoded(photo("P"), "PNG"),
        lambda: encoded(photo("RGBA"), "PNG"),
        lambda: encoded(photo("LA"), "PNG"),
        lambda: encoded(Image.fromarray(np.asarray(photo("L")).astype(np.uint16) * 257), "PNG"),
        lambda: encoded(Image.fromarray(np.asarray(photo("L")).astype(np.uint16) * 257), "TIFF"),
        lambda: encoded(Image.fromarray(np.asarray(photo("L")).astype(np.float32) / 255), "TIFF"),
        lambda: encoded(photo("CMYK"), "TIFF"),
        lambda: encoded(photo("LAB"), "TIFF"),
    ],
)
def test_every_kind_of_pixel_becomes_rgb(make):
    (page,) = load_pages(make())
    assert page.shape == (48, 64, 3)
    assert page[:, :10].mean() < 60 and page[:, -10:].mean() > 195


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_what_is_transparent_shows_white_paper(mode):
    clear = Image.new("LA" if mode == "LA" else "RGBA", (20, 20), (0, 0) if mode == "LA" else (0, 0, 0, 0))
    clear = clear.quantize() if mode == "PA" else clear
    (page,) = load_pages(encoded(clear, "PNG"))
    assert page.min() == 255


@pytest.mark.parametrize("orientation, degrees", [(1, 0), (3, 180), (6, 90), (8, 270)])
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF"])
def test_pages_are_upright_by_exif(image_format, orientation, degrees):
    """A camera held turned stores the scene turned, and says so."""
    upright = np.asarray(photo())
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = photo().rotate(degrees, expand=True)
    (page,) = load_pages(encoded(stored, image_format, exif=exif.tobytes()))
    assert page.shape[:2] == upright.shape[:2]
    assert page[:, :10].mean() < 60 and page[:, -10:].mean() > 195


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF"])
def test_large_pages_are_turned_once(image_format):
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = photo(size=(2000, 3000)).rotate(90, expand=True)
    (page,) = load_pages(encoded(stored, image_format, exif=exif.tobytes()))
    assert page.shape[0] > page.shape[1]
    assert page[:, :10].mean() < 60 and page[:, -10:].mean() > 195


@pytest.mark.parametrize("image_format", ["JPEG", "WEBP"])
def test_notes_that_cannot_be_read_do_not_cost_the_photo(image_format):
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    data = encoded(photo(), image_format, exif=exif.tobytes()).replace(b"MM\0*", b"MX\0*")
    inspect(data)
    (page,) = load_pages(data)
    assert page.shape == (48, 64, 3)


def test_a_photo_that_mentions_pdf_is_a_photo():
    assert inspect(encoded(photo(), "JPEG", comment=b"%PDF-1.7")).content_type == "image/jpeg"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "F", "I", "I;16", "1", "CMYK"])
def test_large_pages_are_made_small_before_they_are_copied(monkeypatch, mode):
    """Each copy of 64 million pixels would cost a quarter of a gigabyte."""
    seen = []
    original = images._on_white
    monkeypatch.setattr(images, "_on_white", lambda image: seen.append(image.size) or original(image))
    large = photo("L", size=(3000, 2000))
    if mode.startswith(("F", "I")):
        levels = np.asarray(large).astype(np.float32) * 257
        large = Image.fromarray(levels.astype({"F": np.float32, "I": np.int32, "I;16": np.uint16}[mode]))
    else:
        large = large.convert(mode)
    (page,) = load_pages(encoded(large, "TIFF"))
    assert seen[0][0] * seen[0][1] <= MAX_PAGE_PIXELS * 1.01
    assert page[:, :10].mean() < 60 and page[:, -10:].mean() > 195


def test_a_large_page_shows_white_paper_where_one_colour_is_transparent():
    levels = np.zeros((2000, 3000), np.uint8)
    levels[:, 1500:] = 90
    (page,) = load_pages(encoded(Image.fromarray(levels), "PNG", transparency=90))
    assert page[:, :1000].max() == 0 and page[:, -1000:].min() == 255


def test_no_side_is_longer_than_a_jpeg_can_be():
    (page,) = load_pages(encoded(Image.new("L", (100_000, 3)), "PNG"))
    assert page.shape[1] <= MAX_PAGE_SIDE


@pytest.mark.parametrize("size", [(4032, 3024), (300, 30_000), (1, 60_000)])
def test_large_pages_are_bounded_and_keep_their_proportions(size):
    (page,) = load_pages(encoded(photo(size=size), "PNG"))
    height, width = page.shape[:2]
    assert width * height <= MAX_PAGE_PIXELS * 1.01
    assert width / height == pytest.approx(size[0] / size[1], rel=0.05)


def blank_pdf(width, height):
    document = pypdfium2.PdfDocument.new()
    document.new_page(width, height)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "HEIF", "TIFF"])
def test_pixels_are_counted_as_stored(image_format):
    assert count_pixels(encoded(photo(size=(4032, 3024)), image_format)) == 4032 * 3024


@pytest.mark.parametrize("size", [(300, 400), (14_400, 14_400)])
def test_pixels_of_a_pdf_are_counted_as_drawn(size):
    data = blank_pdf(*size)
    (page,) = load_pages(data)
    assert count_pixels(data) == page.shape[0] * page.shape[1]


@pytest.mark.parametrize("size", [(14_400, 14_400), (3_000_000, 1)])
def test_a_huge_pdf_page_is_bounded(size):
    (page,) = load_pages(blank_pdf(*size))
    assert page.shape[0] * page.shape[1] <= MAX_PAGE_PIXELS * 1.01
    assert max(page.shape) <= MAX_PAGE_SIDE


def crowded_pdf(pages=1):
    """Pages of so many shapes that drawing each asks whether it should go on."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        page = document.new_page(99, 99)
        for _ in range(500):
            pypdfium2.raw.FPDFPage_InsertObject(page, pypdfium2.raw.FPDFPageObj_CreateNewRect(0, 0, 99, 99))
        page.gen_content()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_pdf_that_draws_for_ever_is_refused(monkeypatch):
    assert len(list(load_pages(crowded_pdf()))) == 1
    monkeypatch.setattr(images, "PDF_SECONDS", 0.0)
    with pytest.raises(InvalidFileError, match="too long"):
        list(load_pages(crowded_pdf()))


def test_the_pages_of_a_pdf_share_the_time_to_draw(monkeypatch):
    """Each page alone takes less than a file may, by a clock that every look puts on by a second."""
    monkeypatch.setattr(images, "monotonic", count().__next__)
    list(load_pages(crowded_pdf(pages=1)))
    with pytest.raises(InvalidFileError, match="too long"):
        list(load_pages(crowded_pdf(pages=20)))


def test_a_phone_photo_is_decoded_at_half_its_size(monkeypatch):
    """Decoding all pixels of a 12-megapixel JPEG would cost four times the time and memory."""
    seen = []
    original = images._on_white
    monkeypatch.setattr(images, "_on_white", lambda image: seen.append(image.size) or original(image))
    list(load_pages(encoded(photo(size=(4032, 3024)), "JPEG")))
    assert seen == [(2016, 1512)]


def test_the_limit_of_pages_is_what_the_sentence_says():
    with pytest.raises(InvalidFileError, match=f"more than {MAX_PAGES} pages"):
        inspect(pdf(MAX_PAGES + 1))
