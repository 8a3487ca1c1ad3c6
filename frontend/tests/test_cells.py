"""How one field is shown."""

import pytest

from frontend.cells import Cell, grouped
from receipts.models import Field, Source
from receipts.values import value_canonical


def cell(name: str = "total", **values: object) -> Cell:
    return Cell(field=Field(name=name, **values), sure=0.9)


@pytest.mark.parametrize(
    ("confidence", "level"), [(1, "sure"), (0.9, "sure"), (0.89, "check"), (0.5, "check"), (0.49, "low")]
)
def test_the_workspace_decides_what_is_sure(confidence, level):
    assert cell(value="1", confidence=confidence).level == level


def test_less_is_asked_of_what_nothing_depends_on():
    assert cell("description", section="line_items", value="Tea", confidence=0.8).level == "sure"
    assert cell("description", section="line_items", value="Tea", confidence=0.7).level == "check"
    assert cell("total", section="line_items", value="1", confidence=0.8).level == "sure"


def test_only_what_every_receipt_has_can_be_missing():
    assert cell("total").level == "missing"
    assert cell("tip").level == "empty"
    assert cell("total", section="line_items").level == "empty"


def test_people_are_believed():
    confirmed = cell(value="1", model_value="1", confidence=0.1, source=Source.HUMAN)
    assert (confirmed.level, confirmed.percent, confirmed.is_doubtful) == ("human", None, False)
    assert not confirmed.was_changed
    assert cell(value="2", model_value="1", source=Source.HUMAN).was_changed
    assert cell("description", section="line_items", source=Source.HUMAN).level == "empty"


def test_a_way_of_paying_is_shown_as_people_write_it():
    shown = cell("method", section="payments", value="debit_card").shown
    assert shown == "Debit card"
    assert value_canonical("method", shown) == "debit_card"


def test_labels_can_stand_alone():
    assert cell("unit_price", section="line_items", row=2).spoken_label == "Unit price of item 3"
    assert cell("total").spoken_label == "Total"


@pytest.mark.parametrize(
    ("value", "raw_text", "other"),
    [
        ("2026-03-05", "05/03/2026", "2026-05-03"),
        ("2026-03-05", "03.05.26", "2026-05-03"),
        ("2026-03-05", "5 Mar 2026", None),
        ("2026-03-05", "2026-03-05", None),
        ("2026-03-25", "25/03/2026", None),
        ("2026-05-05", "05/05/2026", None),
        ("2026-03-05", "", None),
        ("", "05/03/2026", None),
    ],
)
def test_a_date_of_two_readings_offers_the_other(value, raw_text, other):
    day = cell("date", value=value, raw_text=raw_text, confidence=0.5).other_day
    assert (day and day.isoformat()) == other


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("26650000", "26 650 000"),
        ("-26650.75", "-26 650.75"),
        ("1234.50", "1234.50"),
        ("12.50", "12.50"),
        ("", ""),
    ],
)
def test_large_amounts_are_grouped(plain, shown):
    assert grouped(plain).replace("\N{NARROW NO-BREAK SPACE}", " ") == shown


def test_times_are_shown_without_idle_seconds():
    assert cell("time", value="09:42:00").shown == "09:42"
    assert cell("time", value="09:42:31").shown == "09:42:31"
    assert cell("time", value="09:00").shown == "09:00"


def test_the_printed_text_is_shown_where_it_says_more():
    assert (
        cell("merchant_phone", value="+1 207-555-0148", raw_text="(207) 555-0148").printed == "(207) 555-0148"
    )
    assert cell("total", value="12.50", raw_text="12.50").printed == ""
