"""How the API shows webhooks and takes them."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import serializers

from api.strict import Strict
from receipts.webhooks.models import Delivery, EventType, Webhook
from receipts.webhooks.services import url_check


class WebhookSerializer(Strict, serializers.ModelSerializer[Webhook]):
    """Where a program is told of events. The secret is shown when it is made, never again."""

    url = serializers.CharField(max_length=2000, help_text="`https://…`")
    events = serializers.ListField(
        child=serializers.ChoiceField(EventType.choices),
        required=False,
        max_length=20,
        help_text="Types of events to be told of; all when empty.",
    )
    enabled = serializers.BooleanField(required=False, help_text="Whether anything is sent.")

    class Meta:
        model = Webhook
        fields = (
            "id",
            "url",
            "description",
            "events",
            "enabled",
            "disabled_reason",
            "failing_since",
            "created_at",
        )
        read_only_fields = ("disabled_reason", "failing_since")

    def validate_url(self, url: str) -> str:
        """Refuse an address that cannot be used."""
        try:
            url_check(url)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from error
        return url

    def validate_events(self, events: list[str]) -> list[str]:
        """Return each type once."""
        return list(dict.fromkeys(events))


class NewWebhookSerializer(WebhookSerializer):
    """A webhook to be made."""

    enabled = None  # type: ignore[assignment]  # it begins turned on

    class Meta(WebhookSerializer.Meta):
        fields = ("url", "description", "events")  # type: ignore[assignment]
        read_only_fields = ()  # type: ignore[assignment]


class WebhookWithSecretSerializer(WebhookSerializer):
    """A webhook with the secret that its messages are signed by, shown this once."""

    class Meta(WebhookSerializer.Meta):
        fields = (*WebhookSerializer.Meta.fields, "secret")  # type: ignore[assignment]
        read_only_fields = (*WebhookSerializer.Meta.read_only_fields, "secret")  # type: ignore[assignment]


class EventSerializer(serializers.Serializer[Any]):
    """What was told."""

    id = serializers.CharField(source="message_id", help_text="The `webhook-id` of its messages.")
    type = serializers.CharField()
    payload = serializers.DictField(help_text="The body of its messages.")


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """One event for one webhook, and its last attempt."""

    event = EventSerializer()

    class Meta:
        model = Delivery
        fields = (
            "id",
            "event",
            "created_at",
            "state",
            "attempts",
            "next_attempt_at",
            "attempted_at",
            "status_code",
            "error",
            "milliseconds",
            "answer",
        )
        read_only_fields = fields
