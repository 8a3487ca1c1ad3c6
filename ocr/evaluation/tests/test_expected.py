"""What labels mean."""

from datetime import date, time
from decimal import Decimal

import pytest

from ocr.evaluation.expected import (
    date_order,
    expected_amounts,
    expected_dates,
    expected_times,
    same_time,
)

MARCH, APRIL = date(2018, 4, 3), date(2018, 3, 4)


@pytest.mark.parametrize(
    ("printed", "texts", "usual", "days"),
    [
        ("25/12/2018 8:13:39 PM", [], None, {date(2018, 12, 25)}),
        ("12-01-19", [], "dmy", {date(2019, 1, 12)}),
        ("03/04/2018", [], None, {MARCH, APRIL}),
        ("03/04/2018", ["TOTAL RM 5.00"], None, {MARCH}),
        ("03/04/2018", ["JAMAICA PLAIN, MA 02130"], None, {APRIL}),
        ("03/04/2018", ["EXP 28/04/2019"], "mdy", {MARCH}),
        ("03/04/2018", ["QF12 - 20/1000"], "dmy", {MARCH}),
        ("10 Oct 2017", [], None, {date(2017, 10, 10)}),
        ("Jun 5, 2018", [], "dmy", {date(2018, 6, 5)}),
        ("20180304", [], None, {APRIL}),
        ("2018-03-04", [], "dmy", {APRIL}),
        ("none", [], None, set()),
    ],
)
def test_dates(printed: str, texts: list[str], usual: str | None, days: set[date]) -> None:
    assert expected_dates(printed, texts=texts, usual_order=usual) == days


def test_the_usual_order_of_a_folder() -> None:
    assert date_order(["25/12/2018", "13/01/2018", "03/04/2018"]) == "dmy"
    assert date_order(["25/12/2018", "12/25/2018"]) is None


@pytest.mark.parametrize(
    ("printed", "amounts"),
    [
        ("RM41.45", {"41.45"}),
        ("Eur154,40", {"154.40"}),
        ("40.000", {"40000"}),
        ("26,730", {"26730"}),
        ("1,154.40", {"1154.40"}),
        ("200.36 200.36", {"200.36"}),
        (".87", {"0.87"}),
        (60.3, {"60.3"}),
        ("?", set()),
    ],
)
def test_amounts(printed: object, amounts: set[str]) -> None:
    assert expected_amounts(printed) == {Decimal(amount).normalize() for amount in amounts}


def test_times() -> None:
    assert expected_times("09:47:16PM") == {time(21, 47, 16)}
    assert expected_times("17:14:18 17:14:21") == {time(17, 14, 18), time(17, 14, 21)}
    assert same_time(time(21, 47), time(21, 47, 16))
    assert not same_time(time(21, 47, 15), time(21, 47, 16))
