from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_save, pre_delete


class ReceiptsConfig(AppConfig):
    """The record of a receipt and its life."""

    name = "receipts"

    def ready(self) -> None:
        """Pass on what happens to people; teach SQLite what it lacks."""
        from accounts.models import User  # noqa: PLC0415  # needs all models
        from accounts.signals import access_changed  # noqa: PLC0415
        from receipts import events, kept  # noqa: PLC0415
        from receipts.statistics.percentiles import percentiles_teach  # noqa: PLC0415

        connection_created.connect(percentiles_teach)
        access_changed.connect(events.access_changed)
        post_save.connect(kept.forget_person, sender=User)
        pre_delete.connect(kept.forget_person, sender=User)
