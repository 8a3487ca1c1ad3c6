"""One text from two recognisers: Vietnamese letters by the second, everything else by the first."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from ocr.layout.matching import fold
from ocr.types import Transcript

GAP, OTHER_LETTER, OTHER_KIND = 0.7, 1.0, 1.3
"""Costs of aligning: a character that only one wrote, two letters that differ, a letter with a digit."""

DISTANCE = 4.0
"""Cost of aligning characters that stand a whole line apart."""

MIN_LONE_SCORE = 0.9
"""From this score on, a letter that only the first recogniser wrote is kept."""

MUCH_SURER = 0.4
"""How much higher the score of an accent is then."""


@dataclass(frozen=True)
class _Char:
    text: str
    score: float
    center: float

    @cached_property
    def base(self) -> str:
        return fold(self.text)


_Pair = tuple[_Char | None, _Char | None]


def merged(first: Transcript, second: Transcript) -> Transcript:
    """The text of `first`, which is right about numbers, with the letters of `second`.

    Characters are aligned by their places and their letters without accents.
    """
    pairs = _aligned(_chars(first), _chars(second))
    chosen = [char for index in range(len(pairs)) if (char := _choice(pairs, index))]
    return Transcript(
        text="".join(char.text for char in chosen),
        char_scores=tuple(char.score for char in chosen),
        # The two do not quite agree on places, but characters stay in their order.
        char_centers=tuple(accumulate((char.center for char in chosen), max)),
    )


def _chars(transcript: Transcript) -> list[_Char]:
    parts = zip(transcript.text, transcript.char_scores, transcript.char_centers, strict=True)
    return [_Char(*part) for part in parts]


def _choice(pairs: list[_Pair], index: int) -> _Char | None:
    first, second = pairs[index]
    if first and second:
        return _better(first, second)
    if first:
        return first if not first.text.isalpha() or first.score >= MIN_LONE_SCORE else None
    return second if second and _may_insert(second.text, pairs, index) else None


def _better(first: _Char, second: _Char) -> _Char:
    """The second's letter, in the case of whoever is surer; where they see other letters, the surer one's.

    The first lacks many of the accented letters and takes the next best, so of two accents its own has to be
    much surer.
    """
    if not second.text.isalpha():
        return first
    if not first.text.isalpha():
        return second if not first.text.isalnum() and second.score > first.score else first
    if first.base != second.base:
        return max(first, second, key=lambda char: char.score)
    lead = MUCH_SURER if _has_accent(second) else 0.0
    letter = first if _has_accent(first) and first.score > second.score + lead else second
    surer = max(first, second, key=lambda char: char.score)
    text = letter.text.upper() if surer.text.isupper() else letter.text.lower()
    return _Char(text, letter.score, first.center)


def _has_accent(char: _Char) -> bool:
    return char.base != char.text.lower()


def _may_insert(text: str, pairs: list[_Pair], index: int) -> bool:
    """Whether what only the second saw belongs there: letters and single spaces do, but in no number."""
    before = next((first.text for first, _ in reversed(pairs[:index]) if first), " ")
    after = next((first.text for first, _ in pairs[index + 1 :] if first), " ")
    if text == " ":
        return " " not in (before, after) and (before.isalpha() or after.isalpha())
    return text.isalpha() and not (_is_number(before) and _is_number(after))


def _is_number(char: str) -> bool:
    return char.isdigit() or char in ".,"


def _aligned(first: list[_Char], second: list[_Char]) -> list[_Pair]:
    """Pairs of characters in order, None where one has no counterpart (Needleman and Wunsch, 1970)."""
    costs = [[GAP * column for column in range(len(second) + 1)]]
    for row, a in enumerate(first, start=1):
        costs.append([GAP * row])
        for column, b in enumerate(second, start=1):
            together = costs[row - 1][column - 1] + _cost(a, b)
            alone = min(costs[row - 1][column], costs[row][column - 1]) + GAP
            costs[row].append(min(together, alone))
    return list(_traced(first, second, costs))[::-1]


def _traced(first: list[_Char], second: list[_Char], costs: list[list[float]]) -> Iterator[_Pair]:
    """Yield the pairs of the cheapest alignment, the last one first."""
    row, column = len(first), len(second)
    while row and column:
        a, b = first[row - 1], second[column - 1]
        if costs[row][column] == costs[row - 1][column - 1] + _cost(a, b):
            row, column = row - 1, column - 1
            yield a, b
        elif costs[row][column] == costs[row - 1][column] + GAP:
            row -= 1
            yield a, None
        else:
            column -= 1
            yield None, b
    yield from ((char, None) for char in first[:row][::-1])
    yield from ((None, char) for char in second[:column][::-1])


def _cost(a: _Char, b: _Char) -> float:
    apart = DISTANCE * abs(a.center - b.center)
    if a.base == b.base:
        return apart
    return apart + (OTHER_LETTER if a.text.isalpha() == b.text.isalpha() else OTHER_KIND)
