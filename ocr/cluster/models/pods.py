"""Pods, and who may call them."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ocr.cluster.models.machines import Machine
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
    machine = models.ForeignKey(
        Machine,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="pods",
        help_text="Which it runs on, so that what it does is set against what the machine costs.",
    )
    gpu = models.CharField("GPU", max_length=100, blank=True, help_text="Such as RTX 3060.")
    slices = models.PositiveSmallIntegerField(
        default=1, help_text="How many pods share its GPU by time slicing, this one among them."
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
    def is_off(self) -> bool:
        """Whether it gets no calls, by an operator or because the settings name it no more."""
        return self.state == PodState.OFF or self.gone

    @property
    def gone(self) -> bool:
        """Whether the settings named it once and name it no more."""
        if self.origin == PodOrigin.OPERATOR:
            return False
        return self.listed_at is None or self.listed_at < timezone.now() - GONE_AFTER
