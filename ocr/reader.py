"""The path from a file to a reading: load, detect, recognize, tag, assemble."""

import io
from collections.abc import Iterator, Sequence
from itertools import chain
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ocr import images
from ocr.accents import without_specks
from ocr.boxes import find_boxes
from ocr.crops import cut_crop
from ocr.engines.base import Detector, Engine, Nets, Pixels, Recognizer
from ocr.geometry import turned_around
from ocr.layout.assembly import assemble
from ocr.layout.calibration import calibrated
from ocr.layout.reading_order import numbered, sort_lines
from ocr.layout.regions import are_receipts, find_parts
from ocr.orientation import first_look, is_upside_down, rotate, turn_half, turn_to_level
from ocr.tracking import Tracker
from ocr.types import (
    Line,
    Page,
    Progress,
    Quad,
    Reading,
    Receipt,
    Region,
    Stage,
    Transcript,
    Usage,
)
from ocr.vietnamese.rereading import VERSION, Language, reread
from ocr.words import line_of

Transcripts = Iterator[tuple[int, Transcript]]
Assembled = tuple[list[Line], tuple[Receipt, str], list[Region]]
"""Lines in reading order, what they say and by which model version, and where receipts lie if several do."""

MIN_LINE_SCORE = 0.5
"""Below it the recognizer is guessing at stains and logos."""

FIRST_LOOK = 0.7
"""Share of recognizing that is done when all lines were read once: only then is it known whether a page is
Vietnamese and takes longer."""

PAGE_JPEG_QUALITY = 85


def read(
    data: bytes,
    *,
    engine: Engine,
    progress: Progress | None = None,
    language: Language = Language.AUTO,
    as_one: bool = False,
) -> Reading:
    """Read one file; a file without text gives an empty reading.

    `language` says whether Vietnamese letters are looked for. With `as_one` a photo is taken for one receipt
    even where it seems to hold several.

    Raises `InvalidFileError` when the file is at fault and `EngineError` when the engine is.
    """
    begun = perf_counter()
    nets = engine.nets()
    count = images.count_pages(data)
    tracker = Tracker(progress=progress, pages=count)
    pages: list[Page] = []
    found: list[Line] = []
    second_looks = False
    loading = images.load_pages(data)
    for number in range(1, count + 1):
        # Handed over without a name: a page's pixels are not kept while its lines are waited for.
        page, lines, reread_lines = _read_page(next(loading), number, nets, tracker, language)
        pages.append(page)
        found.extend(lines)
        second_looks |= reread_lines
    with tracker.stage(Stage.TAGGING):
        lines, (receipt, version), regions = _assemble(nets, pages, found, as_one=as_one)
    usage = Usage(
        seconds=perf_counter() - begun,
        stage_seconds=dict(tracker.seconds),
        engine=engine.name,
        model_version=f"{version} {VERSION}" if second_looks else version,
        calls=nets.calls(),
    )
    return Reading(
        pages=tuple(pages), lines=tuple(lines), receipt=receipt, usage=usage, regions=tuple(regions)
    )


def _read_page(
    pixels: Pixels, number: int, nets: Nets, tracker: Tracker, language: Language
) -> tuple[Page, list[Line], bool]:
    """Return the page, its lines, and whether some were looked at twice."""
    with tracker.stage(Stage.DETECTING):
        quads, degrees = _detect(nets.detector, pixels)
        level = rotate(pixels, degrees)
        del pixels
    with tracker.stage(Stage.RECOGNIZING):
        quads, half, crops, transcripts = _recognize(nets.recognizer, level, quads)
        # Encoded here because the recogniser works on meanwhile.
        page = _page(rotate(level, half), number, (degrees + half) % 360)
        del level
        read_once: dict[int, Transcript] = {}
        for done, (index, transcript) in enumerate(transcripts, start=1):
            tracker.advance(FIRST_LOOK * done / len(quads))
            read_once[index] = transcript
        read_twice = reread(
            read_once,
            crops,
            language,
            advance=lambda share: tracker.advance(FIRST_LOOK + (1 - FIRST_LOOK) * share),
        )
        legible = {
            index: transcript
            for index, transcript in (read_once | read_twice).items()
            if transcript.score >= MIN_LINE_SCORE and transcript.text.strip()
        }
        lines = [
            line_of(transcript, quads[index], page=number)
            for index, transcript in without_specks(legible).items()
        ]
    tracker.page_done()
    return page, lines, bool(read_twice)


def _detect(detector: Detector, pixels: Pixels) -> tuple[list[Quad], int]:
    """Return the text quads, and the degrees clockwise after which they lie level."""
    quads = _find(detector, pixels)
    height, width = pixels.shape[:2]
    degrees = turn_to_level(quads, width=width, height=height)
    return (_find(detector, rotate(pixels, degrees)), degrees) if degrees else (quads, 0)


def _find(detector: Detector, pixels: Pixels) -> list[Quad]:
    height, width = pixels.shape[:2]
    return find_boxes(detector.detect(pixels), width=width, height=height)


def _recognize(
    recognizer: Recognizer, pixels: Pixels, quads: list[Quad]
) -> tuple[list[Quad], int, list[Pixels], Transcripts]:
    """Return quads, crops and transcripts of the page turned by 0 or 180 degrees, and which of them."""
    crops = [cut_crop(pixels, quad) for quad in quads]
    transcripts = recognizer.recognize(crops)
    first = dict(first_look(transcripts))
    if not is_upside_down(recognizer, crops, first):
        return quads, 0, crops, chain(first.items(), transcripts)
    height, width = pixels.shape[:2]
    turned = [turned_around(quad, width=width, height=height) for quad in quads]
    crops = [turn_half(crop) for crop in crops]
    return turned, 180, crops, recognizer.recognize(crops)


def _assemble(nets: Nets, pages: Sequence[Page], lines: Sequence[Line], *, as_one: bool) -> Assembled:
    parts = None if as_one else _assemble_parts(nets, pages, lines)
    return parts or _assemble_whole(nets, pages, lines)


def _assemble_parts(nets: Nets, pages: Sequence[Page], lines: Sequence[Line]) -> Assembled | None:
    """Several receipts on one page, or None. Pages of a longer file belong together."""
    if len(pages) != 1:
        return None
    parts = find_parts(lines, width=pages[0].width, height=pages[0].height)
    if len(parts) == 1:
        return None
    sorted_parts = [sort_lines([lines[i] for i in part.lines]) for part in parts]
    receipts = [_receipt(nets, pages, part) for part in sorted_parts]
    if not are_receipts(
        [receipt for receipt, _ in receipts], are_stacked=any(part.is_stacked for part in parts)
    ):
        return None
    regions = [Region(page=pages[0].number, polygon=part.polygon) for part in parts]
    return numbered(chain.from_iterable(sorted_parts)), receipts[0], regions


def _assemble_whole(nets: Nets, pages: Sequence[Page], lines: Sequence[Line]) -> Assembled:
    ordered = sort_lines(lines)
    return ordered, _receipt(nets, pages, ordered), []


def _receipt(nets: Nets, pages: Sequence[Page], lines: Sequence[Line]) -> tuple[Receipt, str]:
    """Return the receipt and the model version that its confidences hold for; lines are in order of pages."""
    words = [word for line in lines for word in line.words]
    by_page = [[word for word in words if word.page == page.number] for page in pages]
    tags = [tag for page, here in zip(pages, by_page, strict=True) for tag in nets.tagger.tag(page, here)]
    raw, version = assemble(pages=pages, words=words, tags=tags), nets.model_version(by_page)
    return calibrated(raw, words, tags, version=version), version


def _page(pixels: NDArray[np.uint8], number: int, rotation: int) -> Page:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=PAGE_JPEG_QUALITY)
    height, width = pixels.shape[:2]
    return Page(number=number, width=width, height=height, rotation=rotation, jpeg=buffer.getvalue())
