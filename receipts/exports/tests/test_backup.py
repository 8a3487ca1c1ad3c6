"""A backup of Alice's workspace becomes the content of another one: all of it, or nothing."""

import json
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import QueryDict

from accounts.access import Actor
from accounts.audit import audit_list
from accounts.models import Membership, Workspace
from accounts.services import workspace_update
from receipts import services
from receipts.errors import StateError
from receipts.exports.errors import BackupError
from receipts.exports.formats import stream
from receipts.exports.restoring import archive, backup_restore
from receipts.exports.selection import selection_of
from receipts.filters import receipts_filtered
from receipts.models import Category, MerchantCategory, Receipt, Status, Tag
from receipts.tests.images import photo

LONG_AGO = datetime(2023, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.fixture
def restore(by_alice, new_workspace):
    """Restore a file into the new workspace, or into another one."""

    def restore(path, workspace=new_workspace):
        return backup_restore(path=path, workspace=workspace, by=by_alice, filename=path.name)

    return restore


@pytest.fixture
def shop(stored_receipt, make_receipt, alice, bob, workspace):
    """Three receipts: one corrected by Bob, a duplicate of it, and one that could not be read."""
    first = stored_receipt(review_reasons=["missing_time"], seconds=1.5, amounts_agree=False)
    services.field_correct(receipt=first, by=Actor(bob), section="", row=0, name="total", value="13,50")
    services.row_delete(receipt=first, by=Actor(bob), section="line_items", row=0)
    Receipt.objects.filter(id=first.id).update(created_at=LONG_AGO)
    stored_receipt(duplicate_of=first, status=Status.COMPLETED)
    failed = make_receipt(status=Status.FAILED, error="No text was found.", file="")
    failed.distinct_from.add(first)
    travel = Category.objects.create(workspace=workspace, name="Travel")
    MerchantCategory.objects.create(workspace=workspace, merchant="the bus", category=travel)
    workspace_update(workspace=workspace, by=Actor(bob), auto_complete_confidence=0.75)
    workspace.refresh_from_db()
    return workspace


def document(path) -> dict:
    """Return the document of a backup."""
    if path.suffix == ".json":
        return json.loads(path.read_bytes())
    with zipfile.ZipFile(path) as opened:
        return json.loads(opened.read("receipts.json"))


def without_ids(backup: dict) -> dict:
    """Return a document with the places of receipts instead of their ids, which differ each time."""
    text = json.dumps({**backup, "exported_at": "", "workspace": ""})
    for number, receipt in enumerate(backup["receipts"]):
        text = text.replace(receipt["id"], f"#{number}")
    return json.loads(text)


def changed(path, change, *, files=None):
    """Write a backup anew after a change of its document, or of its files."""
    backup = document(path)
    change(backup)
    with zipfile.ZipFile(path) as opened:
        kept = {name: opened.read(name) for name in opened.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in {**kept, **(files or {}), "receipts.json": json.dumps(backup)}.items():
            opened.writestr(name, data)
    return path


def test_a_restored_workspace_is_the_same_but_for_ids(shop, exported, restore, new_workspace, bob):
    Membership.objects.create(user=bob, workspace=new_workspace)
    before = exported("zip")
    assert restore(before) == 3
    new_workspace.refresh_from_db()
    after = exported("zip", of=new_workspace)
    assert without_ids(document(after)) == without_ids(document(before))
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        assert len(old.namelist()) == 2 * 3 + 1
        crcs = [sorted(entry.CRC for entry in opened.infolist()[:-1]) for opened in (old, new)]
    assert crcs[0] == crcs[1]
    first = new_workspace.receipts.last()
    assert (first.created_at, first.total, first.merchant_name) == (LONG_AGO, 13.5, "CORNER SHOP")
    assert first.fields.get(section="", name="total").corrected_by == bob
    assert new_workspace.receipts.all()[1].duplicate_of == first
    assert first.file.read() == photo(colour="pink")
    assert str(new_workspace.id) in first.file.name
    found = receipts_filtered(workspace=new_workspace, parameters=QueryDict("q=corner+bob"))
    assert found.count() == 2
    assert not Workspace.objects.filter(name__startswith="Restoring").exists()
    assert new_workspace.auto_complete_confidence == 0.75
    assert first.reviewed_at
    assert list(first.distinct_from.all()) == [new_workspace.receipts.first()]


def test_backups_of_before_receipts_were_told_apart_are_restored(shop, exported, restore, new_workspace):
    def make_older(backup):
        for receipt in backup["receipts"]:
            del receipt["distinct_from"], receipt["amounts_agree"]

    assert restore(changed(exported("zip"), make_older)) == 3
    assert not new_workspace.receipts.exclude(distinct_from=None).exists()


def test_rows_replaced_often_are_restored(stored_receipt, exported, restore, new_workspace, by_alice):
    receipt = stored_receipt()
    for turn in range(6):
        rows = [services.WantedRow(texts={"description": f"{turn}-{number}"}) for number in range(100)]
        services.receipt_correct(receipt=receipt, by=by_alice, tables={"line_items": rows})
    restore(exported("zip"))
    names = new_workspace.receipts.get().fields.filter(section="line_items", name="description")
    assert [field.value for field in names.exclude(value="")] == [f"5-{number}" for number in range(100)]


@pytest.mark.parametrize("format", ["json", "zip"])
def test_what_comes_while_a_backup_is_written_is_in_it_whole_or_not_at_all(
    format, stored_receipt, workspace, restore, new_workspace, by_alice, tmp_path
):
    receipt = stored_receipt()
    parts = stream(selection_of(workspace=workspace, filters={}), format)
    begun = next(parts)
    services.receipt_tag(receipt=receipt, by=by_alice, names=["made meanwhile"])
    stored_receipt(filename="uploaded meanwhile.jpg")
    path = tmp_path / f"backup.{format}"
    path.write_bytes(begun + b"".join(parts))
    restore(path)
    assert [tag.name for tag in new_workspace.receipts.last().tags.all()] == ["made meanwhile"]
    assert format == "json" or new_workspace.receipts.count() == 1, "without its file it is of no use"


def test_merchants_that_have_a_category_here_keep_it(shop, exported, restore, new_workspace):
    fun = Category.objects.create(workspace=new_workspace, name="Fun")
    MerchantCategory.objects.create(workspace=new_workspace, merchant="the bus", category=fun)
    restore(exported("zip"))
    rule = MerchantCategory.objects.get(workspace=new_workspace)
    assert (rule.merchant, rule.category) == ("the bus", fun)


def test_people_who_do_not_belong_to_the_workspace_are_nobody_there(shop, exported, restore, new_workspace):
    restore(exported("zip"))
    total = new_workspace.receipts.last().fields.get(section="", name="total")
    assert (total.source, total.value, total.corrected_by) == ("human", "13.50", None)


def test_the_audit_trail_tells_of_it(shop, exported, restore, new_workspace, alice):
    restore(exported("zip"))
    entry = audit_list(workspace=new_workspace).first()
    assert (entry.action, entry.user) == ("workspace.imported", alice)
    assert entry.changes["receipts"] == [0, 3]


def test_a_json_file_restores_all_but_the_files(shop, exported, restore, new_workspace, by_alice):
    restore(exported("json"))
    first = new_workspace.receipts.last()
    assert (first.total, first.file.name, first.thumbnail.name) == (13.5, "", "")
    assert first.pages.get().lines[0]["text"] == "CORNER SHOP"
    with pytest.raises(StateError, match="Its file is not here"):
        services.receipt_retry(receipt=first, by=by_alice)


def test_what_was_not_read_yet_is_read_here(stored_receipt, exported, restore, new_workspace):
    stored_receipt(status=Status.PROCESSING, progress=40)
    restore(exported("zip"))
    receipt = new_workspace.receipts.get()
    assert (receipt.status, receipt.progress, receipt.attempts) == ("queued", 0, 0)


def test_labels_that_are_here_already_are_used(shop, exported, restore, new_workspace):
    meals = Category.objects.create(workspace=new_workspace, name="MEALS")
    lunch = Tag.objects.create(workspace=new_workspace, name="lunch")
    restore(exported("zip"))
    assert meals.receipts.count() == lunch.receipts.count() == 2
    assert [category.name for category in new_workspace.categories.all()] == ["MEALS", "Travel"]
    assert [tag.name for tag in new_workspace.tags.all()] == ["client", "lunch"]


def test_a_lost_file_holds_up_no_backup(shop, exported, restore, new_workspace):
    default_storage.delete(shop.receipts.last().file.name)
    restore(exported("zip"))
    assert new_workspace.receipts.last().file.name == ""
    assert new_workspace.receipts.last().thumbnail


def test_a_backup_goes_into_an_empty_workspace_only(shop, exported, restore):
    with pytest.raises(StateError, match="into an empty workspace only"):
        restore(exported("zip"), workspace=shop)


def receipts_set(**changes):
    return lambda backup: backup["receipts"][-1].update(changes)


def field_set(**changes):
    return lambda backup: backup["receipts"][-1]["fields"][0].update(changes)


def many_pages(backup):
    """Let a hundred pages name one image."""
    page = backup["receipts"][-1]["pages"][0]
    backup["receipts"][-1]["pages"] = [{**page, "number": number, "lines": []} for number in range(1, 101)]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda backup: backup.update(version=2), "of version 2, but only 1 is known"),
        (lambda backup: backup.update(format="other"), "is no backup of Tillroll"),
        (lambda backup: backup.update(categories=[{}]), "categories of this backup"),
        (lambda backup: backup.update(tags=[{"name": "a"}, {"name": "A"}]), "two have the same name"),
        (lambda backup: backup["receipts"].append(backup["receipts"][0]), "is in this backup twice"),
        (lambda backup: backup["receipts"].append("nonsense"), "cannot be restored"),
        (lambda backup: backup["receipts"][-1].pop("pages"), "'pages' is missing"),
        (many_pages, "names its files more often"),
        (receipts_set(status="lost"), "not a valid choice"),
        (receipts_set(created_at=5), "cannot be restored"),
        (receipts_set(created_at=None), "cannot be null"),
        (receipts_set(size=10**12), "cannot be restored"),
        (receipts_set(note="\x00"), "a character that cannot be kept"),
        (receipts_set(category="x" * 101), "a name is too long"),
        (lambda backup: backup["settings"].update(auto_complete_confidence=7), "settings of this backup"),
        (lambda backup: backup["categories"][0]["merchants"].extend(["a", "a"]), "several categories"),
        (receipts_set(file="originals/none.jpg"), "is missing in this backup"),
        (receipts_set(sha256="0" * 64), "is not the one that was backed up"),
        (receipts_set(regions=[{"page": 1, "polygon": [[0, 0], [0, 7], [1, 1]]}]), "outside of its page"),
        (field_set(name="password"), "there is no field 'password'"),
        (field_set(value=["a"], name="total"), "cannot be restored"),
        (field_set(polygon=[[0, 0]]), "too few corners"),
        (field_set(row=70_000), "cannot be restored"),
        (field_set(name="total", value="1e30000000"), "an amount is no number"),
        (receipts_set(created_at="9999-12-31T23:59:59-14:00"), "cannot be restored"),
        (receipts_set(note="x" * 3000), "a note is too long"),
    ],
)
def test_a_backup_that_is_not_as_it_should_be_leaves_nothing_behind(
    shop, exported, restore, new_workspace, files, change, why
):
    path = changed(exported("zip"), change)
    with pytest.raises(ValidationError) as error:
        restore(path)
    assert why in " ".join(error.value.messages)
    assert not new_workspace.receipts.exists()
    assert not new_workspace.categories.exists()
    assert not list(files.glob(f"{new_workspace.id}/*/*"))
    assert not Workspace.objects.filter(name__startswith="Restoring").exists()


def test_a_file_that_is_no_image_is_refused(shop, exported, restore):
    path = exported("zip")
    with zipfile.ZipFile(path) as opened:
        name = next(name for name in opened.namelist() if name.startswith("pages/"))
    with pytest.raises(BackupError, match="A file of the receipt"):
        restore(changed(path, lambda backup: None, files={name: b"MZ"}))


def test_an_archive_that_would_unpack_to_far_more_is_refused(shop, exported, restore):
    path = changed(exported("zip"), lambda backup: None, files={"originals/zeros": bytes(50_000_000)})
    with pytest.raises(BackupError, match="would unpack to far more"):
        restore(path)


@pytest.mark.parametrize(("limit", "value"), [("MAX_ENTRIES", 3), ("_MAX_DIRECTORY", 100)])
def test_an_archive_of_very_many_files_is_refused(shop, exported, restore, monkeypatch, limit, value):
    monkeypatch.setattr(archive, limit, value)
    with pytest.raises(BackupError, match=r"many files|more than 3 files"):
        restore(exported("zip"))


def test_files_outside_of_the_archive_are_refused(shop, exported, restore):
    path = changed(exported("zip"), lambda backup: None, files={"../../etc/passwd": b""})
    with pytest.raises(BackupError, match="outside of it"):
        restore(path)


def test_a_receipt_too_large_for_memory_is_refused(shop, exported, restore, monkeypatch):
    monkeypatch.setattr(archive, "_MAX_RECEIPT", 200_000)
    with pytest.raises(BackupError, match="larger than receipts can be"):
        restore(changed(exported("zip"), receipts_set(note="x" * 300_000)))


@pytest.mark.parametrize(
    "data", [b"", b"nonsense", b'{"format": "tillroll"', b"[1]", b"PK\x05\x06" + bytes(18)]
)
def test_what_is_no_backup_is_called_so(restore, tmp_path, data):
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(BackupError):
        restore(path)


def test_a_damaged_archive_is_refused(shop, exported, restore):
    path = exported("zip")
    data = bytearray(path.read_bytes())
    data[1000:1100] = bytes(100)
    path.write_bytes(data)
    with pytest.raises(BackupError, match=r"damaged|backed up|restored"):
        restore(path)
