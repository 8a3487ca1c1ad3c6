"""What people type becomes canonical, by the receipt's own evidence."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from receipts.values import Evidence, amount_text, value_canonical

DAY_FIRST = Evidence(texts=("Date: 31/12/2024", "TOTAL 12,50 EUR"), currency="EUR")
AMERICAN = Evidence(texts=("New York, NY 10001", "Sales Tax 1.20", "12/31/2024"), currency="USD")
VIETNAMESE = Evidence(texts=("Tổng cộng: 79.000", "Tiền mặt 100.000"), currency="VND")


@pytest.mark.parametrize(
    ("name", "typed", "evidence", "canonical"),
    [
        ("total", "12,5", DAY_FIRST, "12.5"),
        ("total", "12.50", DAY_FIRST, "12.50"),
        ("total", "1.234,56", DAY_FIRST, "1234.56"),
        ("total", "1,234.56", AMERICAN, "1234.56"),
        ("total", "€ 12,50", DAY_FIRST, "12.50"),
        ("total", "79.000", VIETNAMESE, "79000"),
        ("total", "-3.00", AMERICAN, "-3.00"),
        ("quantity", "2", AMERICAN, "2"),
        ("quantity", "0.345", AMERICAN, "0.345"),
        ("rate", "6%", AMERICAN, "6"),
        ("date", "25/12/2018", DAY_FIRST, "2018-12-25"),
        ("date", "03/04/2018", DAY_FIRST, "2018-04-03"),
        ("date", "03/04/2018", AMERICAN, "2018-03-04"),
        ("date", "31 Dec 2024", Evidence(), "2024-12-31"),
        ("date", "2024-12-31", Evidence(), "2024-12-31"),
        ("time", "6:30 pm", Evidence(), "18:30"),
        ("time", "18:30", Evidence(), "18:30"),
        ("currency", "€", Evidence(), "EUR"),
        ("currency", "usd", Evidence(), "USD"),
        ("last4", "**** 1234", Evidence(), "1234"),
        ("merchant_name", "  Corner\n Shop ", Evidence(), "Corner Shop"),
        ("total", " ", Evidence(), ""),
    ],
)
def test_typing_becomes_canonical(name: str, typed: str, evidence: Evidence, canonical: str) -> None:
    assert value_canonical(name, typed, evidence) == canonical


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("total", "twelve"),
        ("total", "1234567890123"),
        ("total", "12.50 or so"),
        ("date", "03/04/2018"),
        ("date", "31/02/2018"),
        ("date", "yesterday"),
        ("time", "25:00"),
        ("currency", "$"),
        ("currency", "dollars"),
        ("last4", "12345"),
        ("merchant_name", "x" * 501),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(name: str, typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        value_canonical(name, typed, Evidence())
    assert refused.value.messages[0].endswith(".")


@pytest.mark.parametrize(
    ("amount", "text"),
    [("12.5000", "12.50"), ("79000.0000", "79000"), ("0.125", "0.125"), ("1E+3", "1000"), ("0", "0")],
)
def test_amounts_are_shown_as_people_write_them(amount: str, text: str) -> None:
    assert amount_text(Decimal(amount)) == text
