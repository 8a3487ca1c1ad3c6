from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Receipts taken out as files, and whole workspaces put in again."""

    name = "receipts.exports"
    label = "exports"
