"""What pods did, by the hour and by the day."""

from django.db import models

from ocr.cluster.models.pods import MAX_URL

LATENCY_BOUNDS = (25, 50, 100, 200, 400, 800, 1600, 3200, 6400, 12800)
"""Milliseconds; calls are counted by how many of these they took longer than, in `took_0` to `took_10`."""


class Counts(models.Model):
    """What one pod did in some time, for one release of one model and with one outcome."""

    pod = models.CharField(max_length=MAX_URL, help_text="Its URL.")
    site = models.CharField(max_length=100)
    model = models.CharField(max_length=20)
    release = models.CharField(max_length=100, blank=True, help_text="Empty for the pod's own choice.")
    outcome = models.CharField(max_length=50, help_text="ok, or the code of the error.")

    calls = models.BigIntegerField(default=0)
    hedges = models.BigIntegerField(default=0, help_text="Those sent beside another that took long.")
    milliseconds = models.BigIntegerField(default=0, help_text="How long callers waited, in all.")
    busy_milliseconds = models.BigIntegerField(
        default=0,
        help_text="Time in which the pod had a call; each worker counts for itself.",
    )
    bytes_sent = models.BigIntegerField(default=0)
    bytes_received = models.BigIntegerField(default=0)
    took_0 = models.BigIntegerField("up to 25 ms", default=0)
    took_1 = models.BigIntegerField("up to 50 ms", default=0)
    took_2 = models.BigIntegerField("up to 0.1 s", default=0)
    took_3 = models.BigIntegerField("up to 0.2 s", default=0)
    took_4 = models.BigIntegerField("up to 0.4 s", default=0)
    took_5 = models.BigIntegerField("up to 0.8 s", default=0)
    took_6 = models.BigIntegerField("up to 1.6 s", default=0)
    took_7 = models.BigIntegerField("up to 3.2 s", default=0)
    took_8 = models.BigIntegerField("up to 6.4 s", default=0)
    took_9 = models.BigIntegerField("up to 12.8 s", default=0)
    took_10 = models.BigIntegerField("longer", default=0)

    class Meta:
        abstract = True


class Usage(Counts):
    """What one pod did in one hour, for one release of one model and with one outcome."""

    hour = models.DateTimeField(help_text="Its start.")

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


class DailyUsage(Counts):
    """The same of a whole day (UTC), written together with the hours: what a year cost is asked of these."""

    day = models.DateField()
    machine = models.PositiveIntegerField(
        default=0, help_text="Number of the one that the pod ran on then; 0 where that was not said."
    )

    class Meta:
        ordering = ["-day", "pod", "model", "release", "outcome"]
        verbose_name_plural = "daily usage"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "pod", "model", "release", "outcome", "site", "machine"],
                name="one_row_per_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pod} {self.model} {self.outcome} {self.day}"
