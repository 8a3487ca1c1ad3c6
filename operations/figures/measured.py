"""What reading took lately, by size of the photo; and at which hours receipts came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from django.db.models import F, Min, QuerySet, Sum

from ocr.cluster.capacity import DAYS, Work, load_factor, service_demand
from ocr.cluster.models import DailyUsage, Usage
from receipts.models import ImageClass, ReadingDay

WINDOW = timedelta(days=28)
"""Whole weeks, so that each hour of the week counts as often as any other."""
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class ClassUse:
    """What photos of one size took, in all."""

    readings: int
    milliseconds: int
    pod_milliseconds: int
    pod_bytes: int
    file_bytes: int


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What reading took within the window: with pods if any were called, else without."""

    classes: Mapping[ImageClass, ClassUse]
    """Of those that were read, the smallest first."""
    busy: Fraction
    """Milliseconds that pods were busy, all of them together; 0 where none were called."""
    transferred: Mapping[int, int]
    """Bytes sent to pods and received from them, by number of the machine that they ran on; 0 for none."""
    days: int
    """Since the first reading of the window, today among them."""
    week: Sequence[int]
    """Calls of pods in each hour of the week, from Monday 0:00 UTC on; empty until a week is known."""

    @property
    def readings(self) -> int:
        """How many there were."""
        return sum(use.readings for use in self.classes.values())

    @property
    def monthly(self) -> Fraction:
        """How many there are in a month that goes on like this."""
        return Fraction(self.readings * DAYS, self.days)

    @property
    def monthly_bytes(self) -> Mapping[int, Fraction]:
        """What a month that goes on like this transfers, by number of the machine."""
        return {number: Fraction(size * DAYS, self.days) for number, size in self.transferred.items()}

    @property
    def load_factor(self) -> Fraction | None:
        """The mean hour of the week by the busiest; `None` until a week is known."""
        return load_factor(self.week)

    @property
    def work(self) -> Work:
        """What one receipt takes; without pods, what one reader that reads one after another takes."""
        alone = sum(use.milliseconds for use in self.classes.values())
        return Work(
            pod_seconds=service_demand(busy=(self.busy or Fraction(alone)) / 1000, receipts=self.readings),
            transferred=Fraction(sum(self.transferred.values()), self.readings),
            load_factor=self.load_factor,
        )


def measure(now: datetime) -> Measured | None:
    """Return what reading took in the window that ends now; `None` if nothing was read in it."""
    today = now.astimezone(UTC).date()
    days = ReadingDay.objects.filter(day__gt=today - WINDOW, day__lte=today, readings__gt=0)
    used = DailyUsage.objects.filter(day__gt=today - WINDOW, day__lte=today).order_by()
    pods = used.values_list("machine").annotate(
        busy=Sum("busy_milliseconds"), transferred=Sum(F("bytes_sent") + F("bytes_received"))
    )
    busy = sum(busy for _, busy, _ in pods)
    if busy:
        days = days.filter(with_pods=True)
    first = days.aggregate(first=Min("day"))["first"]
    if first is None:
        return None
    return Measured(
        classes=_by_class(days),
        busy=Fraction(busy),
        transferred={number: size for number, _, size in pods},
        days=(today - first).days + 1,
        week=_week(now),
    )


def _by_class(days: QuerySet[ReadingDay]) -> dict[ImageClass, ClassUse]:
    names = ("readings", "milliseconds", "pod_milliseconds", "pod_bytes", "file_bytes")
    rows = days.order_by().values_list("image_class").annotate(*(Sum(name) for name in names))
    uses = {size: ClassUse(**dict(zip(names, sums, strict=True))) for size, *sums in rows}
    return {size: uses[size] for size in ImageClass if size in uses}


def _week(now: datetime) -> list[int]:
    """Return the calls in each hour of the week, of as many whole weeks as are known."""
    end = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    usage = Usage.objects.filter(hour__gte=end - WINDOW, hour__lt=end)
    hours = dict(usage.order_by().values_list("hour").annotate(Sum("calls")))
    weeks = (end - min(hours, default=end)) // _WEEK
    week = [0] * 24 * 7 if weeks else []
    for hour, calls in hours.items():
        if hour >= end - weeks * _WEEK:
            start = hour.astimezone(UTC)
            week[24 * start.weekday() + start.hour] += calls
    return week
