from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    """The record of a receipt and its life."""

    name = "receipts"
