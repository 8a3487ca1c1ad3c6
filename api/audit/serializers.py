"""How the API shows the audit trail."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import AuditEntry
from api.strict import Strict

_CHANGES = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": {}, "minItems": 2, "maxItems": 2},
    "description": "Old and new value by name.",
}


class AuditEntrySerializer(serializers.ModelSerializer[AuditEntry]):
    """One thing that somebody did. Names are copies, which outlive what they name."""

    user = serializers.IntegerField(
        source="user_id", allow_null=True, help_text="Id of the person; null for the product itself."
    )
    changes = serializers.SerializerMethodField()

    class Meta:
        model = AuditEntry
        fields = (
            "id",
            "created_at",
            "user",
            "user_name",
            "key_name",
            "action",
            "subject_id",
            "subject_name",
            "changes",
        )

    @extend_schema_field(_CHANGES)
    def get_changes(self, entry: AuditEntry) -> dict[str, Any]:
        return dict(entry.changes)


class AuditQuerySerializer(Strict, serializers.Serializer[Any]):
    """What the list may be filtered by."""

    known_besides = ("limit", "cursor")

    action = serializers.CharField(
        required=False, max_length=40, help_text="What was done, like `receipt.approved`."
    )
    user = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="Id of who did it."
    )
    subject = serializers.CharField(
        required=False, max_length=36, help_text="Id of what it was done to, such as a receipt."
    )
