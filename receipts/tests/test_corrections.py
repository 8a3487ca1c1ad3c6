"""What Alice corrects stays hers; what the model read stays beside it."""

import json

import pytest
from django.core.exceptions import ValidationError

from accounts.access import Actor
from accounts.audit import audit_of
from receipts import services
from receipts.errors import StateError
from receipts.models import Field, Receipt
from receipts.selectors import receipt_detail
from receipts.services.readings import fields_replace
from receipts.tests.records import POLYGON

EMPTY = {"line_items": [], "taxes": [], "payments": []}


def read(value, confidence=0.7):
    """A field as the reader's document has it."""
    return {
        "value": value,
        "raw_text": f"<{value}>",
        "confidence": confidence,
        "page": 1,
        "polygon": POLYGON,
    }


def reread(receipt, document):
    fields_replace(receipt, document, model_version="m2")


def correct(receipt, user, name, value, section="", row=0) -> Field:
    return services.field_correct(
        receipt=receipt, by=Actor(user), section=section, row=row, name=name, value=value
    )


def cells(receipt, section="line_items"):
    """The rows of a section as texts."""
    return [
        {name: cell.value for name, cell in row.cells.items() if cell.value}
        for row in receipt_detail(receipt).rows(section)
    ]


def test_a_correction_is_canonical_and_keeps_the_models_value(read_receipt, alice):
    field = correct(read_receipt(), alice, "total", "13,5")
    assert (field.value, field.source, field.model_value) == ("13.5", "human", "12.50")
    assert (field.corrected_by, field.raw_text) == (alice, "12.50")


def test_the_receipts_copies_follow(read_receipt, alice):
    receipt = read_receipt()
    revision = receipt.revision
    correct(receipt, alice, "merchant_name", "The Corner Shop")
    correct(receipt, alice, "date", "25/12/2018")
    correct(receipt, alice, "currency", "eur")
    correct(receipt, alice, "total", "1.234,50")
    receipt.refresh_from_db()
    assert (receipt.merchant_name, receipt.currency) == ("The Corner Shop", "EUR")
    assert (receipt.date.isoformat(), str(receipt.total)) == ("2018-12-25", "1234.5000")
    assert receipt.revision == revision + 4


def test_a_person_can_empty_a_field(read_receipt, alice):
    receipt = read_receipt()
    field = correct(receipt, alice, "total", "")
    receipt.refresh_from_db()
    assert (field.value, field.model_value, receipt.total) == ("", "12.50", None)


def test_leaving_a_value_as_it_is_is_no_correction(read_receipt, alice):
    receipt = read_receipt()
    assert correct(receipt, alice, "total", "12.50").source == "model"
    receipt.refresh_from_db()
    assert receipt.revision == 0


def test_a_field_that_the_model_missed_can_be_added(read_receipt, alice):
    receipt = read_receipt()
    correct(receipt, alice, "quantity", "1", section="line_items", row=0)
    assert cells(receipt)[0] == {"description": "TEA", "quantity": "1", "total": "4.50"}


@pytest.mark.parametrize(
    ("section", "row", "name", "value"),
    [
        ("", 0, "colour", "red"),
        ("", 1, "total", "1"),
        ("line_items", 7, "total", "1"),
        ("nothing", 0, "total", "1"),
        ("", 0, "total", "many"),
    ],
)
def test_what_makes_no_sense_changes_nothing(read_receipt, alice, section, row, name, value):
    receipt = read_receipt()
    before = list(receipt.fields.values())
    with pytest.raises(ValidationError):
        correct(receipt, alice, name, value, section, row)
    assert list(receipt.fields.values()) == before


def test_rows_come_and_go(read_receipt, alice):
    receipt = read_receipt()
    row = services.row_add(receipt=receipt, by=Actor(alice), section="line_items")
    correct(receipt, alice, "description", "MILK", "line_items", row)
    services.row_delete(receipt=receipt, by=Actor(alice), section="line_items", row=0)
    assert [cell["description"] for cell in cells(receipt)] == ["CAKE", "MILK"]
    services.row_delete(receipt=receipt, by=Actor(alice), section="line_items", row=row)
    assert [cell["description"] for cell in cells(receipt)] == ["CAKE"]
    read_once = receipt.fields.filter(section="line_items", row=0)
    assert {field.model_value for field in read_once} == {"TEA", "4.50"}, "ground truth is kept"
    assert not receipt.fields.filter(section="line_items", row=row).exists()


@pytest.mark.parametrize("row", [0, 7])
def test_a_row_that_is_gone_is_not_deleted_once_more(read_receipt, alice, row):
    receipt = read_receipt()
    services.row_delete(receipt=receipt, by=Actor(alice), section="line_items", row=0)
    receipt.refresh_from_db()
    with pytest.raises(ValidationError, match="not there any more"):
        services.row_delete(receipt=receipt, by=Actor(alice), section="line_items", row=row)
    assert Receipt.objects.get(id=receipt.id).revision == receipt.revision
    assert audit_of(workspace=receipt.workspace, subject_id=receipt.id).count() == 1


def test_a_new_row_is_shown_before_it_is_filled(read_receipt, alice):
    receipt = read_receipt()
    services.row_add(receipt=receipt, by=Actor(alice), section="payments")
    assert cells(receipt, "payments") == [{}]


def test_another_reading_keeps_what_alice_wrote_and_refreshes_the_rest(read_receipt, alice):
    receipt = read_receipt()
    correct(receipt, alice, "total", "13.50")
    reread(receipt, {**EMPTY, "merchant_name": read("CORNER SHOE"), "total": read("18.50", 0.6)})
    fields = receipt_detail(receipt).fields
    total = fields["total"]
    assert (total.value, total.source, total.corrected_by) == ("13.50", "human", alice)
    assert (total.model_value, total.raw_text, total.confidence) == ("18.50", "<18.50>", 0.6)
    assert total.model_version == "m2"
    assert fields["merchant_name"].value == "CORNER SHOE"
    assert fields["date"].pk is None, "the new model read no date"


def test_a_person_keeps_a_field_that_the_new_model_does_not_find(read_receipt, alice):
    receipt = read_receipt()
    correct(receipt, alice, "total", "13.50")
    reread(receipt, EMPTY)
    total = receipt_detail(receipt).fields["total"]
    assert (total.value, total.model_value, total.polygon) == ("13.50", "", None)


def test_a_table_that_alice_touched_keeps_its_rows(read_receipt, alice):
    receipt = read_receipt()
    correct(receipt, alice, "total", "9.00", "line_items", 1)
    new = {**EMPTY, "line_items": [{"description": read("COFFEE")}], "taxes": [{"amount": read("1.00")}]}
    reread(receipt, new)
    assert [cell["description"] for cell in cells(receipt)] == ["TEA", "CAKE"]
    assert cells(receipt, "taxes") == [{"amount": "1.00"}]


def test_a_table_that_nobody_touched_is_read_anew(read_receipt):
    receipt = read_receipt()
    reread(receipt, {**EMPTY, "line_items": [{"description": read("COFFEE")}]})
    assert cells(receipt) == [{"description": "COFFEE"}]


def test_reasons_for_a_review_go_when_alice_settles_them(read_receipt, alice):
    receipt = read_receipt(review_reasons=["low_confidence:total", "arithmetic"])
    correct(receipt, alice, "total", "12.50 EUR")
    assert "low_confidence:total" in reasons(receipt), "nothing changed"
    correct(receipt, alice, "total", "12.51")
    correct(receipt, alice, "total", "12.50")
    assert reasons(receipt) == ["low_confidence:date"]
    correct(receipt, alice, "total", "99.00")
    assert "arithmetic" in reasons(receipt)


def test_what_alice_empties_and_types_again_is_judged_as_it_stands_there(read_receipt, alice):
    receipt = read_receipt(amounts_agree=False, review_reasons=["arithmetic"])
    correct(receipt, alice, "total", "99.00", "line_items", 0)
    assert "arithmetic" in reasons(receipt)
    correct(receipt, alice, "total", "")
    assert "arithmetic_unproven" in reasons(receipt)
    correct(receipt, alice, "total", "12.50")
    assert "arithmetic" in reasons(receipt)


def test_what_only_the_reader_can_explain_holds_until_an_amount_is_changed(read_receipt, alice):
    receipt = read_receipt(amounts_agree=True, review_reasons=["low_confidence:total"])
    Field.objects.filter(receipt=receipt, section="line_items", row=0, name="total").update(
        value="9.50", model_value="9.50"
    )
    correct(receipt, alice, "total", "")
    assert "arithmetic_unproven" in reasons(receipt)
    correct(receipt, alice, "total", "12.50")
    assert reasons(receipt) == ["low_confidence:date"]
    correct(receipt, alice, "total", "12.00")
    assert "arithmetic" in reasons(receipt)


def reasons(receipt) -> list[str]:
    receipt.refresh_from_db()
    return json.loads(json.dumps(receipt.review_reasons))


def test_a_photo_without_text_proves_nothing(read_receipt, alice):
    receipt = read_receipt(review_reasons=["no_text"])
    services.field_correct(
        receipt=receipt, by=Actor(alice), section="", row=0, name="merchant_name", value="Shop"
    )
    receipt.refresh_from_db()
    assert "arithmetic_unproven" in receipt.review_reasons


def test_a_receipt_that_somebody_deletes_meanwhile_is_not_corrected(read_receipt, alice):
    receipt = read_receipt()
    Receipt.objects.filter(id=receipt.id).delete()
    with pytest.raises(StateError, match="was deleted"):
        services.field_correct(receipt=receipt, by=Actor(alice), section="", row=0, name="total", value="1")


def test_many_corrections_at_once_are_one_entry_of_the_audit_trail(read_receipt, alice, workspace):
    receipt = read_receipt()
    services.receipt_correct(
        receipt=receipt,
        by=Actor(alice),
        head={"total": "13.000", "currency": "vnd"},
        tables={
            "line_items": [
                services.WantedRow(texts={"description": "MILK", "total": "5.000"}),
                services.WantedRow(number=1, texts={"total": "8.000"}),
            ]
        },
    )
    assert cells(receipt) == [
        {"description": "CAKE", "quantity": "2", "total": "8000"},
        {"description": "MILK", "total": "5000"},
    ]
    receipt.refresh_from_db()
    assert (str(receipt.total), receipt.revision) == ("13000.0000", 1)
    entry = audit_of(workspace=workspace, subject_id=receipt.id).get()
    assert (entry.action, entry.changes) == (
        "receipt.corrected",
        {
            "currency": ["", "VND"],
            "total": ["12.50", "13000"],
            "line_items.2": [None, {"description": "MILK", "total": "5000"}],
            "line_items.1.total": ["8.00", "8000"],
            "line_items.0": [{"description": "TEA", "total": "4.50"}, None],
        },
    )


def test_of_many_corrections_one_mistake_stops_all_and_every_mistake_is_named(read_receipt, alice):
    receipt = read_receipt()
    before = list(receipt.fields.values())
    with pytest.raises(ValidationError) as raised:
        services.receipt_correct(
            receipt=receipt,
            by=Actor(alice),
            head={"total": "9.99", "date": "soon"},
            tables={
                "line_items": [
                    services.WantedRow(number=1, texts={"total": "much"}),
                    services.WantedRow(number=7),
                    services.WantedRow(texts={"quantity": "few"}),
                ]
            },
        )
    assert list(raised.value.message_dict) == [
        "date",
        "line_items.0.total",
        "line_items.1.number",
        "line_items.2.quantity",
    ]
    assert list(receipt.fields.values()) == before
