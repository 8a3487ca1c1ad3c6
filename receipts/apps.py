from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    """The record of a receipt and its life."""

    name = "receipts"

    def ready(self) -> None:
        """Pass on to open pages that what their person may do has changed."""
        from accounts.signals import access_changed  # noqa: PLC0415  # needs all models
        from receipts import events  # noqa: PLC0415

        access_changed.connect(events.access_changed)
