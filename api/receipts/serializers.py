"""How the API shows receipts. What is not found is `null`."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from accounts.models import AuditEntry
from api.receipts.labels import CategoryOfReceiptSerializer
from receipts.models import Field, Page, Receipt, Source, Stage, Status
from receipts.selectors import ReceiptDetail, Row

_POLYGON = {
    "type": ["array", "null"],
    "items": {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 1}},
    "description": "Four corners `[x, y]`, clockwise from the top left, in shares of the page.",
}


class ReadField(serializers.Serializer[Field]):
    """One value, the text it was read from, and its place."""

    value = serializers.SerializerMethodField(help_text="ISO dates and times, ISO 4217 currencies.")
    raw_text = serializers.CharField(help_text="As printed.")
    confidence = serializers.FloatField(help_text="Of the model's value, 0..1.")
    page = serializers.IntegerField(allow_null=True, help_text="From 1.")
    polygon = serializers.SerializerMethodField()
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]
    model_version = serializers.CharField()
    model_value = serializers.SerializerMethodField(help_text="What the model read, beside a person's value.")

    def get_value(self, field: Field) -> str | None:  # type: ignore[override]
        return field.value or None

    def get_model_value(self, field: Field) -> str | None:
        return field.model_value or None

    @extend_schema_field(_POLYGON)
    def get_polygon(self, field: Field) -> list[list[float]] | None:
        return field.polygon

    def to_representation(self, field: Field) -> dict[str, Any] | None:  # type: ignore[override]
        """Show nothing for a field that nobody read or wrote."""
        return super().to_representation(field) if field.pk else None


class AmountField(ReadField):
    """An amount: a decimal number, as text so that no cent is lost."""


def _field(source: str, serializer: type[ReadField] = ReadField) -> Any:
    return serializer(source=source, allow_null=True, read_only=True)


class RowSerializer(serializers.Serializer[Row]):
    """A row of a table."""

    number = serializers.IntegerField(help_text="Names the row in a PATCH; it stays when other rows go.")


class LineItemSerializer(RowSerializer):
    """One thing bought."""

    description = _field("cells.description")
    quantity = _field("cells.quantity", AmountField)
    unit_price = _field("cells.unit_price", AmountField)
    total = _field("cells.total", AmountField)


class TaxSerializer(RowSerializer):
    """One tax line; the rate is in percent."""

    name = _field("cells.name")
    rate = _field("cells.rate", AmountField)
    amount = _field("cells.amount", AmountField)


class PaymentSerializer(RowSerializer):
    """One way it was paid."""

    method = _field("cells.method")
    amount = _field("cells.amount", AmountField)
    last4 = _field("cells.last4")


class PageSerializer(serializers.Serializer[Page]):
    """One upright page, in pixels of its image."""

    number = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    image = serializers.SerializerMethodField()

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_image(self, page: Page) -> str:
        arguments = {"id": page.receipt_id, "number": page.number}
        return reverse("api:receipt-image", kwargs=arguments, request=self.context["request"])


class RegionSerializer(serializers.Serializer[Any]):
    """Where one of several receipts lies."""

    page = serializers.IntegerField()
    polygon = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()),
        help_text="Corners, clockwise, as shares (0..1) of the page.",
    )


class ReceiptSerializer(serializers.Serializer[ReceiptDetail]):
    """A receipt: its life, and the fields once it is read."""

    id = serializers.UUIDField(source="receipt.id")
    status = serializers.ChoiceField(choices=Status.choices, source="receipt.status")
    stage = serializers.ChoiceField(choices=Stage.choices, source="receipt.stage")
    progress = serializers.IntegerField(source="receipt.progress", help_text="Percent.")
    filename = serializers.CharField(source="receipt.filename")
    content_type = serializers.CharField(source="receipt.content_type")
    size = serializers.IntegerField(source="receipt.size", help_text="Bytes.")
    created_at = serializers.DateTimeField(source="receipt.created_at")
    updated_at = serializers.DateTimeField(source="receipt.updated_at")
    finished_at = serializers.DateTimeField(source="receipt.finished_at", allow_null=True)
    revision = serializers.IntegerField(source="receipt.revision", help_text="Rises with every change.")
    uploaded_by = serializers.EmailField(source="receipt.uploaded_by.email", allow_null=True, default=None)
    note = serializers.CharField(source="receipt.note")
    duplicate_of = serializers.UUIDField(
        source="receipt.duplicate_of_id",
        allow_null=True,
        help_text="The earliest receipt that it seems to be the same as, by its file or its values.",
    )
    split_from = serializers.UUIDField(
        source="receipt.split_from_id",
        allow_null=True,
        help_text="The receipt whose photo it was cut out of.",
    )
    regions = RegionSerializer(
        many=True,
        source="receipt.regions",
        help_text="One for each receipt where the photo seems to hold several, else none.",
    )
    error = serializers.CharField(
        source="receipt.error", help_text="Why reading failed; empty if it did not."
    )
    review_reasons = serializers.ListField(
        child=serializers.CharField(),
        source="receipt.review_reasons",
        help_text="Codes of why it waits for a person, like `low_confidence:total` or `possible_duplicate`.",
    )
    seconds = serializers.FloatField(
        source="receipt.seconds", allow_null=True, help_text="Of the last reading."
    )
    original = serializers.SerializerMethodField()
    category = CategoryOfReceiptSerializer(source="receipt.category", allow_null=True)
    tags = serializers.SerializerMethodField(help_text="Their names.")
    thumbnail = serializers.SerializerMethodField(help_text="`null` until it is read.")

    merchant_name = _field("fields.merchant_name")
    merchant_address = _field("fields.merchant_address")
    merchant_phone = _field("fields.merchant_phone")
    date = _field("fields.date")
    time = _field("fields.time")
    currency = _field("fields.currency")
    subtotal = _field("fields.subtotal", AmountField)
    tax = _field("fields.tax", AmountField)
    tip = _field("fields.tip", AmountField)
    total = _field("fields.total", AmountField)
    taxes = TaxSerializer(many=True)
    payments = PaymentSerializer(many=True)
    line_items = LineItemSerializer(many=True)
    pages = PageSerializer(many=True)

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_original(self, detail: ReceiptDetail) -> str:
        return self._address("api:receipt-original", detail)

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_thumbnail(self, detail: ReceiptDetail) -> str | None:
        return self._address("api:receipt-thumbnail", detail) if detail.receipt.thumbnail else None

    def get_tags(self, detail: ReceiptDetail) -> list[str]:
        return [tag.name for tag in detail.receipt.tags.all()]

    def _address(self, name: str, detail: ReceiptDetail) -> str:
        return reverse(name, kwargs={"id": detail.receipt.id}, request=self.context["request"])


class ReceiptStateSerializer(serializers.Serializer[Receipt]):
    """Where a receipt is in its life."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Status.choices)
    stage = serializers.ChoiceField(choices=Stage.choices)
    progress = serializers.IntegerField(help_text="Percent.")
    revision = serializers.IntegerField()
    review_reasons = serializers.ListField(child=serializers.CharField())
    duplicate_of = serializers.UUIDField(source="duplicate_of_id", allow_null=True)


class LineSerializer(serializers.Serializer[Any]):
    """One printed line."""

    page = serializers.IntegerField(help_text="From 1.")
    text = serializers.CharField()
    confidence = serializers.FloatField(help_text="0..1.")
    polygon = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()),
        help_text="Four corners, clockwise from the top left, in shares (0..1) of the page.",
    )


class HistorySerializer(serializers.Serializer[AuditEntry]):
    """One thing that was done."""

    created_at = serializers.DateTimeField()
    user = serializers.CharField(source="user_name", help_text="Empty for the product itself.")
    key = serializers.CharField(source="key_name", help_text="The API key that was used, if any.")
    action = serializers.CharField(help_text="Like `receipt.corrected`.")
    changes = serializers.DictField(
        child=serializers.ListField(), help_text="`[old, new]` by name; `null` is a row that is not there."
    )


class UploadSerializer(serializers.Serializer[Any]):
    """A photo or PDF of a receipt."""

    file = serializers.FileField(allow_empty_file=True, help_text="JPEG, PNG, WebP, HEIC, TIFF or PDF.")
