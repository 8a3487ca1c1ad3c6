"""What operators see of webhooks: all of it but the secrets, to look at."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from receipts.webhooks.models import Delivery, Webhook


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
