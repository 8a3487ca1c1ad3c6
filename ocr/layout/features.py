"""What the layout net sees of a page: numbers and hashed texts for each word."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from ocr.layout.amounts import Amount
from ocr.layout.dates import find_dates
from ocr.layout.keywords import Concept
from ocr.layout.matching import fold
from ocr.layout.phones import find_phones
from ocr.layout.sheet import Sheet, SheetRow, sheet_of
from ocr.layout.times import find_times
from ocr.types import Label, Tag, Word

VERSION = "1"
"""Goes up with every change of what follows, for a net fits the features that it was trained on."""

BUCKETS = 8192
"""Hashed texts; 0 stands for no text."""

PIECES, PLACES = 16, 3
"""Of a word: hashes of its text, its shape, and groups of three characters as far as there is room; and where
it lies."""

COLUMNS = 32
"""Steps across the page for the distances between words."""

LABELS = tuple(Label)
CONCEPTS = tuple(concept for concept in Concept if concept != Concept.SERVICE)
MARKS = ".,:;/-#%$€£*'()@&xX+=!"

_CONCEPT_INDEX: dict[Concept, int] = {concept: i for i, concept in enumerate(CONCEPTS)}
# A net sees service charges as taxes, which stand in their place; what becomes of them is told by their rows.
_CONCEPT_INDEX[Concept.SERVICE] = _CONCEPT_INDEX[Concept.TAX]
_LABEL_INDEX = {label: i for i, label in enumerate(LABELS)}
_DIGIT = re.compile(r"\d")
_SHAPES = (
    (re.compile(r"[A-ZÀ-Þ]+"), "A"),
    (re.compile(r"[^\WA-Z\d_]+"), "a"),
    (re.compile(r"\d"), "0"),
    (re.compile(r"0{5,}"), "00000"),
)


@dataclass(frozen=True, kw_only=True)
class Features:
    """One row for each word."""

    pieces: NDArray[np.int32]
    """Shape (words, PIECES): hashes, 0 where a word has fewer."""
    numbers: NDArray[np.float32]
    """Shape (words, numbers): about 0..1, exact in half precision; at last the opinions of the rules."""
    places: NDArray[np.int32]
    """Shape (words, PLACES): printed row, the middle of the word in COLUMNS steps, and detected line."""


def features_of(words: Sequence[Word], rules: Sequence[Tag]) -> Features:
    """Features of the words of one page, the opinion of `rules` among them."""
    sheet = sheet_of(words)
    boxes = np.array([word.quad for word in words], np.float32).reshape(-1, 4, 2)
    parts = (
        _geometry(sheet, boxes),
        np.array([_characters(word) for word in words], np.float32),
        _parsed(sheet, len(words)),
        _concepts(sheet, len(words)),
        _opinions(rules),
    )
    return Features(
        pieces=np.array([pieces_of(word.text) for word in words], np.int32),
        # They cross the network in half precision: nets here and there must see the same.
        numbers=np.concatenate(parts, axis=1, dtype=np.float16).astype(np.float32),
        places=_places(sheet, words, boxes),
    )


def signature_of(version: str) -> str:
    """Name what a pod's net does after its features, so that one for others refuses instead of guessing."""
    return f"tag_features_{version}"


def pieces_of(text: str) -> list[int]:
    """Hashes of a word's text with zeros up to PIECES."""
    plain = _DIGIT.sub("0", fold(text)) or text
    padded = f"^{plain}$"
    grams = (padded[i : i + 3] for i in range(len(padded) - 2))
    keys = chain((f"t{plain}", f"s{_shape(text)}"), grams)
    hashes = [1 + zlib.crc32(key.encode()) % (BUCKETS - 1) for key in islice(keys, PIECES)]
    return hashes + [0] * (PIECES - len(hashes))


def _shape(text: str) -> str:
    """`Aa00.00` of `Rice12.50`."""
    for pattern, sign in _SHAPES:
        text = pattern.sub(sign, text)
    return text


def _places(sheet: Sheet, words: Sequence[Word], boxes: NDArray[np.float32]) -> NDArray[np.int32]:
    places = np.zeros((len(words), PLACES), np.int32)
    for index, row in enumerate(sheet.rows):
        places[list(row.row.words), 0] = index
    middles, left = boxes[..., 0].mean(axis=1), boxes[..., 0].min()
    width = max(float(boxes[..., 0].max() - left), 1.0)
    places[:, 1] = np.clip((middles - left) / width * COLUMNS, 0, COLUMNS - 1)
    places[:, 2] = [word.line - words[0].line for word in words]
    return places


def _geometry(sheet: Sheet, boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Places and sizes relative to all words of the page, and to the row."""
    low, high = boxes.min(axis=(0, 1)), boxes.max(axis=(0, 1))
    extent = np.maximum(high - low, 1)
    first, last = (boxes.min(axis=1) - low) / extent, (boxes.max(axis=1) - low) / extent
    heights = np.maximum(boxes[:, 3, 1] - boxes[:, 0, 1], 1)
    typical = float(np.median(heights))
    by_row = np.zeros((len(boxes), 12), np.float32)
    tops = [row.row.middle for row in sheet.rows]
    for index, row in enumerate(sheet.rows):
        by_row[list(row.row.words)] = list(_in_row(sheet, index, tops, boxes, typical))
    return np.concatenate(
        [first, last, last - first, np.clip(heights / typical, 0, 4)[:, None] / 2, by_row], axis=1
    )


def _in_row(
    sheet: Sheet, index: int, tops: Sequence[float], boxes: NDArray[np.float32], typical: float
) -> Iterator[tuple[float, ...]]:
    row, count = sheet.rows[index].row, len(sheet.rows)
    above = (tops[index] - tops[index - 1]) / typical if index else 5.0
    below = (tops[index + 1] - tops[index]) / typical if index + 1 < count else 5.0
    size = len(row.words)
    left, right = row.left, row.right
    low, high = float(boxes[..., 0].min()), float(boxes[..., 0].max())
    off_center = (left + right - low - high) / max(high - low, 1.0)
    for position in range(size):
        quad = row.quads[position]
        before = (quad[0][0] - row.quads[position - 1][1][0]) / row.height if position else 10.0
        after = (row.quads[position + 1][0][0] - quad[1][0]) / row.height if position + 1 < size else 10.0
        yield (
            min(index, 16) / 16,
            min(count - index, 16) / 16,
            index / count,
            min(position, 8) / 8,
            min(size - position, 8) / 8,
            min(max(before, -1.0), 10.0) / 10,
            min(max(after, -1.0), 10.0) / 10,
            min(max(above, 0.0), 5.0) / 5,
            min(max(below, 0.0), 5.0) / 5,
            min(row.height / typical, 4.0) / 2,
            off_center,
            (right - left) / max(high - low, 1.0),
        )


def _characters(word: Word) -> list[float]:
    text = word.text
    length = max(len(text), 1)
    kinds = (str.isdigit, str.isupper, str.islower, str.isalpha)
    shares = [sum(map(kind, text)) / length for kind in kinds]
    ends = [text[:1].isdigit(), text[:1].isupper(), text[-1:].isdigit(), text.endswith(":")]
    marks = [float(mark in text) for mark in MARKS]
    return [word.score, min(length, 20) / 20, *shares, *map(float, ends), *marks]


def _parsed(sheet: Sheet, count: int) -> NDArray[np.float32]:
    """What the parsers of amounts, dates, times and telephone numbers find."""
    found = np.zeros((count, 14), np.float32)
    money = [amount.value for row in sheet.rows for amount in row.money]
    often, largest = Counter(money), max(money, default=None)
    for row in sheet.rows:
        for amount in row.amounts:
            values = _amount(amount, often.get(amount.value, 0), float(largest or 0))
            for index in _between(row, amount.start, amount.end):
                found[index, :9] = values
        dates = find_dates(row.text)
        for column, matches in (
            (9, dates),
            (10, find_times(row.text, after=dates[-1].end if dates else 0)),
            (11, find_phones(row.text, country=sheet.origin.country)),
        ):
            for match in matches:
                found[_between(row, match.start, match.end), column] = 1
        indices = list(row.row.words)
        found[indices, 12] = min(len(row.money), 4) / 4
        found[indices, 13] = min(row.letters, 40) / 40
    return found


def _amount(amount: Amount, often: int, largest: float) -> list[float]:
    value = float(amount.value)
    return [
        1.0,
        float(amount.is_money),
        float(np.log10(1 + abs(value))) / 6,
        amount.certainty,
        min(often, 5) / 5,
        float(amount.is_money and value == largest),
        min(abs(value) / largest, 1.0) if largest > 0 else 0.0,
        float(value < 0),
        float(value == int(value) and abs(value) < 100 and not amount.is_money),
    ]


def _concepts(sheet: Sheet, count: int) -> NDArray[np.float32]:
    """The phrases that a word is part of, and those in its row up to it."""
    own = np.zeros((count, len(CONCEPTS)), np.float32)
    before = np.zeros((count, len(CONCEPTS)), np.float32)
    for row in sheet.rows:
        for hit in row.hits:
            column = _CONCEPT_INDEX[hit.concept]
            own[_between(row, hit.start, hit.end), column] = hit.score
            before[_between(row, hit.end, len(row.text)), column] = hit.score
    return np.concatenate([own, before], axis=1)


def _opinions(rules: Sequence[Tag]) -> NDArray[np.float32]:
    """The opinion of the rules, which the net may follow or overrule."""
    opinions = np.zeros((len(rules), len(LABELS)), np.float32)
    for index, tag in enumerate(rules):
        opinions[index, _LABEL_INDEX[tag.label]] = tag.score
    return opinions


def _between(row: SheetRow, start: int, end: int) -> list[int]:
    return [row.row.words[position] for position in row.row.between(start, end)]
