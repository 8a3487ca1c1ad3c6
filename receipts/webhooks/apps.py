from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Events, and who is told of them."""

    name = "receipts.webhooks"
    label = "webhooks"
