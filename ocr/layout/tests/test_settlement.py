"""Taxes and payments: repeated rows are one, those of another name or card are not."""

from decimal import Decimal

import pytest

from ocr.layout.tests.printed import read, value

BILL = """
CORNER CAFE
2 Flat White      11.80
1 Carrot Cake     12.00
SUBTOTAL          23.80
"""


@pytest.mark.parametrize(
    ("rows", "payments"),
    [
        ("VISA XXXX1111     10.00\nVISA XXXX2222     13.80", [("10.00", "1111"), ("13.80", "2222")]),
        ("VISA XXXX1111     11.90\nVISA XXXX2222     11.90", [("11.90", "1111"), ("11.90", "2222")]),
        ("VISA              23.80\n\nTHANK YOU\nVISA XXXX1111     23.80", [("23.80", "1111")]),
    ],
)
def test_two_cards_of_a_brand_are_two_payments_and_a_slip_is_none(
    rows: str, payments: list[tuple[str, str]]
) -> None:
    receipt = read(f"{BILL}TOTAL             23.80\n{rows}")
    found = [(value(payment.amount), value(payment.last4)) for payment in receipt.payments]
    assert found == [(Decimal(amount), last4) for amount, last4 in payments]


@pytest.mark.parametrize(
    ("rows", "total", "names"),
    [
        ("CITY TAX           1.00\nSTATE TAX          1.00", "25.80", ["CITY TAX", "STATE TAX"]),
        ("SALES TAX          1.00\nTOTAL TAX          1.00", "24.80", ["SALES TAX"]),
        ("GST                1.00\nGST AMOUNT         1.00", "24.80", ["GST"]),
    ],
)
def test_equal_taxes_of_two_names_are_two_and_their_sum_is_none(
    rows: str, total: str, names: list[str]
) -> None:
    receipt = read(f"{BILL}{rows}\nTOTAL             {total}")
    assert [value(tax.name) for tax in receipt.taxes] == names
    assert receipt.arithmetic_agrees
