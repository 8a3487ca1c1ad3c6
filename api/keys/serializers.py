"""How the API shows and takes keys."""

from datetime import datetime

from django.utils import timezone
from rest_framework import serializers

from accounts.models import ApiKey
from accounts.rights import Right
from api.strict import Strict


class ApiKeySerializer(Strict, serializers.ModelSerializer[ApiKey]):
    """A key, but for its text."""

    user = serializers.IntegerField(source="user_id", read_only=True, help_text="Id of its person.")
    scope = serializers.ChoiceField(choices=Right.choices, default=Right.WRITE)

    class Meta:
        model = ApiKey
        fields = ("id", "name", "prefix", "scope", "user", "created_at", "expires_at", "last_used_at")
        read_only_fields = ("prefix", "created_at", "last_used_at")

    def validate_expires_at(self, moment: datetime | None) -> datetime | None:
        """Return the moment, which must be to come."""
        if moment is not None and moment <= timezone.now():
            raise serializers.ValidationError("Choose a moment that is still to come.")
        return moment


class NewApiKeySerializer(ApiKeySerializer):
    """A key with its text, which is shown this once."""

    key = serializers.CharField(read_only=True, help_text="For `Authorization: Bearer`; not shown again.")

    class Meta(ApiKeySerializer.Meta):
        fields = (*ApiKeySerializer.Meta.fields, "key")  # type: ignore[assignment]
