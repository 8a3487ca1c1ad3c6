"""What becomes of releases: their shares, promoting and rolling back, by people and by themselves."""

import logging
from datetime import UTC, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from ocr.cluster.evidence import Comparison, Fault, comparisons, counted_on
from ocr.cluster.models import ModelRelease
from ocr.cluster.trials import CHANCE

logger = logging.getLogger(__name__)

_JUDGED_EVERY = timedelta(seconds=10)
"""By one worker of all; counts reach the database every five seconds."""

_FAULTS = {Fault.FAILED: ("calls", "failed"), Fault.CORRECTED: ("receipts", "were corrected")}


def trial_begin(release: ModelRelease) -> None:
    """Judge the release by what is counted from now on, if it gets files; it is not saved yet.

    With another share a trial begins anew: whom files went to before was decided by other odds. What workers
    counted within their last five seconds is not written yet, and is taken for what follows.
    """
    now, has_files = timezone.now(), release.enabled and release.share > 0
    release.began_at = now if has_files else None
    release.before = counted_on(release, now.astimezone(UTC).date()) if has_files else {}
    release.judged_at = release.ended_at = None
    release.verdict = ""


@transaction.atomic
def release_share(*, release: ModelRelease, share: int) -> ModelRelease:
    """Give the release that share of the files (percent). Raises `ValidationError` where it does not fit."""
    release = _locked(release)
    if (release.share, release.enabled) == (share, True):
        return release
    release.share, release.enabled = share, True
    trial_begin(release)
    release.full_clean()
    release.save()
    others_begin_anew(release)
    return release


@transaction.atomic
def release_promote(*, release: ModelRelease) -> ModelRelease:
    """Give the release all files; the model's other releases get none."""
    release = _locked(release)
    others = ModelRelease.objects.filter(model=release.model, share__gt=0).exclude(pk=release.pk)
    others.update(share=0, ended_at=timezone.now(), verdict="")
    return release_share(release=release, share=100)


@transaction.atomic
def release_roll_back(*, release: ModelRelease) -> ModelRelease:
    """Give the release no files any more. Raises `ValidationError` when it has none."""
    release = _locked(release)
    if not _roll_back(release):
        raise ValidationError(f"{release} gets no files, so there is nothing to roll back.")
    release.refresh_from_db()
    return release


def others_begin_anew(release: ModelRelease) -> None:
    """Judge the model's other trials anew, too: who gets which files is decided by other odds from now on.

    Otherwise what failed while one release had most of the files would tell against another one.
    """
    for other in _with_files().filter(model=release.model).exclude(pk=release.pk):
        trial_begin(other)
        other.save(update_fields=["began_at", "before", "judged_at", "ended_at", "verdict"])


def releases_judge() -> None:
    """Roll back the releases on trial that do worse than what pods serve by themselves.

    Every worker does so all the time; conditional updates keep them apart.
    """
    due = Q(judged_at=None) | Q(judged_at__lt=timezone.now() - _JUDGED_EVERY)
    for release in _with_files().filter(due).filter(share__lt=100):
        still_due = ModelRelease.objects.filter(due, pk=release.pk)
        if still_due.update(judged_at=timezone.now()) and _has_baseline(release):
            _judge(release)


def _judge(release: ModelRelease) -> None:
    if release.began_at is None:
        trial_begin(release)
        unbegun = ModelRelease.objects.filter(pk=release.pk, began_at=None)
        unbegun.update(began_at=release.began_at, before=release.before)
        return
    worse = [comparison for comparison in comparisons(release) if comparison.is_worse]
    if worse and _roll_back(release, " ".join(map(_verdict, worse))):
        logger.warning("Release %s was rolled back. %s", release, " ".join(map(_verdict, worse)))


def _roll_back(release: ModelRelease, verdict: str = "") -> bool:
    """Take the release its files, unless its trial was ended or begun anew meanwhile; return whether so."""
    same_trial = _with_files().filter(pk=release.pk, share=release.share, began_at=release.began_at)
    if not same_trial.update(share=0, ended_at=timezone.now(), verdict=verdict):
        return False
    others_begin_anew(release)
    return True


def _verdict(comparison: Comparison) -> str:
    things, went_wrong = _FAULTS[comparison.fault]
    trial, baseline = comparison.trial, comparison.baseline
    return (
        f"{trial.bad:,} of its {trial.count:,} {things} {went_wrong} ({trial.rate or 0:.1%}), against "
        f"{baseline.bad:,} of {baseline.count:,} ({baseline.rate or 0:.1%}) with what pods served by "
        f"themselves meanwhile: z = {comparison.z:.1f} in a one-sided z test of two proportions, and chance "
        f"goes so far in fewer than 1 of {1 / CHANCE:.0f} trials, however often they are looked at."
    )


def _with_files() -> QuerySet[ModelRelease]:
    return ModelRelease.objects.filter(enabled=True, share__gt=0)


def _has_baseline(release: ModelRelease) -> bool:
    """Return whether files are left to what pods serve by themselves, and not only those that failed."""
    taken = _with_files().filter(model=release.model).aggregate(taken=Sum("share"))["taken"]
    return bool(taken < 100)


def _locked(release: ModelRelease) -> ModelRelease:
    """Return the row as it is now, kept from other writers together with all of its model."""
    rows = ModelRelease.objects.select_for_update().filter(model=release.model).order_by("pk")
    for row in rows:
        if row.pk == release.pk:
            return row
    raise ValidationError(f"{release} was deleted. Load the page again.")
