"""What pages get to know of receipts."""

import json
import uuid

import pytest

from accounts.access import Actor
from receipts import selectors, services
from receipts.models import Receipt


def test_the_state_of_a_receipt_is_json(read_receipt, alice):
    receipt = read_receipt(review_reasons=["no_text"])
    services.field_correct(receipt=receipt, by=Actor(alice), section="", row=0, name="total", value="8.50")
    receipt.refresh_from_db()
    state = json.loads(json.dumps(selectors.receipt_state(receipt)))
    assert state["id"] == str(receipt.id)
    assert (state["status"], state["stage"], state["progress"]) == ("needs_review", "", 100)
    assert (state["merchant_name"], state["total"], state["date"]) == ("CORNER SHOP", "8.50", "2024-12-31")
    assert (state["duplicate_of"], state["thumbnail"]) == (None, False)
    assert {"code": "arithmetic", "text": "The amounts do not add up."} in state["review_reasons"]


def test_a_receipt_of_another_workspace_does_not_exist(make_receipt, workspace, charlie):
    receipt = make_receipt()
    assert selectors.receipt_get(workspace=workspace, receipt_id=receipt.id) == receipt
    for where, which in [(charlie.workspaces.get(), receipt.id), (workspace, uuid.uuid4())]:
        with pytest.raises(Receipt.DoesNotExist):
            selectors.receipt_get(workspace=where, receipt_id=which)


def test_an_unread_receipt_has_all_fields_empty(make_receipt):
    detail = selectors.receipt_detail(make_receipt())
    assert list(detail.fields) == list(selectors.FIELD_NAMES[""])
    assert {(field.value, field.pk) for field in detail.fields.values()} == {("", None)}
    assert (detail.line_items, detail.taxes, detail.payments, detail.pages) == ([], [], [], [])
