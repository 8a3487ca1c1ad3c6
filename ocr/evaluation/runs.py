"""One run over a folder of labelled receipts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from ocr.engines.base import Engine
from ocr.errors import OcrError
from ocr.evaluation.datasets import Example
from ocr.evaluation.expected import date_order
from ocr.reader import read
from ocr.types import Reading


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one receipt."""

    example: Example
    reading: Reading | None
    """`None` when it could not be read."""
    seconds: float
    error: str
    """Why it could not be read; empty otherwise."""


def run(examples: Sequence[Example], engine: Engine) -> Iterator[Outcome]:
    """Read the receipts one after the other."""
    for example in examples:
        begun = perf_counter()
        try:
            reading, error = read(example.image.read_bytes(), engine=engine), ""
        except OcrError as failure:
            reading, error = None, str(failure)
        yield Outcome(example=example, reading=reading, seconds=perf_counter() - begun, error=error)


def usual_order(examples: Sequence[Example]) -> str | None:
    """The order of day and month that nearly all labelled dates of a folder share."""
    return date_order(str(example.fields["date"]) for example in examples if example.fields.get("date"))
