"""What people correct and approve tells how well the releases read that did the reading."""

import pytest
from django.utils import timezone

from ocr.cluster.models import Accuracy
from receipts import services
from receipts.models import Receipt, Status
from receipts.services.accuracy import accuracy_count

pytestmark = pytest.mark.usefixtures("silence")

STABLE, CANARY = "labels/stable", "labels/canary"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What follows on a commit happens; nothing is sent to workers or pages."""

    def do(service, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return service(**arguments)

    return do


@pytest.fixture
def read_by(read_receipt):
    def read(**releases) -> Receipt:
        return read_receipt(releases=releases)

    return read


def found() -> dict[tuple[str, str], tuple[int, ...]]:
    """Receipts, those that were right, fields, and those that were right, by model and release."""
    columns = ("receipts", "receipts_right", "fields", "fields_right")
    return {(row.model, row.release): tuple(getattr(row, name) for name in columns) for row in rows()}


def rows():
    return Accuracy.objects.all()


def correct(committed, receipt, by, value, name="total"):
    place = {"section": "", "row": 0, "name": name}
    committed(services.field_correct, receipt=receipt, by=by, value=value, **place)


def test_what_is_approved_again_after_another_reading_counts_for_that_one(read_by, committed, by_alice):
    receipt = read_by(textrec=STABLE)
    committed(services.receipt_approve, receipt=receipt, by=by_alice)
    receipt.refresh_from_db()
    again = {"status": Status.NEEDS_REVIEW, "releases": {"textrec": CANARY}, "checked_fields": 0}
    read_at = timezone.now()
    Receipt.objects.filter(id=receipt.id).update(**again, right_fields=0, finished_at=read_at)
    committed(services.receipt_approve, receipt=receipt, by=by_alice)
    assert found()["textrec", CANARY] == (1, 1, 3, 3)
    receipt.refresh_from_db()
    assert receipt.reviewed_at >= read_at


def test_an_approved_receipt_was_read_right_by_each_release_that_read_it(read_by, committed, by_alice):
    receipt = read_by(textdet=STABLE, textrec=CANARY)
    committed(services.receipt_approve, receipt=receipt, by=by_alice)
    assert found() == {("textdet", STABLE): (1, 1, 3, 3), ("textrec", CANARY): (1, 1, 3, 3)}
    receipt.refresh_from_db()
    assert {row.hour for row in rows()} == {receipt.finished_at.replace(minute=0, second=0, microsecond=0)}


def test_a_corrected_one_was_not_and_counts_once(read_by, committed, by_alice):
    receipt = read_by(textrec=CANARY)
    correct(committed, receipt, by_alice, "13.50")
    assert found() == {("textrec", CANARY): (1, 0, 1, 0)}
    correct(committed, receipt, by_alice, "14.50")
    committed(services.receipt_approve, receipt=receipt, by=by_alice)
    assert found() == {("textrec", CANARY): (1, 0, 3, 2)}
    correct(committed, receipt, by_alice, "12.50")
    assert found() == {("textrec", CANARY): (1, 1, 3, 3)}


def test_what_was_overlooked_is_a_mistake_too(read_by, committed, by_alice):
    correct(committed, read_by(textrec=CANARY), by_alice, "2.00", name="tax")
    assert found() == {("textrec", CANARY): (1, 0, 1, 0)}


def test_receipts_add_up(read_by, committed, by_alice):
    for value in ("1.00", "2.00", "12.50"):
        receipt = read_by(textrec=CANARY)
        correct(committed, receipt, by_alice, value)
        committed(services.receipt_approve, receipt=receipt, by=by_alice)
    assert found() == {("textrec", CANARY): (3, 1, 9, 7)}


def test_without_pods_there_is_no_release_to_count_for(read_by, committed, by_alice):
    committed(services.receipt_approve, receipt=read_by(), by=by_alice)
    assert found() == {}


def test_what_nobody_looked_at_says_nothing(read_receipt, committed):
    accuracy_count(read_receipt(status=Status.COMPLETED, releases={"textrec": CANARY}))
    assert found() == {}


def test_what_was_counted_stays_when_the_receipt_is_read_anew_or_deleted(read_by, committed, by_alice, files):
    receipt = read_by(textrec=CANARY)
    correct(committed, receipt, by_alice, "13.50")
    committed(services.receipt_retry, receipt=receipt, by=by_alice)
    receipt.refresh_from_db()
    assert receipt.releases == {}
    correct(committed, receipt, by_alice, "12.50")
    committed(services.receipt_delete, receipt=receipt, by=by_alice)
    assert found() == {("textrec", CANARY): (1, 0, 1, 0)}
