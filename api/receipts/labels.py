"""The labels of a receipt as the API shows and takes them: category and tags."""

from typing import Any

from rest_framework import serializers

from accounts.access import Actor
from api.labels.serializers import CategoryField
from receipts import services
from receipts.labels import MAX_TAGS_OF_RECEIPT
from receipts.models import Category, Receipt, Tag

_LONGEST_TAG = Tag._meta.get_field("name").max_length


class CategoryOfReceiptSerializer(serializers.ModelSerializer[Category]):
    """What a receipt was spent for."""

    class Meta:
        model = Category
        fields = ("id", "name")


class TagNamesField(serializers.ListField):
    """Names of tags; those that the workspace lacks are made."""

    child = serializers.CharField(max_length=_LONGEST_TAG)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MAX_TAGS_OF_RECEIPT, **options)


class LabelsSerializer(serializers.Serializer[Any]):
    """What a PATCH may change: what is not given stays."""

    category = CategoryField(required=False, allow_null=True, help_text="Its id; `null` for none.")
    tags = TagNamesField(required=False, help_text="All tags that the receipt is to have.")


class CategorizeSerializer(serializers.Serializer[Any]):
    """What the bulk action `categorize` takes."""

    category = CategoryField(allow_null=True, help_text="Its id; `null` for none.")


class TagNamesSerializer(serializers.Serializer[Any]):
    """What the bulk actions `add_tags` and `remove_tags` take."""

    names = TagNamesField(allow_empty=False)


BULK_OPTIONS: dict[str, type[serializers.Serializer[Any]]] = {
    "categorize": CategorizeSerializer,
    "add_tags": TagNamesSerializer,
    "remove_tags": TagNamesSerializer,
}
"""What bulk actions take beside the ids, by the action's name."""


def labels_save(receipt: Receipt, by: Actor, given: dict[str, Any]) -> Receipt:
    """Set the labels that are in the validated data of `LabelsSerializer`; the rest stays."""
    if "category" in given:
        receipt = services.receipt_categorize(receipt=receipt, by=by, category=given["category"])
    if "tags" in given:
        receipt = services.receipt_tag(receipt=receipt, by=by, names=given["tags"])
    return receipt
