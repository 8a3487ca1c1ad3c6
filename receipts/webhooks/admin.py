"""What operators see of webhooks: all of it but the secrets, to look at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from receipts.webhooks.models import Delivery, Webhook


class ReadOnlyAdmin(ModelAdmin):
    """Rows to look at."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Return that owners and events make them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Return that owners change them."""
        return False


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin):
    """Who is told."""

    list_display = ("__str__", "workspace", "enabled", "failing_since")
    list_filter = ("enabled",)
    search_fields = ("url", "description")


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """How telling went."""

    list_display = ("__str__", "webhook", "attempts", "status_code", "error", "created_at")
    list_filter = ("state",)
    list_select_related = ("event", "webhook")
