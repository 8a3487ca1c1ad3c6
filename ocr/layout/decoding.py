"""From probabilities to tags: names and addresses go by lines, and a receipt has one of most fields."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.layout.features import LABELS
from ocr.layout.reconciling import reconcile
from ocr.layout.sheet import sheet_of
from ocr.layout.told_amounts import tell_amounts
from ocr.types import Label, Tag, Word

Probabilities = NDArray[np.float32]
"""Shape (words, labels), rows add up to 1."""

LINE_SHARE = 0.6
"""How much the mean over a line counts beside the word's own, for labels that go by lines."""

MAX_ROW_STEP = {Label.STORE_NAME: 1, Label.STORE_ADDRESS: 3}
"""How far apart the rows of one name and of one address are at most; further away another one begins."""

LONE = (Label.STORE_NAME, Label.DATE, Label.TIME, Label.TEL, Label.TOTAL)
MIN_LONE = 0.15
"""A field that no word most likely is goes to the likeliest words, if these reach this probability."""

MIN_ROW_SHARE = {Label.STORE_NAME: 0.65, Label.STORE_ADDRESS: 0.7}
"""A row whose words are less likely a name than this share of the likeliest row's is no part of it: mottos
above a name, and branches below an address."""

NAME_BY_RULES = 1.3
"""How much more the rules' sureness of a store's name counts than the net's: mottos and streets that look
like names to a net that has seen few of either are told from them by rules."""

FIELDS = (*LONE, Label.STORE_ADDRESS, Label.SUBTOTAL, Label.TAX, Label.TIP)
"""What the rules stand in for where the net finds none."""

UNTOLD = (Label.OTHER, Label.KEY)
SHOWN_BY_FORM = (Label.DATE, Label.TIME, Label.TEL)

BY_LINE = (Label.STORE_NAME, Label.STORE_ADDRESS, Label.OTHER)


def decode(words: Sequence[Word], probabilities: Probabilities, rules: Sequence[Tag]) -> list[Tag]:
    """One tag for each of the `words` of a page; `rules` stand in for a silent net."""
    lines = [list(run) for _, run in groupby(range(len(words)), key=lambda index: words[index].line)]
    scores = _smoothed(lines, probabilities)
    rows = _rows(words)
    for label, step in MAX_ROW_STEP.items():
        _keep_best_block(scores, rows, LABELS.index(label), step)
    for label, share in MIN_ROW_SHARE.items():
        _drop_weak_rows(scores, rows, LABELS.index(label), share)
    for label in LONE:
        _raise_likeliest(scores, lines, LABELS.index(label))
    sheet = sheet_of(words)
    tell_amounts(scores, sheet)
    reconcile(scores, sheet)
    chosen = scores.argmax(axis=1)
    tags = [
        Tag(label=LABELS[label], score=min(float(row[label]), 1.0))
        for label, row in zip(chosen, scores, strict=True)
    ]
    return _with_missing(_with_surer_name(tags, rules), rules)


def _with_surer_name(tags: Sequence[Tag], rules: Sequence[Tag]) -> list[Tag]:
    """With the name as the rules see it where these are surer of it, but for words of the address."""
    if NAME_BY_RULES * _sureness(rules, Label.STORE_NAME) <= _sureness(tags, Label.STORE_NAME):
        return list(tags)
    pairs = zip(tags, rules, strict=True)
    return [_surer_name(tag, rule) for tag, rule in pairs]


def _surer_name(tag: Tag, rule: Tag) -> Tag:
    if rule.label == Label.STORE_NAME and tag.label != Label.STORE_ADDRESS:
        return rule
    return replace(tag, label=Label.OTHER) if tag.label == Label.STORE_NAME else tag


def _sureness(tags: Sequence[Tag], label: Label) -> float:
    """Mean score of the words with `label`, 0 without any."""
    scores = [tag.score for tag in tags if tag.label == label]
    return sum(scores) / len(scores) if scores else 0.0


def _with_missing(tags: Sequence[Tag], rules: Sequence[Tag]) -> list[Tag]:
    """Where no word has a label that a receipt has once, the words for which the rules say it."""
    missing = set(FIELDS) - {tag.label for tag in tags}
    pairs = zip(tags, rules, strict=True)
    return [rule if rule.label in missing and _may_be(tag, rule.label) else tag for tag, rule in pairs]


def _may_be(tag: Tag, label: Label) -> bool:
    """Whether the rules are believed: always where the form of the word shows it, as of a date."""
    return label in SHOWN_BY_FORM or tag.label in UNTOLD


def _smoothed(lines: Sequence[list[int]], probabilities: Probabilities) -> Probabilities:
    """Names, addresses and the rest drawn to their mean over the words of a line that are one of these."""
    smooth = probabilities.copy()
    columns = [LABELS.index(label) for label in BY_LINE]
    for line in lines:
        own = [index for index in line if probabilities[index, columns].sum() > 0.5]
        if own:
            cells = np.ix_(own, columns)
            mean = probabilities[cells].mean(axis=0)
            smooth[cells] = (1 - LINE_SHARE) * probabilities[cells] + LINE_SHARE * mean
    return smooth


def _rows(words: Sequence[Word]) -> NDArray[np.int64]:
    """The printed row of each word."""
    rows = np.zeros(len(words), np.int64)
    for number, row in enumerate(sheet_of(words).rows):
        rows[list(row.row.words)] = number
    return rows


def _keep_best_block(scores: Probabilities, rows: NDArray[np.int64], column: int, step: int) -> None:
    """Take the label from all words but those of the block of rows that most speaks for."""
    words = np.flatnonzero(scores.argmax(axis=1) == column)
    found = sorted(set(rows[words]))
    starts = [0, *(i for i, (a, b) in enumerate(pairwise(found), start=1) if b - a > step), len(found)]
    blocks = [found[a:b] for a, b in pairwise(starts)]
    members = [words[np.isin(rows[words], block)] for block in blocks if block]
    best = max(members, key=lambda block: float(scores[block, column].sum()), default=words)
    scores[np.setdiff1d(words, best), column] = 0


def _drop_weak_rows(scores: Probabilities, rows: NDArray[np.int64], column: int, share: float) -> None:
    """Take the label from rows less likely to have it than this share of the likeliest row."""
    words = np.flatnonzero(scores.argmax(axis=1) == column)
    means = {row: float(scores[words[rows[words] == row], column].mean()) for row in set(rows[words])}
    for row, mean in means.items():
        if mean < share * max(means.values()):
            scores[words[rows[words] == row], column] = 0


def _raise_likeliest(scores: Probabilities, lines: Sequence[list[int]], column: int) -> None:
    """Where no word has the label, give it to the line or word that is most likely to have it."""
    if (scores.argmax(axis=1) == column).any():
        return
    if LABELS[column] in BY_LINE:
        best = max(lines, key=lambda line: float(scores[line, column].mean()))
    else:
        best = [int(scores[:, column].argmax())]
    if scores[best, column].mean() >= MIN_LONE:
        scores[best] = np.where(np.arange(scores.shape[1]) == column, scores[best], 0)
