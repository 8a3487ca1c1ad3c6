"""Country and currency by what is printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.layout.origin import origin_of


@pytest.mark.parametrize(
    ("text", "country", "currency"),
    [
        ("SDN BHD\nSELANGOR\nTOTAL RM 33.90", "MY", "MYR"),
        ("PERNIAGAAN SDN BHD\nTOTAL 33.90", "MY", "MYR"),
        ("Jl. Tukad, Denpasar\nTotal Rp 43.000\nKembali 0", "ID", "IDR"),
        ("Hóa đơn\nTổng cộng 79.000đ\nTiền mặt", "VN", "VND"),
        ("Rechnung\nSumme 12,00 €\nMwSt 19%", "DE", "EUR"),
        ("London\nVAT No 123\nTotal £5.00", "GB", "GBP"),
        ("Austin, TX 78701\nTotal $5.00", "US", "USD"),
        ("Orchard, Singapore\nTotal $5.00", "SG", "SGD"),
        ("ABN 12 345\nSydney NSW\nTotal $5.00", "AU", "AUD"),
        ("SELANGOR SDN BHD\nTotal $5.00", "MY", "MYR"),
    ],
)
def test_the_receipt_tells_its_country_and_currency(text: str, country: str, currency: str) -> None:
    origin = origin_of(text)
    assert origin.country == country
    assert origin.currency is not None
    assert origin.currency.code == currency


def test_nothing_is_told_by_nothing() -> None:
    origin = origin_of("TOTAL 12.00")
    assert origin.country is origin.currency is origin.date_order is None


def test_a_sign_is_surer_than_a_country_and_both_have_their_place() -> None:
    text = "SELANGOR\nTOTAL RM 5.00"
    address = "KEDAI KOPI\n40100 SHAH ALAM, SELANGOR, MALAYSIA\nTOTAL 5.00"
    printed, inferred = origin_of(text).currency, origin_of(address).currency
    assert printed and inferred
    assert text[printed.start : printed.end] == "RM"
    assert address[inferred.start : inferred.end] == "40100 SHAH ALAM, SELANGOR, MALAYSIA"
    assert printed.certainty > inferred.certainty


@given(st.text(max_size=100))
def test_no_text_breaks_it(text: str) -> None:
    currency = origin_of(text).currency
    assert currency is None or 0 < currency.certainty <= 1


@pytest.mark.parametrize("text", ["İNR 5.00", "Rſ 3.00"])
def test_letters_that_only_look_alike_in_upper_or_lower_case_break_nothing(text: str) -> None:
    currency = origin_of(f"{text}\nMumbai, India").currency
    assert currency and currency.code == "INR"
