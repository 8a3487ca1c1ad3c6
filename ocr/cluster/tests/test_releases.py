"""What becomes of releases, by operators and by themselves."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ocr.cluster import releases
from ocr.cluster.accuracy import Checked, checked_add, read_add
from ocr.cluster.evidence import comparisons
from ocr.cluster.models import Accuracy, ModelRelease
from ocr.cluster.recorder import Recorder
from ocr.cluster.releases import release_promote, release_roll_back, release_share, releases_judge
from ocr.cluster.tests.conftest import THERE, a_call
from ocr.serving.values import STABLE

CANARY = "labels/canary"


@pytest.fixture
def canary(db) -> ModelRelease:
    """On trial with every tenth file from now on."""
    return release_share(release=make_release(), share=10)


@pytest.fixture
def look(monkeypatch):
    """Judges at once, however short ago that was done."""
    monkeypatch.setattr(releases, "_JUDGED_EVERY", timedelta(0))
    return releases_judge


def make_release(**changes) -> ModelRelease:
    return ModelRelease.objects.create(**{"model": "textrec", "selector": CANARY} | changes)


def call(count: int, release: str, outcome: str = "ok", **changes) -> None:
    recorder = Recorder()
    for _ in range(count):
        recorder.record(a_call(release=release, outcome=outcome, **changes))
    recorder.flush()


def check(count: int, release: str, *, right: int, hours: int = 1, of: int | None = None) -> None:
    """People look at so many receipts `of` those that are read in so many hours; some of them are right."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
    row = {"read": of or count, "receipts": count, "receipts_right": right}
    Accuracy.objects.create(hour=hour, model="textrec", release=release, **row)


def shares() -> dict[str, int]:
    return dict(ModelRelease.objects.values_list("selector", "share"))


def test_a_release_that_fails_more_often_is_rolled_back_and_says_why(canary, look, caplog):
    call(940, STABLE)
    call(60, STABLE, "pod_failed")
    call(100, CANARY)
    look()
    assert shares() == {CANARY: 10}
    call(100, CANARY, "pod_answer_invalid")
    look()
    canary.refresh_from_db()
    assert (canary.share, canary.ended_at is not None) == (0, True)
    assert canary.verdict.startswith(
        "100 of its 200 calls failed (50.0%), against 60 of 1,000 (6.0%) with what"
    )
    assert "rolled back. 100 of its 200 calls failed" in caplog.text


def test_a_release_whose_receipts_are_corrected_more_often_is_rolled_back(canary, look):
    check(200, STABLE, right=190)
    check(60, CANARY, right=20)
    look()
    canary.refresh_from_db()
    assert canary.share == 0
    assert "40 of its 60 receipts were corrected (66.7%), against 10 of 200 (5.0%)" in canary.verdict
    assert "calls" not in canary.verdict


@pytest.mark.parametrize(("checked", "right"), [(60, 40), (600, 540)])
def test_one_that_is_more_or_less_sure_of_itself_is_not_taken_for_worse(canary, look, checked, right):
    """Surer of itself it shows people hard ones alone; less sure, so many that more mistakes are found."""
    check(2000, STABLE, right=1800, of=10_000)
    check(checked, CANARY, right=right, of=1000)
    look()
    assert shares() == {CANARY: 10}


def test_one_that_does_as_well_as_the_baseline_stays(canary, look):
    for release, count in ((STABLE, 900), (CANARY, 100)):
        call(count * 9 // 10, release)
        call(count // 10, release, "pod_timeout")
        check(count, release, right=count * 6 // 10)
    look()
    assert shares() == {CANARY: 10}


def test_a_site_that_cannot_be_reached_is_no_fault_of_the_release(canary, look):
    call(500, STABLE)
    call(100, CANARY)
    call(300, CANARY, "pod_unreachable")
    call(300, CANARY, "pod_busy")
    look()
    assert shares() == {CANARY: 10}
    assert comparisons(canary)[0].trial.count == 100


def test_what_was_counted_before_a_trial_is_not_held_against_it(db, look):
    call(300, STABLE)
    call(300, CANARY, "pod_failed")
    check(60, CANARY, right=0, hours=-1)
    check(60, STABLE, right=60, hours=-1)
    release = release_share(release=make_release(), share=10)
    call(200, STABLE)
    call(60, CANARY)
    call(1, CANARY, "pod_failed")
    look()
    release.refresh_from_db()
    failed, corrected = comparisons(release)
    assert (failed.trial.count, failed.trial.bad, failed.baseline.count) == (61, 1, 200)
    assert (corrected.trial.count, corrected.baseline.count) == (0, 0)
    assert release.share == 10


def test_with_another_share_a_trial_begins_anew(canary):
    call(10, CANARY)
    again = release_share(release=canary, share=20)
    assert again.began_at > canary.began_at
    assert comparisons(again)[0].trial.count == 0
    assert release_share(release=again, share=20).began_at == again.began_at


def test_other_models_and_other_pods_of_the_same_release_count_as_they_should(canary):
    call(5, CANARY)
    call(7, CANARY, pod=THERE, site="paris")
    call(100, CANARY, model="textdet")
    assert comparisons(canary)[0].trial.count == 12


def test_a_trial_that_nobody_began_begins_when_it_is_looked_at(db, look):
    make_release(share=10)
    call(10, CANARY, "pod_failed")
    look()
    begun = ModelRelease.objects.get()
    assert begun.began_at is not None
    assert comparisons(begun)[0].trial.count == 0


def test_only_one_of_all_workers_looks_at_a_time(canary, monkeypatch):
    looked = []
    monkeypatch.setattr(releases, "comparisons", lambda release: looked.append(release) or [])
    releases_judge()
    releases_judge()
    assert looked == [canary]


def test_a_verdict_comes_too_late_for_a_trial_that_was_begun_anew_meanwhile(canary, look, monkeypatch):
    call(200, STABLE)
    call(60, CANARY, "pod_failed")

    def meanwhile(release):
        found = comparisons(release)
        release_share(release=canary, share=20)
        return found

    monkeypatch.setattr(releases, "comparisons", meanwhile)
    look()
    assert shares() == {CANARY: 20}


def test_without_files_of_its_own_there_is_no_baseline_to_be_worse_than(canary, look):
    make_release(selector="versions/7", share=90)
    call(200, STABLE)
    call(60, CANARY, "pod_failed")
    look()
    assert shares() == {CANARY: 10, "versions/7": 90}


def test_the_promoted_release_gets_all_files_of_its_model(canary):
    other = make_release(selector="versions/7", share=20)
    kept = make_release(model="textdet", selector="versions/7", share=30)
    promoted = release_promote(release=canary)
    assert (promoted.share, promoted.promoted, promoted.verdict) == (100, True, "")
    other.refresh_from_db()
    kept.refresh_from_db()
    assert (other.share, other.ended_at is not None, other.verdict) == (0, True, "")
    assert kept.share == 30


def test_what_was_rolled_back_can_be_promoted_again(canary):
    ended = release_roll_back(release=canary)
    assert (ended.share, ended.ended_at is not None, ended.verdict) == (0, True, "")
    with pytest.raises(ValidationError, match="there is nothing to roll back"):
        release_roll_back(release=canary)
    again = release_promote(release=canary)
    assert (again.share, again.ended_at, again.verdict) == (100, None, "")


def test_shares_fit_into_the_whole(canary):
    other = make_release(selector="versions/7")
    with pytest.raises(ValidationError, match="give this one 90 % or less"):
        release_share(release=other, share=91)
    with pytest.raises(ValidationError, match="less than or equal to 100"):
        release_share(release=other, share=101)
    assert release_share(release=other, share=90).on_trial


def test_what_pods_serve_by_themselves_is_no_release_on_trial(db):
    with pytest.raises(ValidationError, match="it gets what the others leave"):
        ModelRelease(model="textrec", selector=STABLE, share=5).full_clean()


def test_a_receipt_that_is_looked_at_twice_counts_as_it_was_seen_last(db):
    read = {"releases": {"textrec": CANARY}, "read_at": timezone.now()}
    read_add(**read)
    checked_add(**read, now=Checked(fields=3, right=3), before=Checked())
    checked_add(**read, now=Checked(fields=4, right=3), before=Checked(fields=3, right=3))
    row = Accuracy.objects.get()
    assert (row.read, row.receipts, row.receipts_right, row.fields, row.fields_right) == (1, 1, 0, 4, 3)


def test_counts_that_got_lost_do_no_harm(canary, look):
    check(100, STABLE, right=101)
    check(60, CANARY, right=-5, of=1)
    look()
    assert comparisons(canary)[1].trial.rate == 1


def test_when_one_release_gets_another_share_the_others_of_its_model_are_judged_anew_too(canary):
    other = release_share(release=make_release(selector="versions/3"), share=80)
    canary.refresh_from_db()
    assert canary.began_at >= other.began_at, "files went elsewhere until now"
    begun = canary.began_at
    release_roll_back(release=other)
    canary.refresh_from_db()
    assert canary.began_at > begun
