"""Exports and imports in the background: done once, whatever dies meanwhile."""

import uuid
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.audit import SYSTEM, audit_list
from accounts.models import Workspace
from receipts.errors import StateError
from receipts.exports import jobs, running, services, sweep
from receipts.exports.models import Export, Format, Import
from receipts.exports.running import export_run, import_run
from receipts.models import Status
from receipts.webhooks.models import Event, Webhook

LONG_AGO = timezone.now() - timedelta(days=1)


@pytest.fixture
def sent(monkeypatch) -> list:
    """What sweeps send to the broker."""
    sent: list = []
    monkeypatch.setattr(sweep, "job_send", lambda model, job_id: sent.append(job_id))
    return sent


@pytest.fixture
def export(workspace, by_alice) -> Export:
    """An export of all receipts that waits for a worker."""
    return services.export_create(workspace=workspace, by=by_alice, format=Format.CSV)


@pytest.fixture
def backup(stored_receipt, exported, new_workspace, by_alice) -> Import:
    """The backup of a receipt that waits to be restored."""
    stored_receipt()
    with exported("zip").open("rb") as file:
        return services.import_create(
            workspace=new_workspace, by=by_alice, file=ContentFile(file.read()), filename="C:\\backup.zip"
        )


def abandon(job) -> None:
    """Leave a job as a worker that died has it."""
    type(job).objects.filter(id=job.id).update(
        status="running", lease=uuid.uuid4(), lease_expires_at=LONG_AGO
    )


def test_a_worker_writes_an_export(stored_receipt, workspace, by_alice, alice, files):
    stored_receipt(filename="a.jpg")
    stored_receipt(filename="b.jpg", status=Status.FAILED)
    export = services.export_create(
        workspace=workspace, by=by_alice, format=Format.CSV, filters={"status": ["failed"]}
    )
    assert (export.status, export.count) == ("queued", 1)
    export_run(export_id=export.id)
    export.refresh_from_db()
    assert (export.status, export.progress, export.count) == ("done", 100, 1)
    assert export.expires_at - export.created_at >= timedelta(days=6, hours=23)
    with services.export_open(export=export, by=by_alice) as file:
        content = file.read()
    assert b"b.jpg" in content
    assert b"a.jpg" not in content
    assert export.size == len(content)
    actions = [entry.action for entry in audit_list(workspace=workspace)[:2]]
    assert actions == ["export.downloaded", "export.created"]


def test_an_export_is_deleted_once_and_the_audit_trail_says_by_whom(export, workspace, by_alice, alice):
    for by in (by_alice, SYSTEM):
        services.export_delete(export=export, by=by)
    deleted = audit_list(workspace=workspace, action="export.deleted")
    assert [(entry.user, entry.subject_id) for entry in deleted] == [(alice, str(export.id))]


def test_webhooks_are_told_that_an_export_is_ready(export, workspace):
    hook = {"url": "https://hooks.example.com/", "events": ["export.ready"]}
    Webhook.objects.create(workspace=workspace, secret="whsec_dGVzdA==", **hook)
    export_run(export_id=export.id)
    told = Event.objects.get().payload
    assert (told["type"], told["data"]["id"], told["data"]["format"]) == (
        "export.ready",
        str(export.id),
        "csv",
    )
    assert told["data"]["url"].endswith(f"/api/v1/exports/{export.id}/")


def test_a_filter_that_does_not_exist_is_refused_and_not_ignored(workspace, by_alice):
    with pytest.raises(ValidationError) as error:
        services.export_create(
            workspace=workspace, by=by_alice, format=Format.CSV, filters={"stauts": ["failed"]}
        )
    assert error.value.message_dict == {"stauts": ["There is no such filter."]}
    assert not Export.objects.exists()


def test_two_workers_do_not_write_the_same_export(export, monkeypatch):
    written: list = []

    def write(job):
        written.append(job.id)
        export_run(export_id=job.id)

    monkeypatch.setattr(running, "_write_export", write)
    export_run(export_id=export.id)
    assert written == [export.id]


def test_an_export_that_is_deleted_while_it_is_written_leaves_no_file(
    export, make_receipt, monkeypatch, files
):
    make_receipt()
    whole = running.stream

    def stream(selection, name):
        yield from whole(selection, name)
        Export.objects.filter(id=export.id).delete()

    monkeypatch.setattr(running, "stream", stream)
    export_run(export_id=export.id)
    assert not Export.objects.exists()
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_a_worker_that_lost_its_claim_changes_nothing_more(export, monkeypatch, files):
    def stream(selection, name):
        yield b""
        Export.objects.update(lease=uuid.uuid4())

    monkeypatch.setattr(running, "stream", stream)
    export_run(export_id=export.id)
    export.refresh_from_db()
    assert (export.status, export.file.name) == ("running", "")
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_what_goes_wrong_unforeseen_is_told_in_a_sentence(export, monkeypatch):
    monkeypatch.setattr(running, "stream", lambda *_: 1 / 0)
    export_run(export_id=export.id)
    export.refresh_from_db()
    assert (export.status, export.error[:20]) == ("failed", "Something unexpected")


def test_an_export_that_is_not_ready_cannot_be_downloaded(export, by_alice):
    with pytest.raises(StateError, match="not ready yet"):
        services.export_open(export=export, by=by_alice)


def test_a_lost_message_is_sent_again_once(export, sent):
    sweep.sweep()
    assert sent == []
    Export.objects.update(send_after=LONG_AGO)
    sweep.sweep()
    sweep.sweep()
    assert sent == [export.id]


def test_an_export_whose_worker_died_is_begun_anew(export, sent):
    abandon(export)
    sweep.sweep()
    assert sent == [export.id]
    export_run(export_id=export.id)
    export.refresh_from_db()
    assert export.status == "done"


def test_a_job_that_is_being_done_is_left_alone(export, sent):
    Export.objects.update(
        status="running", lease=uuid.uuid4(), lease_expires_at=timezone.now() + timedelta(hours=1)
    )
    sweep.sweep()
    export.refresh_from_db()
    assert (export.status, sent) == ("running", [])


@pytest.mark.parametrize(("longest", "is_renewed"), [(3600.0, True), (0.0, False)])
def test_a_claim_is_renewed_but_not_for_ever(export, monkeypatch, longest, is_renewed):
    monkeypatch.setattr(jobs, "_LONGEST_JOB", longest)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)  # it is the test's own one here
    job = jobs.job_claim(Export, export.id)
    Export.objects.update(lease_expires_at=LONG_AGO)
    jobs._renew(job, Mock(wait=Mock(side_effect=[False, True])))
    export.refresh_from_db()
    assert (export.lease_expires_at > LONG_AGO) is is_renewed


def test_a_job_that_kills_its_workers_fails_in_the_end(export, sent):
    abandon(export)
    Export.objects.update(attempts=3)
    sweep.sweep()
    export.refresh_from_db()
    assert (export.status, export.error[:18], sent) == ("failed", "It was interrupted", [])


def test_exports_go_after_a_week_with_their_files(export, files, django_capture_on_commit_callbacks):
    export_run(export_id=export.id)
    assert list(files.rglob("*.csv"))
    Export.objects.update(expires_at=LONG_AGO)
    with django_capture_on_commit_callbacks(execute=True):
        sweep.sweep()
    assert not Export.objects.exists()
    assert not list(files.rglob("*.csv"))


def test_a_worker_restores_a_backup(backup, new_workspace, files):
    assert (backup.status, backup.filename) == ("queued", "backup.zip")
    import_run(import_id=backup.id)
    backup.refresh_from_db()
    assert (backup.status, backup.progress, backup.count, backup.error) == ("done", 100, 1, "")
    assert new_workspace.receipts.get().merchant_name == "CORNER SHOP"
    assert not list(files.glob("*/imports/*"))


def test_a_backup_that_cannot_be_restored_says_why_and_leaves_nothing(new_workspace, by_alice, files):
    backup = services.import_create(
        workspace=new_workspace, by=by_alice, file=ContentFile(b"nonsense"), filename="a.zip"
    )
    import_run(import_id=backup.id)
    backup.refresh_from_db()
    assert (backup.status, backup.error[:30]) == ("failed", "This is no backup of Tillroll.")
    assert not new_workspace.receipts.exists()
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_receipts_that_came_meanwhile_are_not_mixed_with_a_backup(
    backup, new_workspace, make_receipt, monkeypatch
):
    monkeypatch.setattr("receipts.exports.restoring.check_empty", lambda workspace: None)
    uploaded = make_receipt(workspace=new_workspace)
    import_run(import_id=backup.id)
    backup.refresh_from_db()
    assert (backup.status, "empty workspace only" in backup.error) == ("failed", True)
    assert list(new_workspace.receipts.all()) == [uploaded]


def test_one_backup_is_restored_at_a_time(backup, new_workspace, by_alice, files):
    before = len(list(files.glob("*/imports/*")))
    with pytest.raises(StateError, match="being restored here already"):
        services.import_create(workspace=new_workspace, by=by_alice, file=ContentFile(b"x"), filename="a.zip")
    assert len(list(files.glob("*/imports/*"))) == before


@pytest.mark.parametrize("attempts", [1, 3])
def test_what_a_dead_worker_had_restored_goes(backup, new_workspace, make_receipt, sent, files, attempts):
    staging = Workspace.objects.create(name="Restoring")
    half = make_receipt(workspace=staging)
    folder = files / str(new_workspace.id) / str(half.id)
    folder.mkdir(parents=True)
    (folder / "original.jpg").touch()
    abandon(backup)
    Import.objects.update(staging=staging, attempts=attempts)
    sweep.sweep()
    import_run(import_id=backup.id)
    assert not Workspace.objects.filter(id=staging.id).exists()
    assert not folder.exists()
    assert new_workspace.receipts.count() == (1 if attempts < 3 else 0)
