"""The path from a file to a reading: load, detect, recognize, tag, assemble."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
from ocr.layout.regions import MAX_PARTS, Part, are_receipts, bears_receipt, find_parts, seem_several
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

MIN_LINE_SCORE = 0.5
"""Below it the recognizer is guessing at stains and logos."""

FIRST_LOOK = 0.7
"""Share of recognizing that is done when all lines were read once: only then is it known whether a page is
Vietnamese and takes longer."""

PAGE_JPEG_QUALITY = 85


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """What the lines of a file say."""

    lines: Sequence[Line]
    """In reading order."""
    receipt: Receipt
    version: str
    """The nets that its confidences hold for."""
    regions: Sequence[Region] = ()
    """Where the receipts lie if there are several."""
    seem_several: bool = False
    """Whether there are signs of several receipts that cannot be told apart."""


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
        assembled = _assemble(nets, pages, found, as_one=as_one)
    usage = Usage(
        seconds=perf_counter() - begun,
        stage_seconds=dict(tracker.seconds),
        engine=engine.name,
        model_version=f"{assembled.version} {VERSION}" if second_looks else assembled.version,
        calls=nets.calls(),
    )
    return Reading(
        pages=tuple(pages),
        lines=tuple(assembled.lines),
        receipt=assembled.receipt,
        usage=usage,
        regions=tuple(assembled.regions),
        seem_several=assembled.seem_several,
    )


def _read_page(
    pixels: Pixels, number: int, nets: Nets, tracker: Tracker, language: Language
) -> tuple[Page, list[Line], bool]:
    """Return the page, its lines, and whether some were looked at twice."""
    with tracker.stage(Stage.DETECTING):
        level, quads, degrees = _detect(nets.detector, pixels)
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


def _detect(detector: Detector, pixels: Pixels) -> tuple[Pixels, list[Quad], int]:
    """Return the page turned until its text lies level, the text quads, and the degrees clockwise."""
    quads = _find(detector, pixels)
    height, width = pixels.shape[:2]
    degrees = turn_to_level(quads, width=width, height=height)
    if not degrees:
        return pixels, quads, 0
    level = rotate(pixels, degrees)
    return level, _find(detector, level), degrees


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
    parts = [] if as_one else [part for page in pages for part in _parts_of(page, lines)]
    with_text = {page.number for page, _, _ in parts}
    if len(parts) == len(with_text) and sum(bears_receipt(own) for _, _, own in parts) <= 1:
        return _assemble_whole(nets, pages, lines)
    if len(parts) > MAX_PARTS:
        return replace(_assemble_whole(nets, pages, lines), seem_several=True)
    read = [_receipt(nets, [page], own) for page, _, own in parts]
    receipts, are_pages = [receipt for receipt, _ in read], len(with_text) > 1
    if not are_receipts(receipts, are_stacked=are_pages or any(part.is_stacked for _, part, _ in parts)):
        seem = seem_several(receipts, are_pages=are_pages)
        return replace(_assemble_whole(nets, pages, lines), seem_several=seem)
    return Assembled(
        lines=numbered(chain.from_iterable(own for _, _, own in parts)),
        receipt=receipts[0],
        version=read[0][1],
        regions=[Region(page=page.number, polygon=part.polygon) for page, part, _ in parts],
    )


def _parts_of(page: Page, lines: Sequence[Line]) -> Iterator[tuple[Page, Part, list[Line]]]:
    """What may be receipts of their own on a page, each with its lines in reading order."""
    own = [line for line in lines if line.page == page.number]
    for part in find_parts(own, width=page.width, height=page.height):
        if part.lines:
            yield page, part, sort_lines([own[index] for index in part.lines])


def _assemble_whole(nets: Nets, pages: Sequence[Page], lines: Sequence[Line]) -> Assembled:
    ordered = sort_lines(lines)
    receipt, version = _receipt(nets, pages, ordered)
    return Assembled(lines=ordered, receipt=receipt, version=version)


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
