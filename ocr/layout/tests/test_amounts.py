"""Amounts in the styles of the world, and after reading errors."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.layout.amounts import NumberStyle, find_amounts, infer_style, parse_amount

POINT, COMMA, NO_CENTS = NumberStyle(), NumberStyle(decimal=","), NumberStyle(decimal=",", places=0)
SPACED = NumberStyle(decimal=",", spaces=True)


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("1,234.56", POINT, "1234.56"),
        ("1.234,56", COMMA, "1234.56"),
        ("1 234,56", SPACED, "1234.56"),
        ("1\u00a0234,56 €", COMMA, "1234.56"),
        ("1'234.50", POINT, "1234.50"),
        ("79.000", NO_CENTS, "79000"),
        ("79.000đ", NO_CENTS, "79000"),
        ("79,000 VND", NO_CENTS, "79000"),
        ("Rp 43.000", NO_CENTS, "43000"),
        ("Rp 43. 000", NO_CENTS, "43000"),
        ("Rp43.000,-", NO_CENTS, "43000"),
        ("1.250.000", NO_CENTS, "1250000"),
        ("11.000,00", NO_CENTS, "11000.00"),
        ("RM 33.90", POINT, "33.90"),
        ("RM33.90", POINT, "33.90"),
        ("$6.69", POINT, "6.69"),
        ("12,50 €", COMMA, "12.50"),
        ("EUR 12,50", COMMA, "12.50"),
        (".87", POINT, "0.87"),
        ("-5.59", POINT, "-5.59"),
        ("-RM 0.02", POINT, "-0.02"),
        ("RM -0.02", POINT, "-0.02"),
        ("9.00-", POINT, "-9.00"),
        ("(3.00)", POINT, "-3.00"),
        ("2.659", POINT, "2.659"),
        ("2.659", COMMA, "2659"),
        ("12. 50", POINT, "12.50"),
        ("12 .50", POINT, "12.50"),
        ("1O.OO", POINT, "10.00"),
        ("l9.00", POINT, "19.00"),
        ("S.50", POINT, "5.50"),
        ("B.50", POINT, "8.50"),
        ("79.OOO", NO_CENTS, "79000"),
        ("12,50", POINT, "12.50"),
    ],
)
def test_a_printed_amount_is_understood(text: str, style: NumberStyle, value: str) -> None:
    amount = parse_amount(text, style)
    assert amount is not None
    assert amount.value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "TOTAL", "19/10/2018", "10.07.13", "20:49:59", "6%", "10.00%", "A4", "003281900229170", "SOS"],
)
def test_other_things_are_no_money(text: str) -> None:
    assert not [amount for amount in find_amounts(text, POINT) if amount.is_money]


def test_columns_of_one_row_stay_apart() -> None:
    amounts = find_amounts("8970669 1 X 19.00 19.00 S", POINT)
    assert [str(amount.value) for amount in amounts] == ["8970669", "1", "19.00", "19.00"]
    assert [amount.is_money for amount in amounts] == [False, False, True, True]


def test_a_tax_code_after_the_amount_is_no_digit() -> None:
    (amount,) = find_amounts("5.20S", POINT)
    assert amount.value == Decimal("5.20")


def test_mended_and_unusual_amounts_are_less_certain() -> None:
    plain, mended, unusual = (parse_amount(text, POINT) for text in ("10.00", "1O.00", "10,00"))
    assert plain and mended and unusual
    assert plain.certainty > mended.certainty > unusual.certainty


@pytest.mark.parametrize(
    ("texts", "currency", "style"),
    [
        (["19.00", "1,250.00", "5.59"], None, POINT),
        (["3,00", "12,00", "1.154,40"], None, COMMA),
        (["40.000", "3.000", "43.000"], None, NO_CENTS),
        (["40.000"], "VND", NO_CENTS),
        (["26,730", "14,190"], "IDR", NumberStyle(decimal=".", places=0)),
        (["2.659", "6.69", "10.00"], "USD", POINT),
        ([], "EUR", COMMA),
        ([], None, POINT),
        (["1 234 567,00"], None, SPACED),
    ],
)
def test_the_receipt_shows_its_own_style(texts: list[str], currency: str | None, style: NumberStyle) -> None:
    assert infer_style(texts, currency=currency) == style


STYLES = st.sampled_from(
    [
        (".", ",", 2),
        (",", ".", 2),
        (",", " ", 2),
        (",", "\u00a0", 2),
        (".", "'", 2),
        ("", ".", 0),
        ("", ",", 0),
    ]
)


@given(
    cents=st.integers(min_value=0, max_value=10**9),
    style=STYLES,
    sign=st.sampled_from(["", "RM ", "$", "€", "Rp "]),
    negative=st.sampled_from(["{}", "-{}", "{}-", "({})"]),
)
def test_what_is_formatted_is_parsed_back(
    cents: int, style: tuple[str, str, int], sign: str, negative: str
) -> None:
    decimal, thousands, places = style
    value = Decimal(cents).scaleb(-places)
    whole, _, fraction = f"{value:.{places}f}".partition(".")
    digits = f"{int(whole):,}".replace(",", thousands) + decimal * bool(fraction) + fraction
    read = parse_amount(
        negative.format(sign + digits),
        NumberStyle(decimal=decimal or ",", places=places, spaces=thousands in (" ", "\u00a0")),
    )
    assert read is not None
    assert read.value == (value if negative == "{}" else -value)


@given(st.text(max_size=60), st.sampled_from([POINT, COMMA, NO_CENTS, SPACED]))
def test_no_text_breaks_the_parser(text: str, style: NumberStyle) -> None:
    for amount in find_amounts(text, style):
        assert 0 <= amount.start < amount.end <= len(text)
        assert 0 < amount.certainty <= 1
    infer_style([text], currency=None)
