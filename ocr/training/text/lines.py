"""Line crops of labelled receipts and what our OCR reads in them, kept on disk because reading takes long."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from ocr import images
from ocr.crops import cut_crop
from ocr.engines.base import Pixels, Recognizer
from ocr.engines.inputs import line_upload
from ocr.orientation import rotate
from ocr.training.layout.pages import ReadPage
from ocr.types import Quad, Word


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """One detected line of an upright page."""

    quad: Quad
    text: str
    """What the recogniser read."""
    score: float
    """The lowest of its characters' probabilities, 0..1."""
    png: bytes
    """The crop, no higher than the recogniser wants it."""

    @property
    def crop(self) -> Pixels:
        return _decoded(self.png)


def read_lines(
    folder: Path, pages: Iterable[tuple[Mapping[str, Any], ReadPage]], cache: Path, *, recognizer: Recognizer
) -> Iterator[tuple[Mapping[str, Any], ReadPage, list[ReadLine]]]:
    """Yield each of the `pages` of `folder` with its lines, cut out anew unless `cache` has them.

    `cache` is a file of JSON lines that grows with every page cut. Raises `OSError`.
    """
    known = dict(_load(cache)) if cache.exists() else {}
    paths = {path.stem: path for path in (folder / "images").iterdir()}
    cache.parent.mkdir(parents=True, exist_ok=True)
    with cache.open("a", encoding="utf-8") as file:
        for label, page in pages:
            lines = known.get(page.id)
            if lines is None:
                lines = _read(page, paths[page.id].read_bytes(), recognizer)
                file.write(json.dumps(_to_json(page.id, lines), ensure_ascii=False) + "\n")
            yield label, page, lines


def _read(page: ReadPage, data: bytes, recognizer: Recognizer) -> list[ReadLine]:
    upright = rotate(next(images.load_pages(data)), page.rotation)
    quads = [_quad_of(list(words)) for _, words in groupby(page.words, key=lambda word: word.line)]
    crops = [cut_crop(upright, quad) for quad in quads]
    transcripts = dict(recognizer.recognize(crops))
    return [
        ReadLine(
            quad=quad,
            text=transcripts[index].text,
            score=min(transcripts[index].char_scores, default=0.0),
            png=_encoded(line_upload(crops[index])),
        )
        for index, quad in enumerate(quads)
    ]


def _quad_of(words: list[Word]) -> Quad:
    """The quad of the line that the words were parted from."""
    first, last = words[0].quad, words[-1].quad
    return (first[0], last[1], last[2], first[3])


def _encoded(crop: Pixels) -> bytes:
    return cv2.imencode(".png", cv2.cvtColor(crop, cv2.COLOR_RGB2BGR))[1].tobytes()


def _decoded(png: bytes) -> Pixels:
    image = np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR_BGR), np.uint8)
    return np.ascontiguousarray(image[..., ::-1])


def _load(cache: Path) -> Iterator[tuple[str, list[ReadLine]]]:
    with cache.open(encoding="utf-8") as file:
        for row in file:
            page = json.loads(row)
            yield page["id"], [_from_json(*line) for line in page["lines"]]


def _to_json(name: str, lines: list[ReadLine]) -> dict[str, Any]:
    return {
        "id": name,
        "lines": [
            [
                [round(length, 1) for point in line.quad for length in point],
                line.text,
                round(line.score, 4),
                base64.b64encode(line.png).decode(),
            ]
            for line in lines
        ],
    }


def _from_json(flat: list[float], text: str, score: float, png: str) -> ReadLine:
    x0, y0, x1, y1, x2, y2, x3, y3 = flat
    quad = ((x0, y0), (x1, y1), (x2, y2), (x3, y3))
    return ReadLine(quad=quad, text=text, score=score, png=base64.b64decode(png))
