"""The second pass over a page: whether it runs, and over which lines."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from ocr.engines.base import Pixels, Recognizer
from ocr.types import Transcript
from ocr.vietnamese.merging import merged
from ocr.vietnamese.spotting import is_vietnamese

VERSION = "aster1"
"""Names the second recogniser in a reading's model version."""

MIN_LETTERS = 2
"""Lines with fewer are amounts, about which the first recogniser is right."""


class Language(StrEnum):
    """When lines are read a second time for their Vietnamese letters."""

    AUTO = "auto"
    """When the page is Vietnamese by its words."""
    VIETNAMESE = "vi"
    """Always."""
    NEVER = "never"


def reread(
    transcripts: Mapping[int, Transcript],
    crops: Sequence[Pixels],
    language: Language,
    *,
    advance: Callable[[float], None] = lambda _: None,
) -> dict[int, Transcript]:
    """Return the lines of a page that a second look changes, by their index into `crops`.

    Empty where the page is not Vietnamese, or the second recogniser is not installed. `advance` is called
    after each line with the share of them that is done, 0..1. Raises `EngineError`.
    """
    if not _is_wanted(transcripts, language) or (recognizer := second_recognizer()) is None:
        return {}
    lines = [index for index, transcript in transcripts.items() if _has_letters(transcript)]
    second = recognizer.recognize([crops[index] for index in lines])
    read_twice = {}
    for done, (place, transcript) in enumerate(second, start=1):
        read_twice[lines[place]] = merged(transcripts[lines[place]], transcript)
        advance(done / len(lines))
    return read_twice


@cache
def second_recognizer() -> Recognizer | None:
    """Return the recogniser that all threads share; None where the `asterocr` wheel is not installed.

    The wheel is used for its files alone: none of its code runs.
    """
    spec = find_spec("asterocr")
    if spec is None or spec.origin is None:
        return None
    # Imported when it is needed: a worker that calls pods has no ONNX Runtime in its memory otherwise.
    module = import_module("ocr.vietnamese.recognizer")
    recognizer: Recognizer = module.VietnameseRecognizer(Path(spec.origin).parent / "assets")
    return recognizer


def _is_wanted(transcripts: Mapping[int, Transcript], language: Language) -> bool:
    if language == Language.AUTO:
        return is_vietnamese([transcript.text for transcript in transcripts.values()])
    return language == Language.VIETNAMESE


def _has_letters(transcript: Transcript) -> bool:
    return sum(map(str.isalpha, transcript.text)) >= MIN_LETTERS
