"""Pods, the releases of models that get a share of the files, and what was used."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone

from ocr.serving.discovery import PodListError, check_url

GONE_AFTER = timedelta(minutes=5)
"""Longer than workers take to start again, so that an upgrade makes no pod look gone."""

MAX_URL = 300


def validate_pod_url(url: str) -> None:
    """Check that a pod can be called there. Raises `ValidationError`."""
    try:
        check_url(url)
    except PodListError as error:
        raise ValidationError(str(error), code="invalid") from error


class PodState(models.TextChoices):
    """What a pod gets to do."""

    ACTIVE = "active", "Active"
    DRAINING = "draining", "Draining"
    OFF = "off", "Off"


class PodOrigin(models.TextChoices):
    """Who named the pod."""

    SETTINGS = "settings", "Settings"
    OPERATOR = "operator", "Operator"


class PodQuerySet(models.QuerySet["Pod"]):
    """Pods."""

    def listed(self) -> "PodQuerySet":
        """Return pods without those that the settings named once and name no more."""
        recently = timezone.now() - GONE_AFTER
        return self.filter(Q(origin=PodOrigin.OPERATOR) | Q(listed_at__gte=recently))


class Pod(models.Model):
    """One pod: added by an operator, or named by OCR_PODS so that its state can be ruled here."""

    url = models.CharField(
        "URL",
        max_length=MAX_URL,
        unique=True,
        validators=[validate_pod_url],
        help_text="Such as http://10.0.0.7:8501.",
    )
    site = models.CharField(
        max_length=100,
        blank=True,
        help_text="The place whose power and network it shares with others; empty for its host's name.",
    )
    state = models.CharField(
        max_length=8,
        choices=PodState.choices,
        default=PodState.ACTIVE,
        help_text="A draining pod finishes what it has and gets nothing new; one that is off gets nothing.",
    )
    note = models.CharField(max_length=200, blank=True)
    origin = models.CharField(
        max_length=8, choices=PodOrigin.choices, default=PodOrigin.OPERATOR, editable=False
    )
    added_at = models.DateTimeField(auto_now_add=True)
    listed_at = models.DateTimeField(
        null=True, editable=False, help_text="When OCR_PODS named it last, to the minute."
    )
    last_seen_at = models.DateTimeField(
        "last seen", null=True, editable=False, help_text="When it last answered a call, to the minute."
    )

    objects = PodQuerySet.as_manager()

    class Meta:
        ordering = ["site", "url"]

    def __str__(self) -> str:
        return self.url

    def clean(self) -> None:
        """Write the URL as the pool does, and name the site."""
        validate_pod_url(self.url)
        self.url = check_url(self.url)
        self.site = self.site or str(urlsplit(self.url).hostname)

    @property
    def gone(self) -> bool:
        """Whether the settings named it once and name it no more."""
        if self.origin == PodOrigin.OPERATOR:
            return False
        return self.listed_at is None or self.listed_at < timezone.now() - GONE_AFTER


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

    model = models.CharField(max_length=20, choices=ServedModel.choices)
    selector = models.CharField(
        max_length=100, validators=[_SELECTOR], help_text="versions/NUMBER or labels/NAME."
    )
    share = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(100)], help_text="Percent of the files."
    )
    enabled = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)

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

    def clean(self) -> None:
        """Keep the enabled shares of one model within the whole. Raises `ValidationError`."""
        if not self.enabled or self.share is None:
            return
        others = ModelRelease.objects.filter(model=self.model, enabled=True).exclude(pk=self.pk)
        taken = others.aggregate(total=Sum("share"))["total"] or 0
        if taken + self.share > 100:
            raise ValidationError(
                f"The other enabled releases of {self.model} have {taken} % of the files already; "
                f"give this one {max(0, 100 - taken)} % or less."
            )


class Usage(models.Model):
    """What one pod did in one hour, for one release of one model and with one outcome."""

    pod = models.CharField(max_length=MAX_URL, help_text="Its URL.")
    site = models.CharField(max_length=100)
    model = models.CharField(max_length=20)
    release = models.CharField(max_length=100, blank=True, help_text="Empty for the pod's own choice.")
    outcome = models.CharField(max_length=50, help_text="ok, or the code of the error.")
    hour = models.DateTimeField(help_text="Its start.")

    calls = models.BigIntegerField(default=0)
    hedges = models.BigIntegerField(default=0, help_text="Those sent beside another that took long.")
    milliseconds = models.BigIntegerField(default=0, help_text="How long callers waited, in all.")
    bytes_sent = models.BigIntegerField(default=0)
    bytes_received = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-hour", "pod", "model", "release", "outcome"]
        verbose_name_plural = "usage"
        constraints = [
            # The pod and the hour first: its index also answers what a pod did lately.
            models.UniqueConstraint(
                fields=["pod", "hour", "model", "release", "outcome", "site"], name="one_row_per_hour"
            )
        ]
        indexes = [models.Index(fields=["hour"], name="usage_hour")]

    def __str__(self) -> str:
        return f"{self.pod} {self.model} {self.outcome} {self.hour:%Y-%m-%d %H:%M}"
