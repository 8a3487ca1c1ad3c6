"""The page of exports, and the Export button of the inbox."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from receipts.exports import services
from receipts.exports.models import Export, Import
from receipts.exports.running import export_run, import_run
from receipts.models import Category, Status, Tag

pytestmark = pytest.mark.usefixtures("no_jobs")

PAGE = "/settings/exports/"
RESTORE = "/settings/import/"


def backup():
    return {"file": SimpleUploadedFile("backup.zip", b"nonsense")}


def test_the_inbox_exports_what_it_lists(browser, anna, make_receipt):
    make_receipt(filename="tea.jpg", status=Status.PROCESSING)
    make_receipt(filename="tea-2.jpg", status=Status.FAILED)
    page = browser(anna).get("/?status=processing&q=tea").content.decode()
    for name, value in (("status", "queued"), ("status", "processing"), ("q", "tea")):
        assert f'name="{name}" value="{value}" form="export-form"' in page
    wanted = {"format": "csv", "layout": "receipts", "status": ["queued", "processing"], "q": "tea"}
    answer = browser(anna).post(PAGE, wanted)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    content = b"".join(answer.streaming_content)
    assert b"tea.jpg" in content
    assert b"tea-2.jpg" not in content


def test_the_inbox_exports_what_it_lists_of_a_category_and_a_tag(browser, anna, workspace):
    meals = Category.objects.create(workspace=workspace, name="Meals")
    trip = Tag.objects.create(workspace=workspace, name="trip")
    page = browser(anna).get("/", {"category": meals.id, "tag": trip.name}).content.decode()
    for name, value in (("category", meals.id), ("tag", "trip")):
        assert f'name="{name}" value="{value}" form="export-form"' in page


def test_images_and_many_receipts_are_exported_in_the_background(browser, alice, make_receipt, monkeypatch):
    make_receipt(), make_receipt()
    assert browser(alice).post(PAGE, {"format": "zip"}).headers["Location"] == PAGE
    monkeypatch.setattr(services, "MOST_AT_ONCE", 1)
    assert browser(alice).post(PAGE, {"format": "csv"}).headers["Location"] == PAGE
    assert [export.format for export in Export.objects.all()] == ["csv", "zip"]


def test_the_page_follows_an_export_until_it_can_be_downloaded(browser, anna):
    client = browser(anna)
    client.post(PAGE, {"format": "zip"})
    part = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in part
    assert "Waiting" in part
    assert "<html" not in part
    export = Export.objects.get()
    export_run(export_id=export.id)
    part = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in part
    assert f"{PAGE}{export.id}/download/" in part
    file = client.get(f"{PAGE}{export.id}/download/")
    assert b"".join(file.streaming_content).startswith(b"PK")
    client.post(f"{PAGE}{export.id}/delete/")
    assert not Export.objects.exists()


def test_charlie_sees_no_export_of_alices(browser, alice, charlie):
    browser(alice).post(PAGE, {"format": "zip"})
    export, stranger = Export.objects.get(), browser(charlie)
    export_run(export_id=export.id)
    assert str(export.id) not in stranger.get(PAGE).content.decode()
    assert stranger.get(f"{PAGE}{export.id}/download/").status_code == 404
    assert stranger.post(f"{PAGE}{export.id}/delete/").status_code == 404


def test_a_filter_that_is_none_is_told(browser, alice):
    answer = browser(alice).post(PAGE, {"format": "csv", "stauts": "failed"}, follow=True)
    assert "There is no such filter." in answer.content.decode()


def test_owners_restore_into_an_empty_workspace(browser, alice, bob):
    client = browser(alice)
    assert "Restore a backup" in client.get(PAGE).content.decode()
    assert "Restore a backup" not in browser(bob).get(PAGE).content.decode()
    assert browser(bob).post(RESTORE, backup()).status_code == 403
    part = client.post(RESTORE, backup(), follow=True).content.decode()
    assert "Restoring backup.zip" in part
    assert 'hx-trigger="every 1s"' in part
    import_run(import_id=Import.objects.get().id)
    page = client.get(PAGE).content.decode()
    assert "backup.zip was not restored. This is no backup of Tillroll" in page
    assert "Restore a backup" in page


def test_a_workspace_with_receipts_is_not_restored_over(browser, alice, make_receipt):
    make_receipt()
    assert "Restore a backup" not in browser(alice).get(PAGE).content.decode()
    answer = browser(alice).post(RESTORE, backup(), follow=True)
    assert "into an empty workspace only" in answer.content.decode()
    assert not Import.objects.exists()
