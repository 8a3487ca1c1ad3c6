"""Releases of models that get a share of the files, and how well they read."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q, Sum

from ocr.serving.values import STABLE


class ServedModel(models.TextChoices):
    """The models that pods serve, written out because importing the client would load OpenCV everywhere."""

    DETECTION = "textdet", "Text detection"
    RECOGNITION = "textrec", "Text recognition"
    LAYOUT = "layout", "Layout"


_SELECTOR = RegexValidator(
    r"\A(versions/[0-9]{1,18}|labels/[A-Za-z0-9][A-Za-z0-9_.-]*)\Z",
    "Write versions/NUMBER or labels/NAME, such as versions/3 or labels/canary.",
)


class ModelRelease(models.Model):
    """A version of a model that gets a share of the files, beside the one that pods serve by themselves."""

    name = models.CharField(max_length=100, blank=True, help_text="Such as 'trained on 2,000 receipts'.")
    model = models.CharField(max_length=20, choices=ServedModel.choices)
    selector = models.CharField(
        max_length=100, validators=[_SELECTOR], help_text="versions/NUMBER or labels/NAME."
    )
    share = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(100)], help_text="Percent of the files."
    )
    enabled = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When its trial began; it is judged from then on."
    )
    before = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="What was counted on its first day before it began, and is not held against it.",
    )
    judged_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When its trial was last looked at."
    )
    ended_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was rolled back."
    )
    verdict = models.TextField(
        blank=True,
        editable=False,
        help_text="Why it was rolled back by itself, as a sentence with the figures.",
    )

    class Meta:
        ordering = ["model", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "selector"],
                name="one_row_per_release",
                violation_error_message="This release of the model is listed already.",
            ),
            models.CheckConstraint(condition=Q(share__lte=100), name="share_is_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.selector}"

    @property
    def on_trial(self) -> bool:
        """Whether it has some of the files, and can be held against those that it has not."""
        return self.enabled and 0 < self.share < 100

    @property
    def promoted(self) -> bool:
        """Whether it has all files."""
        return self.enabled and self.share == 100

    def clean(self) -> None:
        """Keep the enabled shares of one model within the whole. Raises `ValidationError`."""
        if self.selector == STABLE:
            raise ValidationError(
                {"selector": f"{STABLE} is what pods serve by themselves; it gets what the others leave."}
            )
        if not self.enabled or self.share is None:
            return
        others = ModelRelease.objects.filter(model=self.model, enabled=True).exclude(pk=self.pk)
        taken = others.aggregate(total=Sum("share"))["total"] or 0
        if taken + self.share > 100:
            raise ValidationError(
                f"The other enabled releases of {self.model} have {taken} % of the files already; "
                f"give this one {max(0, 100 - taken)} % or less."
            )


class Accuracy(models.Model):
    """What people found right of what one release of one model read in one hour.

    A receipt counts by the hour in which it was read, however much later people look at it.
    """

    hour = models.DateTimeField(help_text="Its start.")
    model = models.CharField(max_length=20)
    release = models.CharField(max_length=100)
    read = models.IntegerField(default=0, help_text="All receipts that it read.")
    receipts = models.IntegerField(default=0, help_text="Those that people corrected or approved.")
    receipts_right = models.IntegerField(default=0, help_text="Those without a correction.")
    fields = models.IntegerField(default=0, help_text="Values beside the tables that people looked at.")
    fields_right = models.IntegerField(default=0, help_text="Those that they left as they were.")

    class Meta:
        ordering = ["-hour", "model", "release"]
        verbose_name_plural = "accuracy"
        constraints = [
            models.UniqueConstraint(fields=["hour", "model", "release"], name="one_accuracy_per_hour")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.release} {self.hour:%Y-%m-%d %H:%M}"
