from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ReceiptsConfig(AppConfig):
    """The record of a receipt and its life."""

    name = "receipts"

    def ready(self) -> None:
        """Pass on to open pages that what their person may do has changed; teach SQLite what it lacks."""
        from accounts.signals import access_changed  # noqa: PLC0415  # needs all models
        from receipts import events  # noqa: PLC0415
        from receipts.statistics.percentiles import percentiles_teach  # noqa: PLC0415

        connection_created.connect(percentiles_teach)
        access_changed.connect(events.access_changed)
