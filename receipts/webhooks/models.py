"""Who is told of what, and how that went."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Workspace


class EventType(models.TextChoices):
    """What programs can be told of."""

    RECEIPT_COMPLETED = "receipt.completed", "A receipt is complete"
    RECEIPT_NEEDS_REVIEW = "receipt.needs_review", "A receipt needs review"
    RECEIPT_FAILED = "receipt.failed", "A receipt cannot be read"
    RECEIPT_UPDATED = "receipt.updated", "A person changed a receipt"
    EXPORT_READY = "export.ready", "An export is ready"


TEST_PING = "test.ping"
"""The type of an event that tries a webhook out; nobody subscribes to it."""


class Webhook(models.Model):
    """Where a program of a workspace wants to be told of events."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField("URL", max_length=2000)
    description = models.CharField(max_length=200, blank=True)
    events = models.JSONField(default=list, blank=True, help_text="Types of events; all when empty.")
    secret = models.CharField(max_length=100, editable=False)
    old_secret = models.CharField(max_length=100, blank=True, editable=False)
    old_secret_until = models.DateTimeField(null=True, editable=False)
    enabled = models.BooleanField(default=True)
    disabled_reason = models.CharField(
        max_length=500, blank=True, help_text="Why the product itself turned it off."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    failures = models.PositiveIntegerField(default=0, editable=False, help_text="In a row.")
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    rests_until = models.DateTimeField(
        null=True, editable=False, help_text="Nothing is sent before, after a failure."
    )
    busy_until = models.DateTimeField(
        null=True, editable=False, help_text="The claim of the thread that sends to it now."
    )

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.description or self.url

    def wants(self, event_type: str) -> bool:
        """Return whether it is told of events of this type."""
        return not self.events or event_type in self.events


class Event(models.Model):
    """Something that happened, as it is told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    type = models.CharField(max_length=40)
    payload = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.type} {self.message_id}"

    @property
    def message_id(self) -> str:
        """The `webhook-id`: the same with every attempt and every receiver."""
        return f"msg_{self.id.hex}"


class State(models.TextChoices):
    """How far an event got."""

    PENDING = "pending", "Waiting"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Failed"


class Delivery(models.Model):
    """One event for one webhook, and its last attempt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)

    attempted_at = models.DateTimeField(null=True, blank=True)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True, help_text="Why it failed, as a sentence.")
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True, help_text="The beginning of what the receiver answered.")

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="one_delivery_per_event")]
        indexes = [
            models.Index(fields=["webhook", "-created_at", "-id"], name="delivery_list"),
            models.Index(
                fields=["webhook", "next_attempt_at"], name="delivery_due", condition=Q(state="pending")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event.type}, {self.state}"
