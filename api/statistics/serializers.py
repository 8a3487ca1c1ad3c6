"""How the API shows statistics, and asks which receipts they are about."""

from typing import Any

from rest_framework import serializers

from accounts.models import Workspace
from api.labels.serializers import CategoryField, TagField
from api.strict import Strict
from receipts.models import Status
from receipts.statistics import Day, FieldAccuracy, Part, Reading, Scope, Spending
from receipts.values import amount_text

_LARGEST_ID = 2**63 - 1


class ScopeSerializer(Strict, serializers.Serializer[Any]):
    """Which receipts: without parameters, all."""

    day = serializers.ChoiceField(
        choices=Day.choices, default=Day.RECEIPT, help_text="Which day of a receipt counts."
    )
    date_from = serializers.DateField(source="first", required=False, help_text="The first day.")
    date_to = serializers.DateField(source="last", required=False, help_text="The last day; it is included.")
    category = CategoryField(required=False, help_text="The id of a category.")
    tag = TagField(required=False, help_text="The id of a tag.")
    uploader = serializers.IntegerField(
        required=False, min_value=1, max_value=_LARGEST_ID, help_text="The id of a person."
    )

    def scope(self, workspace: Workspace) -> Scope:
        """Return the receipts that are meant; raise `ValidationError` for what makes no sense."""
        self.is_valid(raise_exception=True)
        return Scope(workspace=workspace, **self.validated_data)


class PartSerializer(serializers.Serializer[Part]):
    """A share of what was spent."""

    count = serializers.IntegerField(help_text="Receipts.")
    amount = serializers.SerializerMethodField(help_text="A decimal number, as text so that no cent is lost.")

    def get_amount(self, part: Part) -> str:
        return amount_text(part.amount)


class MonthSerializer(PartSerializer):
    """What was spent in a month."""

    month = serializers.SerializerMethodField(help_text="Like `2024-12`; `null` for receipts without a date.")

    def get_month(self, part: Part) -> str | None:
        return f"{part.key:%Y-%m}" if part.key else None


class LabelledPartSerializer(PartSerializer):
    """What was spent on a category, or by an uploader."""

    id = serializers.IntegerField(source="key", allow_null=True, help_text="`null` for receipts without.")
    name = serializers.CharField(help_text="Empty for receipts without.")


class MerchantSerializer(PartSerializer):
    """What was spent at a merchant."""

    name = serializers.CharField(help_text="Empty for receipts without.")


class SpendingSerializer(serializers.Serializer[Spending]):
    """What was spent in one currency."""

    currency = serializers.CharField(help_text="ISO 4217; empty where none was found.")
    count = serializers.IntegerField(help_text="Receipts.")
    amount = serializers.SerializerMethodField(help_text="A decimal number, as text so that no cent is lost.")
    months = MonthSerializer(many=True)
    categories = LabelledPartSerializer(many=True)
    merchants = MerchantSerializer(many=True, help_text="The 20 on which most was spent.")
    uploaders = LabelledPartSerializer(many=True)

    def get_amount(self, spending: Spending) -> str:
        return amount_text(spending.amount)


class SpendingDocumentSerializer(serializers.Serializer[Any]):
    """What was spent; only completed receipts count."""

    currencies = SpendingSerializer(many=True)


class PercentilesSerializer(serializers.Serializer[Any]):
    """How long something takes, in seconds; `null` where it never happened."""

    median = serializers.FloatField(allow_null=True)
    p95 = serializers.FloatField(allow_null=True)


class FieldAccuracySerializer(serializers.Serializer[FieldAccuracy]):
    """How often a version of the model read a field right, of the values that people saw."""

    model_version = serializers.CharField()
    field = serializers.CharField()
    checked = serializers.IntegerField()
    right = serializers.IntegerField()
    accuracy = serializers.FloatField(help_text="0..1")


class StatusesSerializer(serializers.Serializer[Any]):
    """How many receipts there are of each status."""

    def get_fields(self) -> dict[str, Any]:
        """Return a number for each."""
        return {status.value: serializers.IntegerField() for status in Status}


class ReadingSerializer(serializers.Serializer[Reading]):
    """How well receipts were read."""

    statuses = StatusesSerializer()
    read = serializers.IntegerField(help_text="Receipts that are completed or wait for review.")
    straight_through = serializers.IntegerField(
        help_text="Completed receipts that no person approved or corrected."
    )
    straight_through_rate = serializers.FloatField(allow_null=True, help_text="Of those read, 0..1.")
    seconds = PercentilesSerializer(help_text="Of the last reading.")
    seconds_until_review = PercentilesSerializer(
        help_text="From the end of reading until a person first approved or corrected the receipt."
    )
    fields_checked = FieldAccuracySerializer(many=True, source="fields")
