"""Service charges are no taxes, and a row of a table of rates proves its tax."""

import numpy as np
import pytest

from ocr.layout.features import LABELS
from ocr.layout.sheet import sheet_of
from ocr.layout.tests.printed import words_of
from ocr.layout.told_amounts import tell_amounts
from ocr.types import Label


def labels(text: str, **amounts: Label) -> list[Label]:
    """What the words of `text` that hold digits are told to be, if a net takes all for `otherwise`."""
    words = words_of(text)
    scores = np.full((len(words), len(LABELS)), 1e-4, np.float32)
    scores[:, LABELS.index(amounts["otherwise"])] = 0.6
    tell_amounts(scores, sheet_of(words))
    found = zip(words, scores.argmax(axis=1), strict=True)
    return [LABELS[column] for word, column in found if any(map(str.isdigit, word.text))]


def test_a_service_charge_goes_with_tips() -> None:
    found = labels("Service Charge 109.00\nTax 78.44", otherwise=Label.TAX)
    assert found == [Label.TIP, Label.TAX]


@pytest.mark.parametrize(
    "table",
    [
        "IVA 8% 17.78 1.42 19.20",
        "MwSt Brutto Netto\n17.78 1.42 19.20\nB 8,0%",
        "VAT @ 20% is in it\nA 8% 17.78 1.42 19.20",
    ],
)
def test_net_rate_and_gross_prove_a_tax(table: str) -> None:
    found = [label for label in labels(table, otherwise=Label.KEY) if label != Label.KEY]
    assert found == [Label.SUBTOTAL, Label.TAX]


@pytest.mark.parametrize(
    "row", ["IVA 8% 17.78 2.42 20.20", "IVA 17.78 1.42 19.20", "IVA 8% 17.78 1.42 19.30", "8% 17.78 1.42"]
)
def test_what_does_not_fit_together_proves_nothing(row: str) -> None:
    assert set(labels(row, otherwise=Label.TAX)) == {Label.TAX}


def test_each_rate_of_a_table_has_its_net_amount_and_tax() -> None:
    found = labels("A 19% 10.00 1.90 11.90\nB 7% 20.00 1.40 21.40", otherwise=Label.KEY)
    assert [label for label in found if label != Label.KEY] == [Label.SUBTOTAL, Label.TAX] * 2


def test_an_item_with_its_own_tax_stays_an_item() -> None:
    assert set(labels("Widget 19% 10.00 1.90 11.90", otherwise=Label.ITEM_NAME)) == {Label.ITEM_NAME}


def test_the_net_amount_is_no_subtotal_where_one_is_printed() -> None:
    words = words_of("Subtotal 19.20\nIVA 8% 17.78 1.42 19.20")
    scores = np.full((len(words), len(LABELS)), 1e-4, np.float32)
    scores[1, LABELS.index(Label.SUBTOTAL)] = 0.9
    tell_amounts(scores, sheet_of(words))
    assert (scores.argmax(axis=1) == LABELS.index(Label.SUBTOTAL)).sum() == 1
