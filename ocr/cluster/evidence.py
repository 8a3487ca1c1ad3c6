"""What is known of a release on trial, and of the one that pods served by themselves at the same time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from django.db.models import Q, QuerySet, Sum

from ocr.cluster.models import Accuracy, DailyUsage, ModelRelease
from ocr.cluster.trials import Sample, is_worse, z_score
from ocr.serving.values import BATCHES_AT_ONCE, NOT_OF_THE_RELEASE, STABLE

BASELINE = (STABLE, "")
"""How calls are counted that pods answered with what they serve by themselves."""
_NONE = [0, 0]


class Fault(StrEnum):
    """What goes wrong with a release."""

    FAILED = "failed"
    """A call."""
    CORRECTED = "corrected"
    """A receipt, by a person."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """How often it went wrong with the release on trial, and with the baseline."""

    fault: Fault
    trial: Sample
    baseline: Sample
    of_all: tuple[Sample, Sample] | None = None
    """How often, of all that both did, where `trial` and `baseline` are about those that were looked at."""

    @property
    def is_worse(self) -> bool:
        """Whether the release is to be rolled back for it."""
        return is_worse(self.trial, self.baseline) and (self.of_all is None or is_worse(*self.of_all))

    @property
    def z(self) -> float:
        """By how many standard errors the release is worse."""
        return z_score(self.trial, self.baseline)


def comparisons(release: ModelRelease) -> list[Comparison]:
    """Return what was counted since the release's trial began, once for each fault; none before it has."""
    if release.began_at is None:
        return []
    return [_failed(release, release.began_at), _corrected(release, release.began_at)]


def counted_on(release: ModelRelease, day: date) -> dict[str, list[int]]:
    """Return calls and failed calls from that day (UTC) on, by the release that was called.

    Those that failed for reasons that lie in no release do not count. A file that fails everywhere costs the
    baseline several calls and the release on trial but one, which speaks for the release.
    """
    calls = DailyUsage.objects.filter(model=release.model, release__in=_both(release), day__gte=day)
    rows = calls.exclude(outcome__in=NOT_OF_THE_RELEASE).order_by().values_list("release")
    found = rows.annotate(count=Sum("calls"), bad=Sum("calls", filter=~Q(outcome="ok"), default=0))
    return {name: [count, bad] for name, count, bad in found}


def _failed(release: ModelRelease, began_at: datetime) -> Comparison:
    since, before = counted_on(release, began_at.astimezone(UTC).date()), release.before

    def calls(names: Sequence[str]) -> Sample:
        count, bad = (
            sum(since.get(name, _NONE)[place] - before.get(name, _NONE)[place] for name in names)
            for place in (0, 1)
        )
        return replace(_sample(count, bad), together=BATCHES_AT_ONCE)

    return Comparison(fault=Fault.FAILED, trial=calls([release.selector]), baseline=calls(BASELINE))


def _corrected(release: ModelRelease, began_at: datetime) -> Comparison:
    """Compare receipts, from the first full hour on: those that people looked at, and all that were read.

    Chance does not decide what people look at. A release that is surer of itself leaves them only what is
    hard, and looks worse by the first; one that is less sure has more of its mistakes found, and looks worse
    by the second. One that is worse is so by both.
    """
    hours = Accuracy.objects.filter(model=release.model, hour__gte=began_at)
    trial, of_all = _corrections(hours.filter(release=release.selector))
    baseline, of_all_there = _corrections(hours.filter(release__in=BASELINE))
    return Comparison(fault=Fault.CORRECTED, trial=trial, baseline=baseline, of_all=(of_all, of_all_there))


def _corrections(hours: QuerySet[Accuracy]) -> tuple[Sample, Sample]:
    """Return the corrected receipts of those that people looked at, and of all."""
    names = ("read", "receipts", "receipts_right")
    sums = hours.aggregate(**{f"all_{name}": Sum(name, default=0) for name in names})
    read, checked, right = (sums[f"all_{name}"] for name in names)
    return _sample(checked, checked - right), _sample(read, checked - right)


def _both(release: ModelRelease) -> list[str]:
    return [release.selector, *BASELINE]


def _sample(count: int, bad: int) -> Sample:
    """Keep counts possible, as those of a worker that was killed are missing."""
    count = max(0, count)
    return Sample(count=count, bad=min(max(0, bad), count))
