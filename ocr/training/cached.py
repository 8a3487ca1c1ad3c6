"""Receipts whose words OCR has read before, tagged and put together anew by the nets and rules of today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ocr.engines.base import Engine
from ocr.evaluation.datasets import Example
from ocr.evaluation.runs import Outcome
from ocr.layout.assembly import assemble
from ocr.layout.calibration import calibrated
from ocr.training.layout.pages import ReadPage, read_pages
from ocr.types import Page, Receipt, Tag, Word


@dataclass(frozen=True, kw_only=True)
class TaggedPage:
    """The first page of a labelled file."""

    example: Example
    page: Page
    """Without its JPEG."""
    words: tuple[Word, ...]
    tags: tuple[Tag, ...]
    receipt: Receipt
    """With its raw confidences."""
    model_version: str
    """Names all that read and tagged it."""


def tagged_pages(
    folder: Path, examples: Sequence[Example], cache: Path, *, engine: Engine
) -> Iterator[TaggedPage]:
    """The `examples` of `folder` that can be read, by the words in the folder `cache` where it has them.

    What it lacks is read by `engine` and added. Raises `EngineError`, `OSError`.
    """
    by_id = {example.id: example for example in examples}
    labels = [{"id": name} for name in by_id]
    for label, page in read_pages(folder, labels, cache / f"{folder.name}.jsonl", engine=engine):
        yield _tagged(by_id[label["id"]], page, engine)


def run_cached(
    folder: Path, examples: Sequence[Example], cache: Path, *, engine: Engine
) -> Iterator[Outcome]:
    """As `ocr.evaluation.runs.run`, but by the words in the folder `cache`, and so without times."""
    tagged = {page.example.id: page for page in tagged_pages(folder, examples, cache, engine=engine)}
    for example in examples:
        page = tagged.get(example.id)
        yield _outcome(page) if page else Outcome(example=example, error="It cannot be read.")


def _tagged(example: Example, read: ReadPage, engine: Engine) -> TaggedPage:
    page = Page(number=1, width=read.width, height=read.height, rotation=read.rotation, jpeg=b"")
    nets = replace(engine.nets(), ocr_version=lambda: read.ocr_version)
    tags = tuple(nets.tagger.tag(page, read.words))
    return TaggedPage(
        example=example,
        page=page,
        words=read.words,
        tags=tags,
        receipt=assemble(pages=[page], words=read.words, tags=tags),
        model_version=nets.model_version([read.words]),
    )


def _outcome(page: TaggedPage) -> Outcome:
    return Outcome(
        example=page.example,
        pages=(page.page,),
        words=page.words,
        receipt=calibrated(page.receipt, page.words, page.tags, version=page.model_version),
    )
