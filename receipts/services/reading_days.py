"""Counts what reading takes, by workspace, day and size of the photo."""

from datetime import UTC, datetime
from typing import cast

from django.db.models import F

from receipts.models import ImageClass, ReadingDay, Receipt

MOST_PIXELS = (
    (480 * 640, ImageClass.SMALL),
    (640 * 960, ImageClass.MEDIUM),
    (1280 * 960, ImageClass.NORMAL),
    (1920 * 1080, ImageClass.LARGE),
)
"""A photo is of the first class that holds all its pixels, so what a class takes is never understated."""


def image_class(pixels: int) -> ImageClass:
    """Return how large a photo of so many pixels is."""
    return next((size for most, size in MOST_PIXELS if pixels <= most), ImageClass.ULTRA)


def reading_count(receipt: Receipt, *, pixels: int) -> None:
    """Count a reading that ended well, on the day it ended; `pixels` are those of the original.

    Called in the transaction that ends the reading, and last: then each reading counts exactly once, and
    the row, which all workers add to, is held only shortly. A reading that failed counts in the pods' use.
    """
    ended, seconds = cast(datetime, receipt.finished_at), cast(float, receipt.seconds)
    key = {
        "workspace_id": receipt.workspace_id,
        "day": ended.astimezone(UTC).date(),
        "image_class": image_class(pixels),
        "with_pods": receipt.pod_milliseconds > 0,
    }
    more = {
        "readings": 1,
        "milliseconds": round(1000 * seconds),
        "pod_calls": receipt.pod_calls,
        "pod_milliseconds": receipt.pod_milliseconds,
        "pod_bytes": receipt.pod_bytes_sent + receipt.pod_bytes_received,
        "file_bytes": receipt.size,
    }
    added = {name: F(name) + count for name, count in more.items()}
    row = ReadingDay.objects.filter(**key)
    if not row.update(**added):
        ReadingDay.objects.bulk_create([ReadingDay(**key)], ignore_conflicts=True)
        row.update(**added)
