"""Jobs that workers do in the background: writing an export, and restoring a backup."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Workspace

KEPT_FOR = timedelta(days=7)
"""How long an export can be downloaded."""


class JobStatus(models.TextChoices):
    """How far a job is."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Format(models.TextChoices):
    """What an export is written as; each is a module of `formats`."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"
    JSON = "json", "JSON"
    ZIP = "zip", "ZIP"


class Layout(models.TextChoices):
    """What a row of a CSV file is."""

    RECEIPTS = "receipts", "A row for each receipt"
    LINE_ITEMS = "line_items", "A row for each line item"


class Job(models.Model):
    """Work for one worker at a time; the claim of a worker that died ends by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="%(class)ss")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    status = models.CharField(max_length=7, choices=JobStatus.choices, default=JobStatus.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent.")
    error = models.TextField(blank=True, help_text="Why it failed, as a sentence.")
    count = models.PositiveIntegerField(null=True, blank=True, help_text="Receipts in it, once known.")
    file = models.FileField(blank=True, max_length=200)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes of the file.")

    attempts = models.PositiveSmallIntegerField(default=0)
    send_after = models.DateTimeField(db_default=Now(), help_text="When the sweep sends it, if still queued.")
    lease = models.UUIDField(null=True, blank=True, help_text="The claim of the worker that does it now.")
    lease_expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} of {self.workspace}"

    @property
    def is_unfinished(self) -> bool:
        """Whether a worker does it, or will."""
        return self.status in (JobStatus.QUEUED, JobStatus.RUNNING)


def filename_of(format: str, layout: str, moment: datetime) -> str:
    """Return what an export of a moment is called on a person's device."""
    rows = "line-items" if format == Format.CSV and layout == Layout.LINE_ITEMS else "receipts"
    return f"{rows}-{moment:%Y-%m-%d-%H%M}.{format}"


def _expiry() -> datetime:
    return timezone.now() + KEPT_FOR


class Export(Job):
    """A file with the receipts that some filters let through."""

    format = models.CharField(max_length=4, choices=Format.choices)
    layout = models.CharField(max_length=10, choices=Layout.choices, default=Layout.RECEIPTS)
    filters = models.JSONField(default=dict, blank=True, help_text="Lists of values by name.")
    expires_at = models.DateTimeField(default=_expiry, help_text="When it goes, with its file.")

    class Meta(Job.Meta):
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="export_list"),
            models.Index(fields=["expires_at"], name="export_expiry"),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def filename(self) -> str:
        """What the file is called on a person's device."""
        return filename_of(self.format, self.layout, self.created_at)


class Import(Job):
    """A backup that becomes the content of an empty workspace; its file goes when it is done."""

    filename = models.CharField(max_length=255, help_text="As the person's device named it.")
    staging = models.ForeignKey(
        Workspace,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Nobody's workspace, in which receipts wait until all of them are there.",
    )

    class Meta(Job.Meta):
        indexes = [models.Index(fields=["workspace", "-created_at", "-id"], name="import_list")]

    def __str__(self) -> str:
        return self.filename
