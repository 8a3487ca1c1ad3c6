"""How the API shows exports, and what it takes to make one."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from api.strict import Strict
from receipts.exports.models import Export, Format, JobStatus, Layout

_MOST_VALUES = 100


_TEXT = serializers.CharField(allow_blank=True, trim_whitespace=False)
"""Refuses characters that databases do not take."""


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
class TextsField(serializers.Field[list[str], Any, list[str], Any]):
    """One text or several."""

    default_error_messages = {"invalid": "Write a text or a list of at most 100 texts."}

    def to_internal_value(self, data: Any) -> list[str]:
        """Return a list in any case."""
        texts = data if isinstance(data, list) else [data]
        if len(texts) > _MOST_VALUES or not all(isinstance(text, str) for text in texts):
            self.fail("invalid")
        return [_TEXT.run_validation(text) for text in texts]

    def to_representation(self, value: list[str]) -> list[str]:
        """Show the list."""
        return value


class WayOfExportSerializer(serializers.Serializer[Any]):
    """What is written, and how."""

    format = serializers.ChoiceField(choices=Format.choices)
    layout = serializers.ChoiceField(
        choices=Layout.choices, default=Layout.RECEIPTS, help_text="What a row of a CSV file is."
    )


class ExportRequestSerializer(Strict, WayOfExportSerializer):
    """An export to make."""

    filters = serializers.DictField(
        child=TextsField(), required=False, help_text="Parameters of the list of receipts; none takes all."
    )


class ExportSerializer(serializers.Serializer[Export]):
    """A file of receipts, made in the background."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=JobStatus.choices)
    progress = serializers.IntegerField(help_text="Percent.")
    format = serializers.ChoiceField(choices=Format.choices)
    layout = serializers.ChoiceField(choices=Layout.choices)
    filters = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    count = serializers.IntegerField(allow_null=True, help_text="Receipts in it.")
    size = serializers.IntegerField(allow_null=True, help_text="Bytes of the file, once it is there.")
    error = serializers.CharField(help_text="Why it failed; empty if it did not.")
    created_by = serializers.SerializerMethodField(help_text="E-mail address.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(help_text="When it is deleted with its file.")
    file = serializers.SerializerMethodField(help_text="Where to download it, once it is there.")

    @extend_schema_field({"type": ["string", "null"], "format": "email"})
    def get_created_by(self, export: Export) -> str | None:
        return export.created_by.email if export.created_by else None

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_file(self, export: Export) -> str | None:
        if export.status != JobStatus.DONE:
            return None
        return reverse("api:export-download", kwargs={"id": export.id}, request=self.context["request"])
