"""The record of a receipt: its file, its life, what a model read and what a person corrected."""

import uuid
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Lower

from accounts.models import Workspace


class Status(models.TextChoices):
    """Where a receipt is in its life."""

    QUEUED = "queued", "Queued"
    PROCESSING = "processing", "Processing"
    NEEDS_REVIEW = "needs_review", "Needs review"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"
    CANCELED = "canceled", "Canceled"
    SPLIT = "split", "Split"
    """Its photo holds several receipts, and each has become one of its own."""


UNFINISHED = (Status.QUEUED, Status.PROCESSING)
FINISHED = (Status.NEEDS_REVIEW, Status.COMPLETED, Status.FAILED, Status.CANCELED, Status.SPLIT)


class Stage(models.TextChoices):
    """What the reader is doing while a receipt is processing, or what a queued one waits for."""

    NONE = "", "Waiting"
    WAITING_FOR_GPU = "waiting_for_gpu", "Waiting for a GPU"
    DETECTING = "detecting", "Finding text"
    RECOGNIZING = "recognizing", "Reading text"
    TAGGING = "tagging", "Sorting fields"


DATE_OR_NONE = Coalesce("date", Value(date.min, output_field=models.DateField()))
TOTAL_OR_NONE = Coalesce(
    "total", Value(Decimal("-1e13"), output_field=models.DecimalField(max_digits=18, decimal_places=4))
)
"""What lists are sorted by, so that receipts without a date or total have a place too: below all others."""


class Category(models.Model):
    """What a receipt was spent for; a receipt has one at most."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="categories")
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"
        constraints = [models.UniqueConstraint("workspace", Lower("name"), name="one_category_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A word that people mark receipts with; a receipt can have several."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=50)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("workspace", Lower("name"), name="one_tag_of_a_name")]

    def __str__(self) -> str:
        return self.name


class MerchantCategory(models.Model):
    """The category that a person last gave to a receipt of a merchant; new ones of it get the same."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    merchant = models.CharField(max_length=255, help_text="Its name, in the form of `merchant_key`.")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="merchants")

    class Meta:
        verbose_name_plural = "merchant categories"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "merchant"], name="one_category_of_a_merchant")
        ]

    def __str__(self) -> str:
        return f"{self.merchant}: {self.category}"


class Receipt(models.Model):
    """One uploaded file and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="receipts")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    file = models.FileField(max_length=200)
    filename = models.CharField(max_length=255, help_text="As the person's device named it.")
    content_type = models.CharField(max_length=50)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    duplicate_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="duplicates",
        help_text="The earliest receipt that it seems to be the same as, by its file or its values.",
    )
    distinct_from = models.ManyToManyField(
        "self", blank=True, help_text="Receipts that it seemed to be the same as until a person said no."
    )
    split_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="parts",
        help_text="The receipt whose photo this one was cut out of.",
    )
    thumbnail = models.FileField(blank=True, max_length=200)

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.QUEUED)
    stage = models.CharField(max_length=15, choices=Stage.choices, default=Stage.NONE, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent.")
    revision = models.PositiveIntegerField(default=0, help_text="Rises with every change that a page shows.")
    review_reasons = models.JSONField(default=list, blank=True)
    regions = models.JSONField(
        default=list,
        blank=True,
        help_text="Page and polygon of each receipt, where the photo seems to hold several.",
    )
    is_one = models.BooleanField(default=False, help_text="A person said that the photo holds one receipt.")
    amounts_agree = models.BooleanField(
        null=True, blank=True, help_text="What the reader said of the amounts; unknown if they prove nothing."
    )
    error = models.TextField(blank=True, help_text="Why reading failed, as a sentence.")

    queued_at = models.DateTimeField(help_text="When it last entered the queue.")
    send_after = models.DateTimeField(help_text="When the sweep sends it to the workers, if still queued.")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True, help_text="The claim of the worker that reads it now.")
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True, help_text="When its reading ended.")
    reviewed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When a person first approved or corrected what was read last, if any did.",
    )
    seconds = models.FloatField(null=True, blank=True, help_text="What the last reading took.")
    model_version = models.CharField(max_length=100, blank=True)
    releases = models.JSONField(
        default=dict, blank=True, help_text="Which release of each model read it, as far as pods did."
    )
    checked_fields = models.PositiveSmallIntegerField(
        default=0, help_text="Values beside the tables that people looked at, as counted for its releases."
    )
    right_fields = models.PositiveSmallIntegerField(default=0, help_text="Those that they left as read.")
    pod_calls = models.PositiveIntegerField(default=0, help_text="Calls of pods by the last reading.")
    pod_milliseconds = models.PositiveIntegerField(default=0, help_text="How long pods were called, in all.")
    pod_bytes_sent = models.PositiveIntegerField(default=0)
    pod_bytes_received = models.PositiveIntegerField(default=0)

    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="receipts"
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="receipts")
    note = models.TextField(blank=True, max_length=2000, help_text="Whatever people want to remember.")

    # Copies of four fields, and marks of all the head, so that lists and statistics need no join. `services`
    # keeps them in step.
    merchant_name = models.CharField(max_length=255, blank=True)
    date = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    total = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    marks = models.CharField(
        max_length=20, blank=True, help_text="Which fields were read right, in letters of `receipts.marks`."
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="receipt_list"),
            models.Index(fields=["workspace", "status", "-created_at"], name="receipt_status"),
            models.Index(fields=["workspace", "sha256"], name="receipt_content"),
            models.Index("workspace", DATE_OR_NONE, "id", name="receipt_date"),
            models.Index("workspace", TOTAL_OR_NONE, "id", name="receipt_total"),
            models.Index("workspace", "merchant_name", "id", name="receipt_merchant"),
            models.Index(fields=["workspace", "date", "total"], name="receipt_day_and_total"),
            models.Index(
                fields=["status", "queued_at"],
                name="receipt_unfinished",
                condition=Q(status__in=UNFINISHED),
            ),
            models.Index(fields=["finished_at"], name="receipt_failed", condition=Q(status=Status.FAILED)),
            # All that statistics add up, so that they need not look at the rows, which are wide.
            models.Index(
                "workspace",
                "currency",
                Lower("merchant_name"),
                "merchant_name",
                "total",
                "date",
                "created_at",
                "category",
                "uploaded_by",
                name="receipt_spent",
                condition=Q(status=Status.COMPLETED, total__isnull=False),
            ),
            models.Index(
                fields=[
                    "workspace",
                    "status",
                    "model_version",
                    "marks",
                    "reviewed_at",
                    "finished_at",
                    "seconds",
                    "date",
                    "created_at",
                    "category",
                    "uploaded_by",
                ],
                name="receipt_read",
            ),
        ]

    def __str__(self) -> str:
        return self.merchant_name or self.filename

    @property
    def paid_milliseconds(self) -> int:
        """What costs are shared by: how long pods were called, or where none were, how long reading took."""
        return self.pod_milliseconds or round(1000 * (self.seconds or 0))

    @property
    def parts_offered(self) -> int:
        """How many receipts its photo may be split in; 0 while nothing asks for it."""
        return len(self.regions) if self.status == Status.NEEDS_REVIEW else 0

    @property
    def is_same_file(self) -> bool:
        """Whether it is the very file of the receipt that it is a duplicate of, and not another photo."""
        return self.duplicate_of is not None and self.duplicate_of.sha256 == self.sha256


class SearchText(models.Model):
    """All that a receipt is found by, apart from its row, which changes often, because its index is dear.

    On PostgreSQL a trigram index, made by a migration, finds any part of it.
    """

    receipt = models.OneToOneField(Receipt, primary_key=True, on_delete=models.CASCADE, related_name="search")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    text = models.TextField(help_text="Case-folded: file name, note, values, and the printed lines.")

    def __str__(self) -> str:
        return self.text[:50]


class Page(models.Model):
    """One page as it was read: upright."""

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField(help_text="From 1.")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    rotation = models.PositiveSmallIntegerField(
        default=0, help_text="Degrees clockwise that turned it upright."
    )
    image = models.FileField(max_length=200)
    lines = models.JSONField(default=list, help_text="Raw text: text, confidence and polygon of each line.")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["receipt", "number"], name="one_page_per_number")]

    def __str__(self) -> str:
        return f"page {self.number}"


class ImageClass(models.TextChoices):
    """How large a photo is: the larger, the longer it takes to send and to read."""

    SMALL = "small", "Small (480 x 640)"
    MEDIUM = "medium", "Medium (640 x 960)"
    NORMAL = "normal", "Normal (1280 x 960)"
    LARGE = "large", "Large (1920 x 1080)"
    ULTRA = "ultra", "Ultra large (4032 x 3024)"


class ReadingDay(models.Model):
    """What reading a workspace's receipts took on one day (UTC); it stays when receipts are deleted."""

    workspace = models.ForeignKey(
        Workspace, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Empty once deleted."
    )
    day = models.DateField()
    image_class = models.CharField(max_length=6, choices=ImageClass.choices)
    with_pods = models.BooleanField(default=False, help_text="Whether these readings called pods.")

    readings = models.PositiveIntegerField(default=0, help_text="Again and again counts again.")
    milliseconds = models.BigIntegerField(default=0, help_text="What readings took, in all.")
    pod_calls = models.BigIntegerField(default=0)
    pod_milliseconds = models.BigIntegerField(default=0, help_text="How long pods were called, in all.")
    pod_bytes = models.BigIntegerField(default=0, help_text="Sent to pods and received from them.")
    file_bytes = models.BigIntegerField(default=0, help_text="Of the originals.")

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "workspace", "image_class", "with_pods"], name="one_row_per_workspace_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.image_class}"


class Section(models.TextChoices):
    """Fields stand alone, or in rows of one of three tables."""

    HEAD = "", "Receipt"
    LINE_ITEMS = "line_items", "Line items"
    TAXES = "taxes", "Taxes"
    PAYMENTS = "payments", "Payments"


class Source(models.TextChoices):
    """Who the value of a field comes from."""

    MODEL = "model", "Model"
    HUMAN = "human", "Person"


class Field(models.Model):
    """One value of a receipt; what the model read stays beside what a person made of it.

    Values are text in canonical form: ISO dates and times, amounts as plain decimals, ISO 4217
    currencies; an empty text is 'nothing there'. A person who deletes a row empties its fields.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="fields")
    section = models.CharField(max_length=10, choices=Section.choices, default=Section.HEAD, blank=True)
    row = models.PositiveSmallIntegerField(default=0, help_text="Position in its section, from 0.")
    name = models.CharField(max_length=20)

    value = models.TextField(blank=True)
    source = models.CharField(max_length=5, choices=Source.choices, default=Source.MODEL)
    model_value = models.TextField(blank=True)
    raw_text = models.TextField(blank=True, help_text="As printed.")
    confidence = models.FloatField(default=0, help_text="Of the model's value, 0..1.")
    page = models.PositiveSmallIntegerField(null=True, blank=True)
    polygon = models.JSONField(null=True, blank=True, help_text="Four corners, clockwise, 0..1 of the page.")
    model_version = models.CharField(max_length=100, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    corrected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["section", "row", F("id")]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "section", "row", "name"], name="one_field_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
