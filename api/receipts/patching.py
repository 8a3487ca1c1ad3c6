"""What PATCH takes: plain values, as people write them. They become a person's; the model's stay beside."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.access import Actor
from api.receipts.labels import LabelsSerializer, labels_save
from api.strict import Strict
from receipts import services
from receipts.labels import MAX_NOTE
from receipts.models import Receipt, Section
from receipts.selectors import FIELD_NAMES
from receipts.services.corrections import MAX_ROWS
from receipts.values import MAX_TEXT

_LAST_NUMBER = 32767
_PLAIN = {"type": ["string", "number"], "maxLength": MAX_TEXT}


@extend_schema_field(_PLAIN)
class ValueField(serializers.CharField):
    """A value in any usual style; `null` and an empty text are 'nothing there'."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, allow_null=True, allow_blank=True, max_length=MAX_TEXT, **options)


class RowPatch(Strict, serializers.Serializer[Any]):
    """A row as the table is to have it."""

    number = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=_LAST_NUMBER,
        help_text="Of an existing row, which keeps what is not given; without it, the row is new.",
    )


class LineItemPatch(RowPatch):
    """One thing bought."""

    description = ValueField()
    quantity = ValueField()
    unit_price = ValueField()
    total = ValueField()


class TaxPatch(RowPatch):
    """One tax line; the rate is in percent."""

    name = ValueField()
    rate = ValueField()
    amount = ValueField()


class PaymentPatch(RowPatch):
    """One way it was paid."""

    method = ValueField()
    amount = ValueField()
    last4 = ValueField()


def _table(row: RowPatch) -> serializers.ListField:
    return serializers.ListField(
        child=row,
        required=False,
        max_length=MAX_ROWS,
        help_text="The whole table: rows left out are deleted.",
    )


class ReceiptPatch(Strict, LabelsSerializer):
    """What is not given stays; `null` empties a field."""

    merchant_name = ValueField()
    merchant_address = ValueField()
    merchant_phone = ValueField()
    date = ValueField(help_text="`2024-12-31`, or any style that can mean one day only.")
    time = ValueField()
    currency = ValueField(help_text="ISO 4217, or a sign that only one currency has.")
    subtotal = ValueField()
    tax = ValueField()
    tip = ValueField()
    total = ValueField(help_text="`1234.50`, `1,234.50` or `1.234,50`.")
    line_items = _table(LineItemPatch())
    taxes = _table(TaxPatch())
    payments = _table(PaymentPatch())
    note = serializers.CharField(required=False, allow_blank=True, max_length=MAX_NOTE)


@transaction.atomic
def patch_apply(*, receipt: Receipt, by: Actor, given: dict[str, Any]) -> Receipt:
    """Change the receipt as the validated data of `ReceiptPatch` says: all of it, or nothing."""
    if "tags" in given:
        # First, because who renames a tag locks the workspace first, and then receipts.
        services.tags_ensure(workspace=receipt.workspace, names=given["tags"], by=by)
    head = _texts(Section.HEAD, given)
    tables = {
        str(section): [_row(section, row) for row in given[section]]
        for section in Section
        if section in given and section != Section.HEAD
    }
    if head or tables:
        receipt = services.receipt_correct(receipt=receipt, by=by, head=head, tables=tables)
    if "note" in given:
        receipt = services.receipt_note(receipt=receipt, by=by, note=given["note"])
    return labels_save(receipt, by, given)


def _row(section: Section, given: dict[str, Any]) -> services.WantedRow:
    return services.WantedRow(number=given.get("number"), texts=_texts(section, given))


def _texts(section: Section, given: dict[str, Any]) -> dict[str, str]:
    return {name: given[name] or "" for name in FIELD_NAMES[section] if name in given}
