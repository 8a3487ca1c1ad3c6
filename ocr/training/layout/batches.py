"""Batches of pages, changed a little each time so that the net does not learn them by heart."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.layout.features import LABELS, PIECES, Features, pieces_of
from ocr.training.layout.classes import masks_of
from ocr.training.layout.samples import Sample
from ocr.types import Label

PAGES = 12
"""Of one batch."""

STEP = 32
"""Lengths are padded to multiples of it."""

WITHOUT_RULES, WITHOUT_TEXT, WITHOUT_ROWS, MISREAD = 0.25, 0.1, 0.3, 0.15
"""Share of pages that lose the opinion of the rules; of words without text; of pages without some rows; of
words with a wrong letter."""

OTHER_HEADS = 0.3
"""Share of pages that get the head of another one, so that heads and bodies are not learned as pairs."""

HEAD_END = masks_of([frozenset({Label.ITEM_NAME, Label.ITEM_PRICE, Label.SUBTOTAL, Label.TOTAL})])[0]
"""What ends the head of a page."""

LOOKALIKES = {
    "0": "O8",
    "O": "0D",
    "1": "Il",
    "I": "1l",
    "5": "S",
    "S": "5",
    "8": "B",
    "B": "8",
    "e": "c",
    "a": "o",
}


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Pages padded to the longest."""

    pieces: NDArray[np.int32]
    numbers: NDArray[np.float32]
    places: NDArray[np.int32]
    classes: NDArray[np.float32]


def batches(samples: Sequence[Sample], random: np.random.Generator) -> Iterator[Batch]:
    """All receipts once, changed, pages of like length together; of several samples of one receipt any."""
    samples = _one_of_each(samples, random)
    lengths = np.array([len(sample.texts) for sample in samples])
    order = np.argsort(lengths * random.uniform(0.8, 1.25, len(samples)))
    groups = [order[start : start + PAGES] for start in range(0, len(order), PAGES)]
    for group in random.permutation(len(groups)):
        yield _padded([_changed(_varied(samples[index], samples, random), random) for index in groups[group]])


def _one_of_each(samples: Sequence[Sample], random: np.random.Generator) -> list[Sample]:
    """One sample of each receipt: OCR and its label show the same one with other mistakes."""
    by_id: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        by_id[sample.id].append(sample)
    return [views[int(random.integers(0, len(views)))] for views in by_id.values()]


def plain_batch(samples: Sequence[Sample]) -> Batch:
    """The samples as they are."""
    return _padded([_batch(sample) for sample in samples])


def _varied(sample: Sample, samples: Sequence[Sample], random: np.random.Generator) -> Sample:
    """The page, sometimes under the head of another one."""
    other = samples[int(random.integers(0, len(samples)))]
    return _with_head(sample, other) if random.random() < OTHER_HEADS else sample


def _with_head(body: Sample, head: Sample) -> Sample:
    """The rows of `head` above its items over the rows of `body` from its items on."""
    above, below = _is_head(head), ~_is_head(body)
    if not above.any() or not below.any():
        return body
    upper, lower = head.features.places[above], body.features.places[below]
    shift = [upper[:, 0].max() + 1 - lower[:, 0].min(), 0, upper[:, 2].max() + 1 - lower[:, 2].min()]

    def join(first: NDArray[Any], second: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([first[above], second[below]])

    texts = [
        text
        for sample, kept in ((head, above), (body, below))
        for text, keep in zip(sample.texts, kept, strict=True)
        if keep
    ]
    return Sample(
        id=body.id,
        split=body.split,
        texts=tuple(texts),
        features=Features(
            pieces=join(head.features.pieces, body.features.pieces),
            numbers=join(head.features.numbers, body.features.numbers),
            places=np.concatenate([upper, lower + np.array(shift, np.int32)]),
        ),
        classes=join(head.classes, body.classes),
    )


def _is_head(sample: Sample) -> NDArray[np.bool_]:
    """Which words stand in rows above the first item or sum."""
    rows = sample.features.places[:, 0]
    ending = rows[(sample.classes @ (1 - HEAD_END)) == 0]
    return np.asarray(rows < ending.min(initial=rows.max(initial=0) + 1))


def _batch(sample: Sample) -> Batch:
    features = sample.features
    return Batch(
        pieces=features.pieces,
        numbers=features.numbers,
        places=features.places,
        classes=sample.classes,
    )


def _changed(sample: Sample, random: np.random.Generator) -> Batch:
    batch = _batch(sample)
    pieces, numbers = batch.pieces.copy(), batch.numbers.copy()
    count = len(pieces)
    if random.random() < WITHOUT_RULES:
        numbers[:, -len(LABELS) :] = 0
    for index in np.flatnonzero(random.random(count) < MISREAD):
        pieces[index] = pieces_of(_misread(sample.texts[index], random))
    pieces[random.random(count) < WITHOUT_TEXT] = [1] + [0] * (PIECES - 1)
    numbers *= random.normal(1, 0.03, numbers.shape).astype(np.float32)
    kept = _kept(batch.places[:, 0], random)
    return Batch(
        pieces=pieces[kept],
        numbers=numbers[kept],
        places=batch.places[kept],
        classes=batch.classes[kept],
    )


def _kept(rows: NDArray[np.int32], random: np.random.Generator) -> NDArray[np.bool_]:
    """All words, or those without some rows at an end or here and there."""
    if random.random() > WITHOUT_ROWS:
        return np.ones(len(rows), bool)
    last = rows.max(initial=0)
    if random.random() < 0.5:
        gone = random.random(last + 1) < 0.1
        return np.asarray(~gone[rows]) if not gone[rows].all() else np.ones(len(rows), bool)
    cut = random.integers(0, 1 + last // 4)
    kept = rows >= cut if random.random() < 0.3 else rows <= last - cut
    return np.asarray(kept)


def _misread(text: str, random: np.random.Generator) -> str:
    place = int(random.integers(0, len(text)))
    kind, letter = random.random(), text[place]
    if kind < 0.3 and len(text) > 2:
        return text[:place] + text[place + 1 :]
    if kind < 0.4:
        return text[:place] + letter + text[place:]
    likely = LOOKALIKES.get(letter, "aeilnorst01")
    return text[:place] + likely[int(random.integers(0, len(likely)))] + text[place + 1 :]


def _padded(pages: Sequence[Batch]) -> Batch:
    longest = max(len(page.pieces) for page in pages)
    length = -(-longest // STEP) * STEP

    def stack(name: str) -> Any:
        parts = [getattr(page, name) for page in pages]
        whole = np.zeros((len(parts), length, *parts[0].shape[1:]), parts[0].dtype)
        for row, part in zip(whole, parts, strict=True):
            row[: len(part)] = part
        return whole

    return Batch(**{name: stack(name) for name in ("pieces", "numbers", "places", "classes")})
