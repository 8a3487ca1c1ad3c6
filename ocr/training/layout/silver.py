"""What the values of a receipt tell of its words, where nobody drew boxes.

Texts are found again without case, spaces and punctuation; dates and amounts by their values. People gave
four of the values. Of the other words it is known that they are none of these four, and more only where the
rules and the values that a machine gave agree.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import time
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from ocr.evaluation.expected import expected_amounts, expected_dates, expected_times, same_time
from ocr.evaluation.scoring import normalized
from ocr.layout.dates import find_dates
from ocr.layout.sheet import Sheet, SheetRow, sheet_of
from ocr.layout.times import find_times
from ocr.training.layout.classes import ANY, Known, only
from ocr.training.layout.pages import ReadPage
from ocr.types import Label, Tag, Word

MIN_SIMILARITY = 0.75
"""A printed text less similar to the labelled one than this is not it."""

MAX_LINES = 9
"""Over how many lines a name or an address goes at most."""

SUMS = {Label.SUBTOTAL: "subtotal", Label.TAX: "tax", Label.TIP: "tips"}
ITEM_PARTS = {Label.ITEM_PRICE: "price", Label.ITEM_UNIT: "unit_price", Label.ITEM_COUNT: "quantity"}
UNLABELLED = (Label.PAYMENT_METHOD, Label.PAYMENT_AMOUNT)
"""What neither people nor the machine labelled where it stands."""


def known_by_value(page: ReadPage, label: Mapping[str, Any], rules: Sequence[Tag]) -> list[Known]:
    """What each word of `page` may be."""
    sheet = sheet_of(page.words)
    fields = label["fields"]
    gold = {
        Label.DATE: _dates(sheet, label),
        Label.TOTAL: _totals(sheet, str(fields.get("total") or ""), rules),
        Label.STORE_ADDRESS: most_similar(page.words, str(fields.get("store_address") or "")),
        Label.STORE_NAME: most_similar(page.words, str(fields.get("store_name") or "")),
    }
    unfound = {name for name, words in gold.items() if not words}
    known = [(ANY - gold.keys()) | unfound] * len(page.words)
    known = _with_silver(known, page, label.get("fields_gpt4o", {}), rules)
    for name, words in gold.items():
        for index in words:
            known[index] = only(name)
    for index in _places(sheet, expected_amounts(fields.get("total") or "")):
        if index not in gold[Label.TOTAL]:
            # Printed again as an item's price, a subtotal or cash, or as a total that the rules missed.
            known[index] |= {Label.TOTAL}
    return known


def _with_silver(
    known: Sequence[Known], page: ReadPage, silver: Mapping[str, Any], rules: Sequence[Tag]
) -> list[Known]:
    """With the labels of the rules where the machine's values have the same, or do not speak of them."""
    agreed = set(_agreed(page, silver, rules))
    return [
        only(tag.label) if index in agreed or tag.label in UNLABELLED else classes
        for index, (classes, tag) in enumerate(zip(known, rules, strict=True))
    ]


def _agreed(page: ReadPage, silver: Mapping[str, Any], rules: Sequence[Tag]) -> Iterator[int]:
    """The words whose label by the rules is that of a machine's value."""
    sheet = sheet_of(page.words)
    places = {name: _places(sheet, amounts) for name, amounts in _silver_amounts(silver).items()}
    places[Label.ITEM_NAME] = _named(page.words, silver)
    places[Label.TIME] = _times(sheet, expected_times(str(silver.get("time") or "")))
    for name, words in places.items():
        yield from (index for index in words if rules[index].label == name)


def _silver_amounts(silver: Mapping[str, Any]) -> dict[Label, set[Decimal]]:
    """The machine's numbers, but for zeros: it writes them for what is not printed."""
    parts = [(name, silver.get(key)) for name, key in SUMS.items()]
    parts += [(name, item.get(key)) for item in silver.get("items") or () for name, key in ITEM_PARTS.items()]
    amounts: dict[Label, set[Decimal]] = defaultdict(set)
    for name, value in parts:
        amounts[name] |= {amount for amount in expected_amounts(value or "") if amount}
    return amounts


def _named(words: Sequence[Word], silver: Mapping[str, Any]) -> list[int]:
    """The words that occur in the names of items."""
    items = silver.get("items") or ()
    names = normalized(" ".join(str(item.get("name") or "") for item in items)) or ""
    texts = [normalized(word.text) for word in words]
    return [index for index, text in enumerate(texts) if text and text in names]


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


def _dates(sheet: Sheet, label: Mapping[str, Any]) -> list[int]:
    """The words of the dates of the right day; other days are not the receipt's."""
    texts = [part["text"] for part in label.get("lines") or ()]
    days = expected_dates(str(label["fields"].get("date") or ""), texts=texts, usual_order="dmy")
    found = ((row, printed) for row in sheet.rows for printed in find_dates(row.text))
    right = [(row, it) for row, it in found if days & {day for _, day in it.readings}]
    return [index for row, it in right for index in _between(row, it.start, it.end)]


def _times(sheet: Sheet, times: Collection[time]) -> list[int]:
    found = ((row, printed) for row in sheet.rows for printed in find_times(row.text))
    right = [(row, it) for row, it in found if any(same_time(it.value, time) for time in times)]
    return [index for row, it in right for index in _between(row, it.start, it.end)]


def _totals(sheet: Sheet, printed: str, rules: Sequence[Tag]) -> list[int]:
    """The words of the right value that the rules take for the total too."""
    places = _places(sheet, expected_amounts(printed))
    return [index for index in places if rules[index].label == Label.TOTAL]


def _places(sheet: Sheet, values: Collection[Decimal]) -> list[int]:
    return [
        index
        for row in sheet.rows
        for amount in row.amounts
        if amount.value.normalize() in values
        for index in _between(row, amount.start, amount.end)
    ]


def _between(row: SheetRow, start: int, end: int) -> list[int]:
    return [row.row.words[position] for position in row.row.between(start, end)]
