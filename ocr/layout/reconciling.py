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
    """Every subtotal above a total with taxes and tips between them that make up the difference."""
    totals = [amount for amount in amounts if amount.cost(TOTAL) <= MAX_COST]
    subtotals = [amount for amount in amounts if amount.cost(SUBTOTAL) <= MAX_COST]
    for total in totals:
        for subtotal in subtotals:
            if subtotal.row < total.row and ZERO < subtotal.value < total.value:
                between = [a for a in amounts if subtotal.row < a.row < total.row and a.value > 0]
                for added in _added(between, total.value - subtotal.value):
                    yield ((subtotal, SUBTOTAL), (total, TOTAL), *((a, _kind(a)) for a in added))


def _added(between: Sequence[_Amount], difference: Decimal) -> Iterator[tuple[_Amount, ...]]:
    costs = ((amount.cost(_kind(amount)), amount) for amount in between)
    possible = sorted((found for found in costs if found[0] <= MAX_COST), key=lambda found: found[0])
    likely = [amount for _, amount in possible[:MAX_TRIED]]
    groups = chain.from_iterable(combinations(likely, count) for count in range(1, MAX_ADDED + 1))
    return (group for group in groups if is_equal(sum((a.value for a in group), ZERO), difference))


def _kind(amount: _Amount) -> int:
    """Tip where that is likelier than a tax."""
    return TIP if amount.shares[TIP] > amount.shares[TAX] else TAX


def _settle(scores: Probabilities, amounts: Sequence[_Amount], reading: _Reading) -> None:
    """Put the labels of the reading first, and take subtotal and tax from the other amounts."""
    for amount in amounts:
        scores[np.ix_(amount.words, [SUBTOTAL, TAX])] = 0
    for amount, label in reading:
        highest = float(amount.shares.max())
        scores[list(amount.words)] = 0
        scores[list(amount.words), label] = highest
