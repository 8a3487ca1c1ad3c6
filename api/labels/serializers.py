"""How the API shows and takes categories and tags."""

from typing import Any

from rest_framework import serializers

from api.authentication import request_access
from api.strict import Strict
from receipts import labels
from receipts.models import Category, Tag


class CategorySerializer(Strict, serializers.ModelSerializer[Category]):
    """A category, and how many receipts have it."""

    receipt_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Category
        fields = ("id", "name", "receipt_count")


class TagSerializer(Strict, serializers.ModelSerializer[Tag]):
    """A tag, and how many receipts have it."""

    receipt_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Tag
        fields = ("id", "name", "receipt_count")


_NO_ID: dict[str, Any] = {
    "does_not_exist": "There is none of the id {pk_value} here.",
    "incorrect_type": "Write an id, which is a whole number.",
}


class CategoryField(serializers.PrimaryKeyRelatedField[Category]):
    """The id of a category of the workspace."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Category.objects.none(), error_messages=_NO_ID, **options)

    def get_queryset(self) -> Any:
        """Return the categories that may be meant."""
        return labels.categories_list(workspace=request_access(self.context["request"]).workspace)


class TagField(serializers.PrimaryKeyRelatedField[Tag]):
    """The id of a tag of the workspace."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Tag.objects.none(), error_messages=_NO_ID, **options)

    def get_queryset(self) -> Any:
        """Return the tags that may be meant."""
        return labels.tags_list(workspace=request_access(self.context["request"]).workspace)


class CategoryMergeSerializer(Strict, serializers.Serializer[Any]):
    """Where the receipts of a category go."""

    into = CategoryField(help_text="The category that they get.")


class TagMergeSerializer(Strict, serializers.Serializer[Any]):
    """Where the receipts of a tag go."""

    into = TagField(help_text="The tag that they get.")
