"""The way from folders of labelled receipts to the file of the layout tagger."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from ocr.engines.base import Engine
from ocr.engines.embedded import EmbeddedEngine
from ocr.training.layout.graph import write_graph
from ocr.training.layout.invented.samples import invented_samples
from ocr.training.layout.learning import learn
from ocr.training.layout.network import Size
from ocr.training.layout.pages import read_pages
from ocr.training.layout.printed import printed_page
from ocr.training.layout.projection import names_used
from ocr.training.layout.samples import Sample, samples_of

Report = Callable[[int, int, float], None]
"""Called with the net and the epoch, from 0, and the mean loss."""


def load_samples(
    folders: Sequence[Path], *, cache: Path, split: str, engine: Engine | None = None
) -> list[Sample]:
    """Pages as our OCR reads them, and as their labels have them if these hold whole lines. Raises `OSError`.

    What OCR reads is kept in `cache`, one file a folder, and read anew only where that has none.
    """
    samples: list[Sample] = []
    for folder in folders:
        labels = [json.loads(line) for line in (folder / "labels.jsonl").read_text("utf-8").splitlines()]
        wanted = [label for label in labels if label["split"] == split]
        known = cache / f"{folder.name}.jsonl"
        pages = [*read_pages(folder, wanted, known, engine=engine or EmbeddedEngine())]
        pages += [(label, printed_page(label)) for label in wanted if "lines" in label]
        samples += samples_of(pages, names=names_used(labels))
    return samples


def train(
    samples: Sequence[Sample], output: Path, *, epochs: int, nets: int, invented: int, report: Report
) -> None:
    """Write the mean of `nets` nets to `output`. Raises `OSError`.

    They differ in where they began, and the last one in what it sees, `invented` receipts too: nets that know
    different things err on different receipts.
    """
    size = Size(numbers=samples[0].features.numbers.shape[1])
    last = [*samples, *invented_samples(invented)]
    learned = [
        learn(seen, size, epochs=epochs, seed=seed, report=partial(report, seed))
        for seed, seen in enumerate([*[samples] * (nets - 1), last])
    ]
    write_graph(output, learned, size)
