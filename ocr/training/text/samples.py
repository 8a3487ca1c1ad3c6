"""What the recogniser learns from: lines of labelled receipts, and drawn ones."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ocr.engines.base import Pixels
from ocr.engines.embedded import EmbeddedEngine
from ocr.training.layout.pages import read_pages
from ocr.training.text.drawn import LANGUAGES, drawn_lines
from ocr.training.text.lines import read_lines
from ocr.training.text.matching import similarity, text_of

RIGHT_FOR_WRONG = 2.5
"""How many lines that are read right go with one that is not: from these alone it would learn to doubt."""
WITH_DIGITS = 1.0
"""How many more of them that have digits: it must not learn to take these for letters."""
SEED = 0


@dataclass(frozen=True)
class Sample:
    """A line crop, RGB, and what it says."""

    crop: Pixels
    text: str
    was_right: bool = False
    """Whether the recogniser read just that before, case and spaces aside."""


def labelled_samples(folder: Path, *, cache: Path, split: str) -> list[Sample]:
    """The lines of a folder of labelled receipts whose text is known.

    What OCR reads, and the lines that it cut out, are kept in `cache`. Raises `OSError`.
    """
    engine = EmbeddedEngine(is_tuned=False)
    labels = [json.loads(line) for line in (folder / "labels.jsonl").read_text("utf-8").splitlines()]
    wanted = [label for label in labels if label["split"] == split]
    pages = read_pages(folder, wanted, cache / f"{folder.name}.jsonl", engine=engine)
    known = cache / f"{folder.name}-lines-{engine.nets().ocr_version().replace(' ', '-')}.jsonl"
    return [
        Sample(line.crop, text, similarity(line.text, text) == 1)
        for label, page, lines in read_lines(folder, pages, known, recognizer=engine.nets().recognizer)
        for line in lines
        if (text := text_of(line, label, page))
    ]


def balanced(samples: Sequence[Sample]) -> list[Sample]:
    """All lines that were read wrongly, and some of those read right."""
    wrong = [sample for sample in samples if not sample.was_right]
    right = [sample for sample in samples if sample.was_right]
    np.random.default_rng(SEED).shuffle(right)
    parted = int(RIGHT_FOR_WRONG * len(wrong))
    digits = [sample for sample in right[parted:] if any(map(str.isdigit, sample.text))]
    return [*wrong, *right[:parted], *digits[: int(WITH_DIGITS * len(wrong))]]


def drawn_samples(count: int, charset: Sequence[str]) -> Iterator[Sample]:
    """`count` lines of each language. Raises `OSError` if there are no fonts."""
    for language in LANGUAGES:
        for text, crop in drawn_lines(count, charset, seed=SEED, language=language):
            yield Sample(crop, text)
