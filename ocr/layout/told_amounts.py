"""Amounts that their rows tell: service charges, and taxes in tables of rates."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

import numpy as np

from ocr.layout.amounts import Amount
from ocr.layout.arithmetic import ZERO, is_equal
from ocr.layout.features import LABELS
from ocr.layout.keywords import Concept
from ocr.layout.money_rows import named_amounts
from ocr.layout.reconciling import SUBTOTAL, TAX, TIP, Probabilities
from ocr.layout.settlement import RATE
from ocr.layout.sheet import Sheet, SheetRow
from ocr.types import Label

MAX_RATE_ERROR = Decimal("0.004")
"""By which share of the net amount a tax may miss its printed rate: cents are rounded."""

PROVEN = 0.95
"""Probability of a tax whose net amount, rate and gross amount stand beside it."""

ITEM_NAME, OTHER = (LABELS.index(label) for label in (Label.ITEM_NAME, Label.OTHER))
PRICES = [TAX, TIP, *(LABELS.index(label) for label in (Label.ITEM_PRICE, Label.ITEM_UNIT))]


def tell_amounts(scores: Probabilities, sheet: Sheet) -> None:
    """Take service charges for tips, which are no taxes, and proven taxes for such."""
    has_subtotal = bool((scores.argmax(axis=1) == SUBTOTAL).any())
    for index, row in enumerate(sheet.rows):
        for found in named_amounts(sheet, index):
            if found.concept == Concept.SERVICE:
                words = _words(sheet.rows[found.row], found.amount)
                scores[words, TIP] += scores[words][:, [TAX, OTHER]].sum(axis=1)
                scores[np.ix_(words, [TAX, OTHER])] = 0
        rates = _rates(sheet.rows[max(0, index - 1) : index + 2])
        is_item = bool((scores[list(row.row.words)].argmax(axis=1) == ITEM_NAME).any())
        for net, tax, gross in () if is_item else _tax_amounts(row, rates):
            scores[np.ix_([*_words(row, net), *_words(row, gross)], PRICES)] = 0
            _settle(scores, _words(row, tax), TAX)
            if not has_subtotal:
                _settle(scores, _words(row, net), SUBTOTAL)


def _rates(rows: Sequence[SheetRow]) -> list[Decimal]:
    """The rates that the rows tell, as shares."""
    return [Decimal(rate.replace(",", ".")) / 100 for row in rows for rate in RATE.findall(row.text)]


def _tax_amounts(row: SheetRow, rates: Sequence[Decimal]) -> Iterator[tuple[Amount, Amount, Amount]]:
    """Net amount, tax and gross amount of a row of a table of rates, if they prove each other."""
    if len(row.money) != 3:
        return
    for net, tax, gross in permutations(row.money):
        is_sum = is_equal(net.value + tax.value, gross.value) and ZERO < tax.value < net.value
        if is_sum and any(abs(tax.value / net.value - rate) <= MAX_RATE_ERROR for rate in rates):
            yield net, tax, gross
            return


def _settle(scores: Probabilities, words: list[int], label: int) -> None:
    scores[words] = 0
    scores[words, label] = PROVEN


def _words(row: SheetRow, amount: Amount) -> list[int]:
    return [row.row.words[position] for position in row.row.between(amount.start, amount.end)]
