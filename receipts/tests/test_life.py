"""From upload to deletion, as far as people decide it."""

import threading
import time
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction

from accounts.access import Actor
from accounts.audit import SYSTEM
from ocr.errors import InvalidFileError
from receipts import events, queue, services
from receipts.errors import StateError
from receipts.models import Page, Receipt
from receipts.services import life
from receipts.tests.images import photo
from receipts.transitions import to_end


@pytest.fixture
def sent(monkeypatch):
    """What was sent to the workers."""
    sent = []
    monkeypatch.setattr(queue, "receipt_send", sent.append)
    monkeypatch.setattr(queue._background, "run", lambda call: call())
    return sent


@pytest.fixture
def upload(workspace, alice):
    def upload(data=None, *, filename="lunch.jpg", **changes):
        given = {"workspace": workspace, "by": Actor(alice), "data": data or photo(), "filename": filename}
        return services.receipt_upload(**{**given, **changes})

    return upload


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_an_upload_is_kept_and_queued_and_sent_on_commit(
    upload, workspace, alice, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        receipt = upload(filename="C:\\photos\\Lunch.JPG")
        assert sent == []
    for callback in callbacks:
        callback()
    assert (receipt.status, receipt.attempts, receipt.duplicate_of) == ("queued", 0, None)
    assert (receipt.filename, receipt.content_type, receipt.uploaded_by) == ("Lunch.JPG", "image/jpeg", alice)
    assert receipt.file.name.startswith(f"{workspace.id}/{receipt.id}/original-")
    assert receipt.file.open().read() == photo()
    assert sent == [receipt.id]


@pytest.mark.parametrize(
    ("filename", "kept"),
    [("../../etc/passwd", "passwd"), ("a\x00b\n.jpg", "ab.jpg"), ("/", "receipt"), ("x" * 300, "x" * 255)],
)
def test_only_what_can_be_shown_of_a_file_name_is_kept(upload, filename, kept):
    assert upload(filename=filename).filename == kept


def test_the_same_file_again_is_kept_and_said(upload):
    first = upload()
    second = upload(filename="again.jpg")
    third = upload()
    assert (second.duplicate_of, third.duplicate_of) == (first, first)
    assert upload(photo(colour="black")).duplicate_of is None


def test_an_upload_that_comes_twice_at_once_is_one_receipt(upload, files, workspace, monkeypatch):
    save_new, twins = life.save_new, []

    def save_after_twin(receipt: Receipt, *, by) -> None:
        monkeypatch.setattr(life, "save_new", save_new)
        twins.append(upload(token="a"))
        save_new(receipt, by=by)

    monkeypatch.setattr(life, "save_new", save_after_twin)
    assert [upload(token="a")] == twins
    assert Receipt.objects.count() == 1
    assert len(stored(files)) == 1


def test_charlie_may_have_the_same_file_too(upload, charlie):
    upload()
    assert upload(workspace=charlie.workspaces.get(), by=Actor(charlie)).duplicate_of is None


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"no photo", "unknown_type"), (photo()[:200], "damaged_file"), (b"x" * 2_000_000, "file_too_large")],
)
def test_nothing_of_a_bad_file_is_kept(upload, settings, files, data, code):
    settings.MAX_UPLOAD_MB = 1
    with pytest.raises(InvalidFileError) as refused:
        upload(data)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")
    assert not Receipt.objects.exists()
    assert stored(files) == []


def test_no_file_stays_when_its_row_fails(upload, files, monkeypatch):
    def fail(receipt: Receipt) -> None:
        raise RuntimeError("the row failed")

    monkeypatch.setattr(events, "receipt_changed", fail)
    with pytest.raises(RuntimeError):
        upload()
    assert stored(files) == []
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("status", ["failed", "canceled", "needs_review", "completed"])
def test_a_finished_receipt_can_be_read_again(make_receipt, status):
    receipt = make_receipt(
        status=status, attempts=3, error="The pods are away.", finished_at="2024-01-01T00:00Z"
    )
    services.receipt_retry(receipt=receipt, by=SYSTEM)
    assert (receipt.status, receipt.attempts, receipt.error, receipt.finished_at) == ("queued", 0, "", None)


@pytest.mark.parametrize(
    ("status", "service"),
    [
        ("queued", services.receipt_retry),
        ("processing", services.receipt_retry),
        ("completed", services.receipt_cancel),
        ("failed", services.receipt_cancel),
    ],
)
def test_what_does_not_fit_the_status_is_refused(make_receipt, status, service):
    receipt = make_receipt(status=status)
    with pytest.raises(StateError):
        service(receipt=receipt, by=SYSTEM)
    receipt.refresh_from_db()
    assert (receipt.status, receipt.revision) == (status, 0)


def test_alice_approves_what_waits_for_review_and_nothing_else(make_receipt, alice):
    receipt = make_receipt(**to_end("needs_review"), review_reasons=["arithmetic"])
    read_at = receipt.finished_at
    services.receipt_approve(receipt=receipt, by=Actor(alice))
    assert (receipt.status, receipt.review_reasons, receipt.progress) == ("completed", [], 100)
    assert receipt.finished_at == read_at < receipt.reviewed_at
    with pytest.raises(StateError):
        services.receipt_approve(receipt=receipt, by=Actor(alice))


def test_a_deleted_receipt_leaves_no_file(upload, files, django_capture_on_commit_callbacks):
    receipt = upload()
    copy = upload()
    default_storage.save(f"{receipt.workspace_id}/{receipt.id}/page-1.jpg", receipt.file)
    with django_capture_on_commit_callbacks(execute=True):
        services.receipt_delete(receipt=receipt, by=SYSTEM)
    copy.refresh_from_db()
    assert copy.duplicate_of is None
    assert [path.parent.name for path in stored(files)] == [str(copy.id)]
    assert not (files / str(receipt.workspace_id) / str(receipt.id)).exists()


@pytest.mark.django_db(transaction=True)
def test_a_receipt_can_be_deleted_while_a_worker_stores_its_pages(make_receipt):
    receipt, storing = make_receipt(status="processing"), threading.Event()

    def store() -> None:
        with transaction.atomic():
            Receipt.objects.select_for_update().get(id=receipt.id)
            storing.set()
            time.sleep(0.5)
            Page.objects.create(receipt=receipt, number=1, width=1, height=1)
        connection.close()

    worker = threading.Thread(target=store)
    worker.start()
    storing.wait()
    services.receipt_delete(receipt=receipt, by=SYSTEM)
    worker.join()
    assert not Receipt.objects.exists()
    assert not Page.objects.exists()
