"""Of all labels that amounts may have, those that add up."""

from unittest.mock import Mock

import numpy as np
import pytest

from ocr.layout import reconciling
from ocr.layout.features import LABELS
from ocr.layout.reconciling import reconcile
from ocr.layout.sheet import sheet_of
from ocr.layout.tests.printed import words_of
from ocr.types import Label


def labels(text: str, shares: dict[str, dict[Label, float]]) -> dict[str, Label]:
    """The label of each amount of `text`, each printed once, by the `shares` that a net gives it."""
    words = words_of(text)
    scores = np.full((len(words), len(LABELS)), 1e-4, np.float32)
    for row, word in zip(scores, words, strict=True):
        for label, share in shares.get(word.text, {Label.OTHER: 0.9}).items():
            row[LABELS.index(label)] = share
    reconcile(scores, sheet_of(words))
    found = zip(words, scores.argmax(axis=1), strict=True)
    return {word.text: LABELS[column] for word, column in found if word.text in shares}


def test_a_subtotal_taken_for_a_total_is_told_by_the_tax() -> None:
    shares = {
        "20.00": {Label.TOTAL: 0.8, Label.SUBTOTAL: 0.15},
        "1.20": {Label.TAX: 0.9},
        "21.20": {Label.TOTAL: 0.7},
    }
    found = labels("Net 20.00\nTax 1.20\nDue 21.20", shares)
    assert found == {"20.00": Label.SUBTOTAL, "1.20": Label.TAX, "21.20": Label.TOTAL}


def test_two_taxes_make_the_difference_together() -> None:
    shares = {
        "16.50": {Label.SUBTOTAL: 0.9},
        "0.83": {Label.TAX: 0.3, Label.OTHER: 0.6},
        "1.65": {Label.TAX: 0.3, Label.OTHER: 0.6},
        "18.98": {Label.TOTAL: 0.9},
    }
    found = labels("Net 16.50\nTPS 0.83\nTVQ 1.65\nTotal 18.98", shares)
    assert (found["0.83"], found["1.65"]) == (Label.TAX, Label.TAX)


def test_the_sum_of_the_items_is_a_subtotal_whatever_it_is_called() -> None:
    shares = {
        "9.50": {Label.ITEM_PRICE: 0.9},
        "4.25": {Label.ITEM_PRICE: 0.9},
        "13.75": {Label.ITEM_PRICE: 0.9},
        "0.55": {Label.TAX: 0.9},
        "14.30": {Label.TOTAL: 0.9},
    }
    found = labels("Soup 9.50\nTea 4.25\nFood 13.75\nTax 0.55\nDue 14.30", shares)
    assert found["13.75"] == Label.SUBTOTAL
    assert found["4.25"] == Label.ITEM_PRICE


def test_food_and_drinks_are_parts_of_the_subtotal_and_no_taxes() -> None:
    shares = {
        "21.95": {Label.SUBTOTAL: 0.5},
        "6.50": {Label.ITEM_PRICE: 0.7, Label.SUBTOTAL: 0.1, Label.TAX: 0.02},
        "2.53": {Label.TAX: 0.9},
        "30.98": {Label.TOTAL: 0.9},
    }
    found = labels("Food 21.95\nLiquor 6.50\nTax 2.53\nTotal 30.98", shares)
    assert (found["6.50"], found["2.53"]) == (Label.SUBTOTAL, Label.TAX)


def test_net_and_tax_below_the_total_are_told_to_be_in_it() -> None:
    shares = {
        "62.20": {Label.TOTAL: 0.9},
        "9.93": {Label.ITEM_PRICE: 0.4, Label.TAX: 0.3},
        "52.27": {Label.SUBTOTAL: 0.9},
    }
    printed = "Saldo 62.20\nMwSt 19% 9.93\nNetto 52.27"
    assert labels(printed, shares)["9.93"] == Label.TAX
    far = printed.replace("Netto", "A\nB\nC 1.00\nD 2.00\nE 3.00\nNetto")
    assert labels(far, shares)["9.93"] == Label.ITEM_PRICE


def test_a_rounded_total_below_the_total_is_no_net_amount() -> None:
    shares = {
        "30.91": {Label.TOTAL: 0.9},
        "0.01": {Label.OTHER: 0.5, Label.TAX: 0.1},
        "30.90": {Label.TOTAL: 0.8, Label.SUBTOTAL: 0.1},
    }
    found = labels("Total 30.91\nRounding 0.01\nRounded 30.90", shares)
    assert found == {"30.91": Label.TOTAL, "0.01": Label.OTHER, "30.90": Label.TOTAL}


def test_the_price_of_a_lone_item_stays_its_price() -> None:
    shares = {
        "20.00": {Label.ITEM_PRICE: 0.95, Label.SUBTOTAL: 0.005},
        "1.20": {Label.TAX: 0.9},
        "21.20": {Label.TOTAL: 0.9},
    }
    assert labels("Soup 20.00\nTax 1.20\nDue 21.20", shares)["20.00"] == Label.ITEM_PRICE


def test_what_adds_up_by_the_nets_own_labels_stays_as_it_is() -> None:
    shares = {
        "20.00": {Label.SUBTOTAL: 0.6},
        "1.20": {Label.TAX: 0.6},
        "21.20": {Label.TOTAL: 0.6},
        "3.00": {Label.TAX: 0.5},
    }
    assert labels("Net 20.00\nTax 1.20\nDue 21.20\nGST 3.00", shares)["3.00"] == Label.TAX


def test_a_page_on_which_any_amount_may_be_anything_stays_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    sums = Mock(wraps=reconciling.is_equal)
    monkeypatch.setattr(reconciling, "is_equal", sums)
    words = words_of("\n".join(f"Line {1000 + 7 * row * row}.{row % 90 + 10}" for row in range(40)))
    reconcile(np.full((len(words), len(LABELS)), 1 / len(LABELS), np.float32), sheet_of(words))
    assert 1000 < sums.call_count < 250_000


def test_of_many_that_may_be_the_tax_the_likeliest_are_tried() -> None:
    shares = {f"{row}.11": {Label.TAX: 0.05, Label.OTHER: 0.6} for row in range(1, 20)}
    shares |= {
        "50.00": {Label.SUBTOTAL: 0.9},
        "3.70": {Label.TAX: 0.3, Label.OTHER: 0.6},
        "53.70": {Label.TOTAL: 0.5, Label.OTHER: 0.4},
    }
    rows = "\n".join(f"Code {row}.11" for row in range(1, 20))
    assert labels(f"Net 50.00\n{rows}\nGST 3.70\nDue 53.70", shares)["3.70"] == Label.TAX
