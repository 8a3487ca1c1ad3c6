"""What our own OCR reads on labelled receipts, kept on disk because reading them takes long."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ocr.engines.base import Engine, Nets
from ocr.engines.rules import RuleTagger
from ocr.errors import OcrError
from ocr.reader import read
from ocr.types import Word


@dataclass(frozen=True, kw_only=True)
class ReadPage:
    """The first page of a labelled file and the words read on it."""

    id: str
    width: int
    height: int
    rotation: int
    """Degrees clockwise that turned the stored image upright."""
    words: tuple[Word, ...]
    """In reading order."""
    ocr_version: str = ""
    """Names the nets that read the words; empty where none did."""


class WordsOnly(Engine):
    """Reads words with the nets of another engine, without its tagger, which may be what is to be trained."""

    name = "words"

    def __init__(self, nets: Nets) -> None:
        self._nets = replace(nets, tagger=RuleTagger())

    def nets(self) -> Nets:
        return self._nets


def read_pages(
    folder: Path, labels: Iterable[Mapping[str, Any]], cache: Path, *, engine: Engine
) -> Iterator[tuple[Mapping[str, Any], ReadPage]]:
    """Yield each of the `labels` of `folder` with its page, read by `engine` unless `cache` has it.

    `cache` is a file of JSON lines that grows with every page read. Pages that other detectors or recognisers
    read than those of `engine` are not used. Files that cannot be read are left out.

    Raises `EngineError`, `OSError`.
    """
    version = engine.nets().ocr_version()
    known = dict(_load(cache, version)) if cache.exists() else {}
    images = {path.stem: path for path in (folder / "images").iterdir()}
    cache.parent.mkdir(parents=True, exist_ok=True)
    with cache.open("a", encoding="utf-8") as lines:
        for label in labels:
            page = known.get(label["id"])
            if page is None and label["id"] in images:
                page = _read(label["id"], images[label["id"]], engine)
                if page is not None:
                    lines.write(json.dumps(_to_json(page), ensure_ascii=False) + "\n")
            if page is not None:
                yield label, page


def _read(name: str, image: Path, engine: Engine) -> ReadPage | None:
    nets = engine.nets()
    try:
        reading = read(image.read_bytes(), engine=WordsOnly(nets))
    except OcrError:
        return None
    page = reading.pages[0]
    words = tuple(word for line in reading.lines for word in line.words if word.page == page.number)
    return ReadPage(
        id=name,
        width=page.width,
        height=page.height,
        rotation=page.rotation,
        words=words,
        ocr_version=nets.ocr_version(),
    )


def _load(cache: Path, version: str) -> Iterator[tuple[str, ReadPage]]:
    with cache.open(encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            if page.get("nets") == version:
                yield page["id"], _from_json(page)


def _to_json(page: ReadPage) -> dict[str, Any]:
    words = [[word.text, round(word.score, 4), _flat(word), word.line] for word in page.words]
    size = [page.width, page.height, page.rotation]
    return {"id": page.id, "nets": page.ocr_version, "page": size, "words": words}


def _flat(word: Word) -> list[float]:
    return [round(length, 1) for point in word.quad for length in point]


def _from_json(page: Mapping[str, Any]) -> ReadPage:
    width, height, rotation = page["page"]
    words = tuple(_word(*word) for word in page["words"])
    return ReadPage(
        id=page["id"], width=width, height=height, rotation=rotation, words=words, ocr_version=page["nets"]
    )


def _word(text: str, score: float, flat: list[float], line: int) -> Word:
    x0, y0, x1, y1, x2, y2, x3, y3 = flat
    quad = ((x0, y0), (x1, y1), (x2, y2), (x3, y3))
    return Word(text=text, score=score, quad=quad, page=1, line=line)
