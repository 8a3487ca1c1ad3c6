"""What a line crop really says: the texts of labelled boxes, with the case and the spaces of our own reading.

Labels are upper case in one set, and without spaces in others, so both are taken from what our OCR read.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from ocr.training.layout.pages import ReadPage
from ocr.training.text.lines import ReadLine
from ocr.types import Quad

Box = Sequence[float]
"""Left, top, right, bottom in pixels."""

MIN_COVERED = 0.8
"""Share of a label's box that lies in the line, if the line is to say its text."""
MAX_OUTSIDE = 0.3
"""A box may begin or end outside of the line by this share of the line's height."""
MIN_SIMILARITY = 0.7
"""Between label and reading; with less they do not speak of the same print."""
SURE = 0.9
"""From this score on, labels that were made by machines are believed less than our reading."""
MAX_INSERTED = 2
"""Characters that only the label has, at an end."""

TIMES = "×"
"""Labels have a letter for it."""


def aligned(read: str, label: str) -> list[tuple[str, str]]:
    """Pairs of characters of `read` and `label`, '' where one has none, by the fewest edits, case aside.

    Spaces are left out: where they stand differently, no letter may be paired with one.
    """
    read, label = read.replace(" ", ""), label.replace(" ", "")
    costs = _costs(read.upper(), label.upper())
    pairs, i, j = [], len(read), len(label)
    while i or j:
        equal = i and j and read[i - 1].upper() == label[j - 1].upper()
        if i and j and costs[i][j] == costs[i - 1][j - 1] + (0 if equal else 1):
            i, j = i - 1, j - 1
            pairs.append((read[i], label[j]))
        elif i and costs[i][j] == costs[i - 1][j] + 1:
            i -= 1
            pairs.append((read[i], ""))
        else:
            j -= 1
            pairs.append(("", label[j]))
    return pairs[::-1]


def _costs(a: str, b: str) -> list[list[int]]:
    """Edits between all beginnings of `a` and `b` (Levenshtein, 1966)."""
    costs = [list(range(len(b) + 1))]
    for i, left in enumerate(a, start=1):
        above, row = costs[-1], [i]
        for j, right in enumerate(b, start=1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (left != right)))
        costs.append(row)
    return costs


def distance(a: str, b: str) -> int:
    """Insertions, deletions and substitutions between `a` and `b`."""
    return _costs(a, b)[-1][-1]


def similarity(a: str, b: str) -> float:
    """Share of characters that agree but for case and spaces, 0..1."""
    a, b = (text.upper().replace(" ", "") for text in (a, b))
    return 1 - distance(a, b) / max(len(a), len(b), 1)


def text_of(line: ReadLine, label: Mapping[str, Any], page: ReadPage) -> str | None:
    """What `line` says by its label, or None where nobody knows."""
    parts = label.get("lines", label.get("words", ()))
    if page.rotation or not line.text.strip():
        return None
    inside = _inside(line.quad, parts)
    printed = " ".join(part["text"].strip() for part in inside)
    if similarity(line.text, printed) < MIN_SIMILARITY:
        return None
    by_people = "lines" in label
    pairs = aligned(line.text, printed)
    if _is_doubtful(pairs, line.score, by_people=by_people):
        return None
    return _merged(pairs, _gaps(line.text), _gaps(printed), by_people=by_people)


def _inside(quad: Quad, parts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The parts whose boxes make up the line, from left to right; none if one of them is cut through."""
    inside = []
    for part in parts:
        share = _share_inside(part["box"], quad)
        if share >= MIN_COVERED:
            inside.append(part)
        elif share > 1 - MIN_COVERED:
            return []
    return sorted(inside, key=lambda part: float(part["box"][0]))


def _share_inside(box: Box, quad: Quad) -> float:
    """Share of the box's width inside the quad, 0 for boxes of other rows."""
    xs, ys = zip(*quad, strict=True)
    left, top, right, bottom = box
    if min(bottom, max(ys)) - max(top, min(ys)) < min(bottom - top, max(ys) - min(ys)) / 2:
        return 0.0
    slack = MAX_OUTSIDE * (max(ys) - min(ys))
    covered = min(right, max(xs) + slack) - max(left, min(xs) - slack)
    return max(covered, 0.0) / max(right - left, 1.0)


def _is_doubtful(pairs: list[tuple[str, str]], score: float, *, by_people: bool) -> bool:
    """Whether the label rather than the reading may be wrong, or speaks of more than the crop shows."""
    if score > SURE and not all(read for read, _ in (pairs[0], pairs[-1])):
        return True
    if _inserted(pairs) > MAX_INSERTED or _inserted(pairs[::-1]) > MAX_INSERTED:
        return True
    if any(_is_slip(pairs, index) for index in range(len(pairs))):
        return True
    if by_people:
        return False
    return score > SURE and any(
        read.upper() != printed.upper() and (read + printed).isalnum() for read, printed in pairs
    )


def _is_slip(pairs: list[tuple[str, str]], index: int) -> bool:
    """Whether among digits the label has a letter for a digit, or a point for a comma, or a comma for one."""
    read, printed = pairs[index]
    beside = [printed for _, printed in pairs[max(0, index - 1) : index + 2]]
    if {read, printed} == {",", "."}:
        return beside[0].isdigit() and beside[-1].isdigit()
    return read.isdigit() and printed.isalpha() and any(map(str.isdigit, beside))


def _inserted(pairs: list[tuple[str, str]]) -> int:
    """How many characters only the label has before the first that both have."""
    count = 0
    for read, printed in pairs:
        if read and printed:
            break
        count += bool(printed)
    return count


def _gaps(text: str) -> set[int]:
    """How many characters stand before each of the spaces."""
    words = text.split()
    return set(accumulate(map(len, words)))


def _merged(pairs: list[tuple[str, str]], gaps: set[int], label_gaps: set[int], *, by_people: bool) -> str:
    """The label's characters in the reading's case and with its spaces.

    Beside what was not read the spaces are the label's; between letters too, if people put them.
    """
    merged, before, label_before, was_read = "", 0, 0, True
    for read, printed in pairs:
        between = by_people and merged[-1:].isalnum() and printed.isalnum()
        by_label = between or not (read and was_read)
        if printed:
            gap = label_before in label_gaps if by_label else before in gaps
            merged += (" " if gap else "") + _cased(read, printed, merged[-1:])
        before, label_before, was_read = before + len(read), label_before + len(printed), bool(read)
    return " ".join(merged.split())


def _cased(read: str, printed: str, last: str) -> str:
    """`printed` as it may look if `read` was seen in its place, after the character `last`."""
    if read == TIMES and printed in "xX" and not last.isalpha():
        return read
    if read.upper() == printed.upper():
        return read
    return printed.lower() if last.islower() else printed
