"""Labels of words from the values of a receipt, where nobody drew boxes.

Texts are found again without case, spaces and punctuation; dates and amounts by their values.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from ocr.evaluation.expected import expected_amounts, expected_dates, expected_times, same_time
from ocr.evaluation.scoring import normalized
from ocr.layout.dates import find_dates
from ocr.layout.sheet import Sheet, SheetRow, sheet_of
from ocr.layout.times import find_times
from ocr.training.layout.pages import ReadPage
from ocr.types import Label, Tag, Word

MIN_SIMILARITY = 0.75
"""A printed text less similar to the labelled one than this is not it."""

MAX_LINES = 9
"""Over how many lines a name or an address goes at most."""

TEXTS = ((Label.STORE_ADDRESS, "store_address"), (Label.STORE_NAME, "store_name"))
SUMS = (Label.TOTAL, Label.SUBTOTAL, Label.TAX, Label.TIP)


def labels_by_value(page: ReadPage, label: Mapping[str, Any], rules: Sequence[Tag]) -> list[Label | None]:
    """The label of each word of `page`; `None` where nobody knows. What no value tells is told by `rules`."""
    labels: list[Label | None] = [tag.label for tag in rules]
    sheet = sheet_of(page.words)
    _put_times(labels, sheet, label)
    _put_dates(labels, sheet, label)
    _put_total(labels, sheet, label)
    for name, key in TEXTS:
        _put_text(labels, page.words, name, str(label["fields"].get(key) or ""))
    return labels


def _put_text(labels: list[Label | None], words: Sequence[Word], name: Label, text: str) -> None:
    """Label the words that are most like `text`; what the rules took for it is something else."""
    _put(labels, name, most_similar(words, text))


def most_similar(words: Sequence[Word], text: str) -> list[int]:
    """Indices of the words in neighbouring lines that together are most like `text`; none if nothing is."""
    wanted = normalized(text)
    if not wanted:
        return []
    lines = [list(run) for _, run in groupby(range(len(words)), key=lambda index: words[index].line)]
    spans = [
        [index for line in lines[start:end] for index in line]
        for start in range(len(lines))
        for end in range(start + 1, min(start + MAX_LINES, len(lines)) + 1)
    ]
    likely = [span for span in spans if 0.5 < _length(words, span) / len(wanted) < 2]
    best = max(likely, key=lambda span: _similarity(words, span, wanted), default=[])
    best = _trimmed(words, best, wanted)
    return best if _similarity(words, best, wanted) >= MIN_SIMILARITY else []


def _trimmed(words: Sequence[Word], span: Sequence[int], wanted: str) -> list[int]:
    """Without the words that `wanted` does not have."""
    kept, best = list(span), _similarity(words, span, wanted)
    for index in span:
        fewer = [other for other in kept if other != index]
        similarity = _similarity(words, fewer, wanted)
        if similarity > best:
            kept, best = fewer, similarity
    return kept


def _length(words: Sequence[Word], span: Sequence[int]) -> int:
    return sum(len(words[index].text) for index in span)


def _similarity(words: Sequence[Word], span: Sequence[int], wanted: str) -> float:
    text = normalized("".join(words[index].text for index in span)) or ""
    return SequenceMatcher(None, text, wanted, autojunk=False).ratio()


def _put_dates(labels: list[Label | None], sheet: Sheet, label: Mapping[str, Any]) -> None:
    """Label the dates of the right day; those of other days are not the date of the receipt."""
    texts = [part["text"] for part in label.get("lines") or ()]
    days = expected_dates(str(label["fields"].get("date") or ""), texts=texts, usual_order="dmy")
    if not days:
        return
    found = ((row, printed) for row in sheet.rows for printed in find_dates(row.text))
    right = [(row, it) for row, it in found if days & {day for _, day in it.readings}]
    _put(labels, Label.DATE, [i for row, it in right for i in _between(row, it.start, it.end)])


def _put_times(labels: list[Label | None], sheet: Sheet, label: Mapping[str, Any]) -> None:
    """Label the times that a machine says are the receipt's."""
    times = expected_times(str(label.get("fields_gpt4o", {}).get("time") or ""))
    found = ((row, printed) for row in sheet.rows for printed in find_times(row.text))
    right = [
        (row, printed) for row, printed in found if any(same_time(printed.value, time) for time in times)
    ]
    if times:
        _put(
            labels,
            Label.TIME,
            [i for row, printed in right for i in _between(row, printed.start, printed.end)],
        )


def _put(labels: list[Label | None], name: Label, right: Sequence[int]) -> None:
    """Label the `right` words; others that the rules took for it are not; unknown if none is right."""
    for index, label in enumerate(labels):
        if label == name:
            labels[index] = Label.OTHER if right else None
    for index in right:
        labels[index] = name


def _put_total(labels: list[Label | None], sheet: Sheet, label: Mapping[str, Any]) -> None:
    """Keep the totals of the right value; where the rules found none, nobody knows which amount it is."""
    values = expected_amounts(label["fields"].get("total") or "")
    places = [place for value in values for place in _places(sheet, value)]
    right = [index for index in places if labels[index] == Label.TOTAL]
    for index, name in enumerate(labels):
        if name == Label.TOTAL and index not in right:
            labels[index] = Label.OTHER if right else None
    if not right:
        for index in places:
            labels[index] = None


def _places(sheet: Sheet, value: Decimal) -> list[int]:
    return [
        index
        for row in sheet.rows
        for amount in row.amounts
        if amount.value.normalize() == value
        for index in _between(row, amount.start, amount.end)
    ]


def _between(row: SheetRow, start: int, end: int) -> list[int]:
    return [row.row.words[position] for position in row.row.between(start, end)]
