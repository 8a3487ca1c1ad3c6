"""What operators see of all workspaces together, and how failed receipts are read again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from receipts import backlog
from receipts.models import Status
from receipts.services import failed_retry, failures
from receipts.transitions import to_end

LOST = "Reading was interrupted several times."
DAMAGED = "The file is damaged."


@pytest.fixture
def failed(make_receipt):
    """Makes a receipt that failed so many hours ago."""

    def make(error=LOST, hours=0, **changes):
        receipt = make_receipt(**{**to_end(Status.FAILED, error=error), **changes})
        receipt.finished_at = timezone.now() - timedelta(hours=hours)
        receipt.save()
        return receipt

    return make


def statuses(*receipts):
    for receipt in receipts:
        receipt.refresh_from_db()
    return [receipt.status for receipt in receipts]


def test_what_waits_is_counted_over_all_workspaces(make_receipt, charlie):
    oldest = timezone.now() - timedelta(minutes=5)
    make_receipt(queued_at=oldest)
    make_receipt(stage="waiting_for_gpu", workspace=charlie.workspaces.get())
    make_receipt(status=Status.PROCESSING, queued_at=oldest - timedelta(days=1))
    make_receipt(status=Status.COMPLETED, queued_at=oldest - timedelta(days=1))
    found = backlog.backlog()
    assert (found.waiting, found.waiting_for_gpu, found.reading, found.oldest) == (2, 1, 1, oldest)


def test_an_empty_queue_has_no_oldest(db):
    assert backlog.backlog().oldest is None


def test_reasons_are_told_by_how_often_they_came(failed):
    last = failed(hours=1)
    failed(hours=2)
    failed(DAMAGED)
    assert [(each.error, each.count) for each in backlog.failures()] == [(LOST, 2), (DAMAGED, 1)]
    assert backlog.failures()[0].last_at == last.finished_at


def test_all_failed_receipts_are_read_again_as_if_they_were_new(failed, read_receipt, charlie):
    hers, his = failed(attempts=3), failed(DAMAGED, workspace=charlie.workspaces.get())
    good = read_receipt()
    assert len(failed_retry()) == 2
    assert statuses(hers, his, good) == [Status.QUEUED, Status.QUEUED, Status.NEEDS_REVIEW]
    assert (hers.attempts, hers.error) == (0, "")


def test_only_those_of_one_reason_are_read_again(failed):
    lost, damaged = failed(), failed(DAMAGED)
    assert failed_retry(error=LOST) == [lost]
    assert statuses(lost, damaged) == [Status.QUEUED, Status.FAILED]


def test_one_click_reads_so_many_again_and_those_that_waited_longest_first(failed, monkeypatch):
    monkeypatch.setattr(failures, "MOST_AT_ONCE", 2)
    young, old, oldest = failed(hours=1), failed(hours=2), failed(hours=3)
    assert failed_retry() == [oldest, old]
    assert statuses(young) == [Status.FAILED]


def test_a_receipt_without_its_file_does_not_stand_in_the_way(failed, monkeypatch):
    monkeypatch.setattr(failures, "MOST_AT_ONCE", 1)
    failed(hours=9, file="")
    whole = failed(hours=1)
    assert failed_retry() == [whole]


def test_the_trail_of_the_workspace_names_no_stranger(failed, workspace):
    failed()
    failed_retry()
    entry = workspace.audit_entries.get(action="receipt.reread")
    assert (entry.user, entry.user_name) == (None, "")
