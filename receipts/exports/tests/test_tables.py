"""CSV and Excel: a row for each receipt or line item, numbers as numbers, and no formulas."""

import csv
import zipfile
from xml.etree import ElementTree

import pytest

from accounts.access import Actor
from receipts import services
from receipts.exports.selection import selection_of
from receipts.models import Field, Status


def rows(path) -> list[dict[str, str]]:
    """Return what a spreadsheet reads in a CSV file."""
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def correct(receipt, user, name, value, section="", row=0):
    services.field_correct(receipt=receipt, by=Actor(user), section=section, row=row, name=name, value=value)


def test_a_csv_has_a_row_for_each_receipt(stored_receipt, exported, alice):
    receipt = stored_receipt()
    correct(receipt, alice, "merchant_name", 'Bäckerei; "Ost", Köln')
    (row,) = rows(exported("csv"))
    assert row["receipt_id"] == str(receipt.id)
    assert (row["merchant_name"], row["date"]) == ('Bäckerei; "Ost", Köln', "2024-12-31")
    assert (row["total"], row["currency"], row["tip"]) == ("12.50", "EUR", "")
    assert (row["category"], row["tags"]) == ("Meals", "client, lunch")
    assert (row["note"], row["uploaded_by"]) == ("With Bob\nand a client", "alice@example.org")


def test_a_csv_can_have_a_row_for_each_line_item(stored_receipt, exported, alice):
    receipt = stored_receipt()
    services.row_delete(receipt=receipt, by=Actor(alice), section="line_items", row=0)
    (row,) = rows(exported("csv", layout="line_items"))
    assert (row["number"], row["description"], row["quantity"], row["total"]) == ("1", "CAKE", "2", "8.00")
    assert (row["merchant_name"], row["currency"]) == ("CORNER SHOP", "EUR")


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-2+3", "@SUM(A1)"])
def test_a_formula_stays_text_in_csv_but_a_negative_amount_a_number(stored_receipt, exported, alice, formula):
    receipt = stored_receipt(filename=formula)
    correct(receipt, alice, "merchant_name", formula)
    correct(receipt, alice, "total", "-4.50")
    (row,) = rows(exported("csv"))
    assert (row["merchant_name"], row["filename"]) == (f"'{formula}", f"'{formula}")
    assert row["total"] == "-4.50"


def test_an_export_takes_what_the_filters_let_through(stored_receipt, make_receipt, exported):
    stored_receipt(status=Status.COMPLETED, filename="a.jpg")
    make_receipt(filename="b.jpg")
    assert [row["filename"] for row in rows(exported("csv"))] == ["b.jpg", "a.jpg"]
    assert [row["filename"] for row in rows(exported("csv", status=["completed"]))] == ["a.jpg"]


def test_all_receipts_are_read_part_by_part_each_once(
    make_receipt, workspace, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("receipts.exports.selection._AT_ONCE", 2)
    made = [make_receipt() for _ in range(5)]
    type(made[0]).objects.filter(id__in=[receipt.id for receipt in made[:4]]).update(
        created_at=made[0].created_at
    )
    done: list[int] = []
    selection = selection_of(workspace=workspace, filters={})
    object.__setattr__(selection, "report", done.append)
    with django_assert_num_queries(2 * 3):
        read = [receipt.id for receipt in selection.read("fields")]
    assert sorted(read) == sorted(receipt.id for receipt in made)
    assert done == [2, 4, 5]


CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"


def cells(path, sheet: int) -> dict[str, tuple[str, str]]:
    """Return type and text of each cell of a sheet, by its place."""
    with zipfile.ZipFile(path) as book:
        tree = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    return {
        cell.attrib["r"]: (cell.attrib.get("t", "n"), "".join(cell.itertext())) for cell in tree.iter(CELL)
    }


def test_a_workbook_has_dates_and_amounts_that_excel_can_reckon_with(stored_receipt, exported, alice):
    receipt = stored_receipt()
    correct(receipt, alice, "merchant_name", '=HYPERLINK("http://evil.example")')
    book = exported("xlsx")
    sheet = cells(book, 1)
    assert sheet["B2"] == ("n", "45657")  # 2024-12-31, as Excel counts days
    assert sheet["C2"] == ("inlineStr", '=HYPERLINK("http://evil.example")')
    headings = {text: place[:-1] for place, (_, text) in sheet.items() if place.endswith("1")}
    assert sheet[headings["total"] + "2"] == ("n", "12.5")
    assert headings["tip"] + "2" not in sheet
    assert [cells(book, 2)[f"F{row}"][1] for row in (2, 3)] == ["TEA", "CAKE"]
    assert cells(book, 3)["G2"] == ("n", "0.82")
    assert list(cells(book, 4)) == [f"{column}1" for column in "ABCDEFG"]


def test_a_value_that_is_not_what_it_should_be_stays_the_text_that_it_is(stored_receipt, exported):
    receipt = stored_receipt()
    Field.objects.filter(receipt=receipt, name="date").update(value="1066")
    Field.objects.filter(receipt=receipt, section="", name="total").update(value="much")
    (row,) = rows(exported("csv"))
    assert (row["date"], row["total"]) == ("1066", "much")
    assert cells(exported("xlsx"), 1)["B2"] == ("inlineStr", "1066")
