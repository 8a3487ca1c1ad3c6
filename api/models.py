"""What the API remembers of requests."""

from django.db import models

from accounts.models import Workspace


class KeyedRequest(models.Model):
    """A POST with an `Idempotency-Key`, and its answer once there is one.

    The primary key does the locking: of two requests under one key a single one makes the row.
    """

    id = models.CharField(
        max_length=64, primary_key=True, help_text="SHA-256 of person, workspace, address and key."
    )
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what was sent.")
    started_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="Nothing while it is running.")
    headers = models.JSONField(default=dict)
    body = models.BinaryField(null=True, help_text="Nothing if it may not be kept.")

    def __str__(self) -> str:
        return self.id
