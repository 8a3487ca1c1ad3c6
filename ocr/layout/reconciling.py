"""Arithmetic among the amounts of a page: the likeliest reading whose subtotal and taxes make the total."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, chain, combinations, islice
from math import inf, log

import numpy as np
from numpy.typing import NDArray

from ocr.layout.arithmetic import ZERO, is_equal
from ocr.layout.features import LABELS
from ocr.layout.sheet import Sheet
from ocr.types import Label

Probabilities = NDArray[np.float32]
"""Shape (words, labels)."""

MIN_SHARE = 0.01
"""An amount less likely than this to be a label is not tried as it."""

MAX_COST = 6.0
"""How much less likely than the words' own labels a reading that adds up may be, as a natural logarithm:
about as much as it takes for a sum to come out by chance among the amounts of a receipt."""

MAX_ADDED = 3
"""Taxes and tips that make up the difference of subtotal and total."""

MAX_TOLD_APART = 3
"""Rows between the tax and the net amount that a total is told to hold."""

MIN_RATE = Decimal("0.01")
"""Of the net amount told below a total: less is a rounding, and the smaller sum is the rounded total."""

MAX_TRIED = 12
"""Amounts that are tried as taxes and tips, the likeliest: receipts have fewer, and groups of three among
forty would be ten thousand for each subtotal and total."""

MAX_AMOUNTS = 40
"""Of pages with more only the last ones are tried, for sums stand below items."""

BY_ITEMS = 2.0
"""Cost at the most of a subtotal that two or more amounts right above it add up to."""

SUBTOTAL, TAX, TIP, TOTAL = (
    LABELS.index(label) for label in (Label.SUBTOTAL, Label.TAX, Label.TIP, Label.TOTAL)
)


@dataclass(frozen=True, kw_only=True)
class _Amount:
    """The last price of a row, for sums stand last."""

    row: int
    value: Decimal
    words: tuple[int, ...]
    shares: NDArray[np.float32]
    """Mean probability of its words for each label."""
    is_sum: bool
    """Whether amounts right above it add up to it."""

    def cost(self, label: int) -> float:
        """How much less likely `label` is than the likeliest one; without end for one that is not tried."""
        share = float(self.shares[label])
        cost = log(float(self.shares.max()) / share) if share >= MIN_SHARE else inf
        return min(cost, BY_ITEMS) if self.is_sum and label == SUBTOTAL else cost


_Reading = tuple[tuple[_Amount, int], ...]
"""Amounts with their labels."""


def reconcile(scores: Probabilities, sheet: Sheet) -> None:
    """Give the labels of a subtotal, taxes, tips and a total to the amounts that add up, if these are likely.

    A reading costs the logarithm of how much less likely it is than what the words most likely are.
    """
    amounts = list(_amounts(scores, sheet))[-MAX_AMOUNTS:]
    readings = ((sum(a.cost(label) for a, label in reading), reading) for reading in _readings(amounts))
    cost, best = min(readings, key=lambda found: found[0], default=(inf, ()))
    if 0 < cost <= MAX_COST:
        _settle(scores, amounts, best)


def _amounts(scores: Probabilities, sheet: Sheet) -> Iterator[_Amount]:
    above: list[Decimal] = []
    for index, row in enumerate(sheet.rows):
        if row.money:
            last = row.money[-1]
            words = tuple(row.row.words[position] for position in row.row.between(last.start, last.end))
            yield _Amount(
                row=index,
                value=last.value,
                words=words,
                shares=scores[list(words)].mean(axis=0),
                is_sum=any(is_equal(value, last.value) for value in islice(accumulate(above[::-1]), 1, None)),
            )
            above.append(last.value)


def _readings(amounts: Sequence[_Amount]) -> Iterator[_Reading]:
    """Every subtotal and total with taxes and tips that make up the difference."""
    totals = [amount for amount in amounts if amount.cost(TOTAL) <= MAX_COST]
    subtotals = [amount for amount in amounts if amount.cost(SUBTOTAL) <= MAX_COST]
    for total in totals:
        for subtotal in subtotals:
            if ZERO < subtotal.value < total.value:
                for added in _added(_addable(amounts, subtotal, total), total.value - subtotal.value):
                    yield ((subtotal, SUBTOTAL), (total, TOTAL), *added)


def _addable(amounts: Sequence[_Amount], subtotal: _Amount, total: _Amount) -> _Reading:
    """Taxes and tips between subtotal and total, or taxes beside the net amount told below a total."""
    if subtotal.row < total.row:
        return tuple((a, _kind(a)) for a in amounts if subtotal.row < a.row < total.row and a.value > 0)
    if total.value - subtotal.value < MIN_RATE * subtotal.value:
        return ()
    near = (a for a in amounts if 0 < abs(a.row - subtotal.row) <= MAX_TOLD_APART)
    return tuple((a, TAX) for a in near if a.row > total.row and a.value > 0)


def _added(addable: _Reading, difference: Decimal) -> Iterator[_Reading]:
    possible = [(amount, label) for amount, label in addable if amount.cost(label) <= MAX_COST]
    likely = sorted(possible, key=lambda added: added[0].cost(added[1]))[:MAX_TRIED]
    groups = chain.from_iterable(combinations(likely, count) for count in range(1, MAX_ADDED + 1))
    return (group for group in groups if is_equal(sum((a.value for a, _ in group), ZERO), difference))


def _kind(amount: _Amount) -> int:
    """Tax, tip, or another part of the subtotal, such as drinks beside food, whichever is likeliest."""
    return max((TAX, TIP, SUBTOTAL), key=lambda label: float(amount.shares[label]))


def _settle(scores: Probabilities, amounts: Sequence[_Amount], reading: _Reading) -> None:
    """Put the labels of the reading first, and take subtotal and tax from the other amounts."""
    for amount in amounts:
        scores[np.ix_(amount.words, [SUBTOTAL, TAX])] = 0
    for amount, label in reading:
        highest = float(amount.shares.max())
        scores[list(amount.words)] = 0
        scores[list(amount.words), label] = highest
