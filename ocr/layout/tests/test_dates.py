"""Dates, and what decides between their readings."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.layout.dates import DECIDED, GUESSED, DateOrder, find_dates, order_of, resolve
from ocr.layout.origin import origin_of

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.YEAR_FIRST


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25/12/2018 8:13:39 PM", date(2018, 12, 25)),
        ("19/10/201820:49:59", date(2018, 10, 19)),
        ("10/26/2018", date(2018, 10, 26)),
        ("2018-03-04", date(2018, 3, 4)),
        ("2018/12/31", date(2018, 12, 31)),
        ("20180304", date(2018, 3, 4)),
        ("05Jun18", date(2018, 6, 5)),
        ("06. 07.22-19:43/2.2.15", date(2022, 7, 6)),
        ("Ju103'12 02:34PM", date(2012, 7, 3)),
        ("N0v 3, 2018", date(2018, 11, 3)),
        ("14/dun/2017", date(2017, 6, 14)),
        ("Jun 5, 2018", date(2018, 6, 5)),
        ("21st August 2022", date(2022, 8, 21)),
        ("Sun,21 Aug 2022", date(2022, 8, 21)),
        ("16 Okt 2022", date(2022, 10, 16)),
        ("3 Mac 2019", date(2019, 3, 3)),
        ("17 Agustus 2021", date(2021, 8, 17)),
        ("1. März 2020", date(2020, 3, 1)),
        ("24.12.2018", date(2018, 12, 24)),
        ("Ngày 5 tháng 3 năm 2021", date(2021, 3, 5)),
        ("Ngày: 25/03/2021 14:20", date(2021, 3, 25)),
        ("ORD #50 -REG #19- 18/01/2018 10:27:03", date(2018, 1, 18)),
        ("2021年3月5日", date(2021, 3, 5)),
        ("31 / 12 / 2018", date(2018, 12, 31)),
        ("O1/l2/2O18 13/12/2018", date(2018, 12, 13)),
    ],
)
def test_a_printed_date_is_found(text: str, day: date) -> None:
    assert resolve(find_dates(text)[-1], DAY_FIRST)[0] == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12:30",
        "07.22-19:43",
        "192.168.1.12",
        "TEL 12-34-5678",
        "1, 2, 30",
        "03-3362 4395",
        "31/02/2018",
        "14/maz/2017",
        "14/xyz/2017",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(
    ("order", "day"),
    [(DAY_FIRST, date(2019, 1, 12)), (MONTH_FIRST, date(2019, 12, 1)), (YEAR_FIRST, date(2012, 1, 19))],
)
def test_evidence_decides_an_ambiguous_date(order: DateOrder, day: date) -> None:
    (printed,) = find_dates("12-01-19")
    assert resolve(printed, order)[0] == day
    assert resolve(printed, order)[1] > 0.9


def test_without_evidence_a_date_is_only_a_guess() -> None:
    (printed,) = find_dates("03/04/2019")
    assert resolve(printed, None)[1] == GUESSED < DECIDED == resolve(printed, DAY_FIRST)[1]


def test_a_date_with_one_reading_needs_no_evidence_but_suffers_from_the_contrary() -> None:
    (printed,) = find_dates("12/28/2017")
    assert resolve(printed, None) == (date(2017, 12, 28), 1.0)
    day, certainty = resolve(printed, DAY_FIRST)
    assert day == date(2017, 12, 28)
    assert certainty < 1.0


def test_points_never_put_the_month_first() -> None:
    (printed,) = find_dates("03.04.2019")
    assert resolve(printed, None) == (date(2019, 4, 3), 1.0)


def test_other_dates_of_the_receipt_prove_the_order() -> None:
    assert order_of(find_dates("03/04/2019") + find_dates("28/04/2019")) == DAY_FIRST
    assert order_of(find_dates("03/04/2019") + find_dates("04/28/2019")) == MONTH_FIRST
    assert order_of(find_dates("03/04/2019")) is None


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("ABC HO TRADING SDN BHD\n81100 JOHOR BAHRU\nTOTAL RM 31.00", DAY_FIRST),
        ("HATOFF'S GAS\n3440 WASHINGTON ST\nJAMAICA PLAIN, MA 02130\n617-318-1141", MONTH_FIRST),
        ("Rechnung\nSumme 12,00 €\nMwSt 19%", DAY_FIRST),
        ("Cộng hòa\nTổng cộng 79.000đ", DAY_FIRST),
        ("TEL +60 7 350 7405", DAY_FIRST),
        ("TOTAL 12.00", None),
    ],
)
def test_the_country_tells_the_order(text: str, order: DateOrder | None) -> None:
    assert origin_of(text).date_order == order


@given(
    day=st.dates(min_value=date(2000, 1, 1), max_value=date(2029, 12, 31)),
    layout=st.sampled_from(
        [
            ("%d/%m/%Y", DAY_FIRST),
            ("%d-%m-%y", DAY_FIRST),
            ("%d.%m.%Y", DAY_FIRST),
            ("%m/%d/%Y", MONTH_FIRST),
            ("%m/%d/%y", MONTH_FIRST),
            ("%Y-%m-%d", YEAR_FIRST),
            ("%d %b %Y", DAY_FIRST),
            ("%B %d, %Y", MONTH_FIRST),
        ]
    ),
)
def test_what_is_formatted_is_parsed_back(day: date, layout: tuple[str, DateOrder]) -> None:
    template, order = layout
    (printed,) = find_dates(f"DATE {day.strftime(template)} 12:30")
    assert resolve(printed, order)[0] == day


@given(st.text(max_size=60))
def test_no_text_breaks_the_parser(text: str) -> None:
    for printed in find_dates(text):
        assert 0 <= printed.start < printed.end <= len(text)
        assert printed.readings
