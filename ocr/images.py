"""Files that people upload, as upright RGB pages of bounded size."""

import io
import math
import re
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

import numpy as np
import pillow_heif
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from pypdfium2.internal import set_callback

from ocr.engines.base import Pixels
from ocr.errors import InvalidFileError

pillow_heif.register_heif_opener(thumbnails=False)

MAX_PAGES = 20
MAX_STORED_PIXELS = 64_000_000
"""Above the 50 megapixels of today's phones; a page that is decoded whole takes four bytes a pixel."""

MAX_PAGE_PIXELS = 3_200_000
"""Pixels of a page as it is read: half the sides of a 12-megapixel photo, which JPEG decodes cheaply."""

MAX_PAGE_SIDE = 60_000
"""A page is kept as a JPEG, which ends at 65,500 pixels; only strips without text are longer."""

DRAFT_SHARE = 0.75
"""A JPEG is decoded at 1/2, 1/4 or 1/8 when that leaves this share of the sides of a bounded page."""

PDF_DPI = 200
"""Scanners' usual choice: 8-point print is 22 pixels high."""

PDF_SECONDS = 30.0
"""For all pages of a file: one that takes longer to draw holds up all others. A scanned page takes a tenth
of a second."""

_TYPES = {
    "JPEG": ("image/jpeg", "jpg"),
    "MPO": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "HEIF": ("image/heic", "heic"),
    "TIFF": ("image/tiff", "tif"),
}
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "TIFF")
_SIGNATURE = re.compile(
    rb"\xff\xd8\xff|\x89PNG|RIFF....WEBP|....ftyp(?:hei|hev|mif1|msf1)|II\*\0|MM\0\*", re.DOTALL
)
_ACCEPTED = "JPEG, PNG, WebP, HEIC, TIFF or PDF"

# Image files end in libraries of C code that raise nearly anything on damaged input.
_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    RuntimeError,
    MemoryError,
    ArithmeticError,
    AssertionError,
    struct.error,
)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a stored picture upright, by its EXIF orientation."""

_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)

# One file is decoded at a time: this bounds the memory of a process, and PDFium bears no second thread.
_decoding = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class FileInfo:
    """What a file is by its content, whatever its name says."""

    content_type: str
    extension: str
    """Without the dot."""
    pages: int


def inspect(data: bytes) -> FileInfo:
    """Look at an upload without reading its text. Raises `InvalidFileError` when it can never be read."""
    _check_not_empty(data)
    with _decoding:
        return _inspect_pdf(data) if _is_pdf(data) else _inspect_image(data)


def count_pages(data: bytes) -> int:
    """Count the pages without decoding any. Raises `InvalidFileError`."""
    _check_not_empty(data)
    with _decoding:
        return _count_pdf_pages(data) if _is_pdf(data) else _count_image_pages(data)


def count_pixels(data: bytes) -> int:
    """Count the pixels of the first page: as stored, and of a PDF as drawn. Raises `InvalidFileError`."""
    _check_not_empty(data)
    with _decoding:
        width, height = _size_of_pdf(data) if _is_pdf(data) else _size_of_image(data)
    return width * height


def load_pages(data: bytes) -> Iterator[Pixels]:
    """Yield each page upright by EXIF, on white, within MAX_PAGE_PIXELS. Raises `InvalidFileError`."""
    return _load_pdf_pages(data) if _is_pdf(data) else _load_image_pages(data)


def _is_pdf(data: bytes) -> bool:
    """A PDF may begin with other bytes, but not with those of a photo."""
    return b"%PDF-" in data[:1024] and not _SIGNATURE.match(data)


# Images


def _inspect_image(data: bytes) -> FileInfo:
    pages = _count_image_pages(data)
    with _opened(data) as image:
        content_type, extension = _TYPES[image.format or ""]
        _check_content(image)
    return FileInfo(content_type=content_type, extension=extension, pages=pages)


def _count_image_pages(data: bytes) -> int:
    """Pages of a TIFF; an animation's first picture is its only page."""
    with _opened(data) as image:
        pages = _count_frames(image) if image.format == "TIFF" else 1
        _check_page_count(pages)
    return pages


def _size_of_image(data: bytes) -> tuple[int, int]:
    with _opened(data) as image:
        return image.size


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """Open an image of an accepted format and size; everything that fails inside is the file's fault."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            _check_size(image.width, image.height)
            yield image
    except _BOMBS as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        if _SIGNATURE.match(data):
            raise _damaged() from error
        raise InvalidFileError(
            f"This is no photo or PDF that can be read. Upload a {_ACCEPTED} file.", code="unknown_type"
        ) from error
    except _DAMAGE as error:
        raise _damaged() from error


def _check_content(image: Image.Image) -> None:
    """Decode as little as shows whether the file is complete."""
    if image.format == "PNG":
        image.verify()
    else:
        image.draft("RGB", (1, 1))
        image.load()


def _count_frames(image: Image.Image) -> int:
    """Frames of a TIFF, counted no further than what is refused: a file may claim millions."""
    for index in range(1, MAX_PAGES + 1):
        try:
            image.seek(index)
        except EOFError:
            return index
        _check_size(image.width, image.height)
    return MAX_PAGES + 1


def _load_image_pages(data: bytes) -> Iterator[Pixels]:
    for index in range(count_pages(data)):
        yield _load_image_page(data, index)


def _load_image_page(data: bytes, index: int) -> Pixels:
    with _decoding, _opened(data) as image:
        image.seek(index)
        _check_size(image.width, image.height)
        image.draft("RGB", _draft_size(image.width, image.height))
        image.load()  # turns a TIFF upright, and no other format
        turn = _TURNS.get(_orientation(image))
        page = _on_white(_bounded(image))
        return np.asarray(page if turn is None else page.transpose(turn))


def _orientation(image: Image.Image) -> int:
    """1 to 8; notes that cannot be read do not cost the photo."""
    try:
        return int(image.getexif().get(0x0112, 1))
    except _DAMAGE:
        return 1


def _bounded(image: Image.Image) -> Image.Image:
    """Before anything else is done to the pixels: each copy of a large picture costs as much as itself."""
    size = _bounded_size(image.width, image.height)
    if size == image.size:
        return image
    return _as_resizable(image).resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _as_resizable(image: Image.Image) -> Image.Image:
    """Numbers of colours cannot be interpolated, nor can a colour that stands for transparency."""
    if image.mode.startswith("I;16"):
        return image.convert("I")
    if image.mode not in ("1", "P", "PA") and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _bounded_size(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, _scale_to_bounds(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _scale_to_bounds(width: float, height: float) -> float:
    """The factor after which a page is as large as it may be."""
    by_area = math.sqrt(MAX_PAGE_PIXELS / max(width * height, 1.0))
    return min(by_area, MAX_PAGE_SIDE / max(width, height, 1.0))


def _draft_size(width: int, height: int) -> tuple[int, int]:
    """Pillow takes the smallest of libjpeg's scales that reaches this size."""
    bounded = _bounded_size(width, height)
    if bounded == (width, height):
        return bounded
    return round(bounded[0] * DRAFT_SHARE), round(bounded[1] * DRAFT_SHARE)


def _on_white(image: Image.Image) -> Image.Image:
    """Any mode of Pillow as RGB; what is transparent shows white paper."""
    if image.mode == "RGB" and "transparency" not in image.info:
        return image
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(_as_bytes(np.asarray(image))).convert("RGB")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image.convert("RGB")


def _as_bytes(levels: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Grey levels of 16 or 32 bits, or floats, as 0..255."""
    if levels.dtype.kind in "iu":
        return (levels.clip(0, 65535) >> 8).astype(np.uint8)
    finite = np.nan_to_num(levels.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(finite.min()), float(finite.max())
    return ((finite - low) * (255 / max(high - low, 1e-6))).astype(np.uint8)


# PDF


def _inspect_pdf(data: bytes) -> FileInfo:
    pages = _count_pdf_pages(data)
    with _opened_pdf(data) as document:
        for page in document:
            page.close()
    return FileInfo(content_type="application/pdf", extension="pdf", pages=pages)


def _count_pdf_pages(data: bytes) -> int:
    with _opened_pdf(data) as document:
        pages = len(document)
        _check_page_count(pages)
    return pages


def _load_pdf_pages(data: bytes) -> Iterator[Pixels]:
    seconds = PDF_SECONDS
    for index in range(count_pages(data)):
        with _decoding:
            begun = monotonic()
            page = _load_pdf_page(data, index, deadline=begun + seconds)
            seconds -= monotonic() - begun
        yield page


def _load_pdf_page(data: bytes, index: int, *, deadline: float) -> Pixels:
    with _opened_pdf(data) as document:
        page = document[index]
        return _rendered(page, *_drawn_size(page), deadline=deadline)


def _size_of_pdf(data: bytes) -> tuple[int, int]:
    with _opened_pdf(data) as document:
        return _drawn_size(document[0])


def _drawn_size(page: pypdfium2.PdfPage) -> tuple[int, int]:
    width, height = page.get_size()
    scale = min(PDF_DPI / 72, _scale_to_bounds(width, height))
    return math.ceil(width * scale), math.ceil(height * scale)


def _rendered(page: pypdfium2.PdfPage, width: int, height: int, *, deadline: float) -> Pixels:
    """The page on white. A few kilobytes may hold millions of shapes, so it may not draw for ever."""
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGR, rev_byteorder=True)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
    pause = pdfium.IFSDK_PAUSE(version=1)
    set_callback(pause, "NeedToPauseNow", lambda _: monotonic() > deadline)
    status = pdfium.FPDF_RenderPageBitmap_Start(bitmap, page, 0, 0, width, height, 0, flags, pause)
    pdfium.FPDF_RenderPage_Close(page)
    if status == pdfium.FPDF_RENDER_TOBECONTINUED:
        raise InvalidFileError(
            "This PDF takes too long to draw. Upload a photo of the receipt instead.", code="too_complex"
        )
    return np.array(bitmap.to_numpy())


@contextmanager
def _opened_pdf(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = None
    try:
        document = pypdfium2.PdfDocument(data)
        yield document
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise InvalidFileError(
                "This PDF asks for a password. Save a copy without one, and upload that.",
                code="encrypted_pdf",
            ) from error
        raise _damaged() from error
    except _DAMAGE as error:
        raise _damaged() from error
    finally:
        if document is not None:
            document.close()


# Refusals


def _check_not_empty(data: bytes) -> None:
    if not data:
        raise InvalidFileError("The file is empty. Choose the photo again.", code="empty_file")


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_STORED_PIXELS:
        raise _too_many_pixels()


def _check_page_count(pages: int) -> None:
    if pages < 1:
        raise InvalidFileError("This file has no pages. Upload another one.", code="no_pages")
    if pages > MAX_PAGES:
        raise InvalidFileError(
            f"This file has more than {MAX_PAGES} pages. Split it, and upload the parts.",
            code="too_many_pages",
        )


def _too_many_pixels() -> InvalidFileError:
    return InvalidFileError(
        f"This picture has more than {MAX_STORED_PIXELS // 1_000_000} megapixels. Upload a smaller one.",
        code="too_many_pixels",
    )


def _damaged() -> InvalidFileError:
    return InvalidFileError(
        "This file is damaged or incomplete. Upload it again, or take the photo anew.", code="damaged_file"
    )
