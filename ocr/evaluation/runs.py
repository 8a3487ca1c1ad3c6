"""One run over a folder of labelled receipts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from ocr.engines.base import Engine
from ocr.errors import OcrError
from ocr.evaluation.datasets import Example
from ocr.evaluation.expected import date_order
from ocr.reader import read
from ocr.types import Page, Receipt, Word


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one receipt."""

    example: Example
    pages: tuple[Page, ...] = ()
    words: tuple[Word, ...] = ()
    """In reading order."""
    receipt: Receipt = field(default_factory=Receipt)
    """Empty when the file could not be read."""
    seconds: float | None = None
    """`None` when the words were known before."""
    error: str = ""
    """Why it could not be read; empty otherwise."""


def run(examples: Sequence[Example], engine: Engine) -> Iterator[Outcome]:
    """Read the receipts one after the other."""
    for example in examples:
        begun = perf_counter()
        try:
            reading = read(example.image.read_bytes(), engine=engine)
        except OcrError as failure:
            yield Outcome(example=example, seconds=perf_counter() - begun, error=str(failure))
        else:
            yield Outcome(
                example=example,
                pages=reading.pages,
                words=tuple(word for line in reading.lines for word in line.words),
                receipt=reading.receipt,
                seconds=perf_counter() - begun,
            )


def usual_order(examples: Sequence[Example]) -> str | None:
    """The order of day and month that nearly all labelled dates of a folder share."""
    return date_order(str(example.fields["date"]) for example in examples if example.fields.get("date"))
