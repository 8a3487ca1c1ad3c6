"""Telephone numbers, ways of paying and card numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.layout.payments import find_last4, payment_method
from ocr.layout.phones import POSSIBLE, VALID, find_phones


@pytest.mark.parametrize(
    ("text", "country", "values"),
    [
        ("TEL:07-3507405   FAX:07-3558160", "MY", ["07-3507405", "07-3558160"]),
        ("TEL : 07-5547360 / 016-7993391", "MY", ["07-5547360"]),
        ("(617) 318-1141", "US", ["(617) 318-1141"]),
        ("ĐT: 028 3822 1234", "VN", ["028 3822 1234"]),
        ("+49 89 46169340", None, ["+49 89 46169340"]),
        ("TOTAL 12.50", "MY", []),
        ("GST 000381399040 1234567", "MY", []),
    ],
)
def test_numbers_keep_their_printed_form(text: str, country: str | None, values: list[str]) -> None:
    found = [phone.value for phone in find_phones(text, country=country)]
    assert found == values


def test_a_number_of_the_country_is_surer() -> None:
    (real,) = find_phones("03-4162 2318", country="MY")
    (odd,) = find_phones("99-9999 9999", country="MY")
    assert (real.certainty, odd.certainty) == (VALID, POSSIBLE)


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("CASH", "cash"),
        ("TUNAI", "cash"),
        ("Tiền mặt", "cash"),
        ("VISA CREDIT", "visa"),
        ("MASTER CARD", "mastercard"),
        ("Kartu Debit", "debit_card"),
        ("EC-Karte", "girocard"),
        ("GoPay", "gopay"),
        ("MoMo", "momo"),
        ("Touch 'n Go", "touch_n_go"),
        ("CHANGE", None),
    ],
)
def test_methods_have_public_names(text: str, method: str | None) -> None:
    assert payment_method(text) == method


@pytest.mark.parametrize(
    ("text", "digits"), [("XXXX XXXX XXXX 1234", "1234"), ("************4321", "4321"), ("1234 5678", None)]
)
def test_last_four_digits_come_from_masked_numbers(text: str, digits: str | None) -> None:
    found = find_last4(text)
    assert (found.value if found else None) == digits


@given(st.text(max_size=60), st.sampled_from(["MY", "US", "DE", None]))
def test_no_text_breaks_the_parsers(text: str, country: str | None) -> None:
    for phone in find_phones(text, country=country):
        assert text[phone.start : phone.end] == phone.value
    payment_method(text)
    find_last4(text)
