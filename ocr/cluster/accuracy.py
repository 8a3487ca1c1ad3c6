"""Counts how much of what each release read was right, as far as people looked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from ocr.cluster.models import Accuracy


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What people looked at of one receipt, beside its tables."""

    fields: int = 0
    right: int = 0
    """Those that they left as they were read."""

    @property
    def counts(self) -> dict[str, int]:
        """What it adds to each column of `Accuracy`; a receipt is right when all of it is."""
        return {
            "receipts": int(self.fields > 0),
            "receipts_right": int(0 < self.fields == self.right),
            "fields": self.fields,
            "fields_right": self.right,
        }


def read_add(*, releases: Mapping[str, str], read_at: datetime) -> None:
    """Count a receipt that these releases, by model, have read."""
    _add(releases, read_at, {"read": 1})


def checked_add(*, releases: Mapping[str, str], read_at: datetime, now: Checked, before: Checked) -> None:
    """Count what people found in a receipt that was read so; `before` is how it was counted until now."""
    _add(releases, read_at, {name: count - before.counts[name] for name, count in now.counts.items()})


@transaction.atomic
def _add(releases: Mapping[str, str], read_at: datetime, counts: Mapping[str, int]) -> None:
    hour = read_at.replace(minute=0, second=0, microsecond=0)
    rows = [Accuracy(hour=hour, model=model, release=release) for model, release in sorted(releases.items())]
    Accuracy.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        counted = Accuracy.objects.filter(hour=hour, model=row.model, release=row.release)
        counted.update(**{name: F(name) + count for name, count in counts.items()})
