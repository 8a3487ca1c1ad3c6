"""What deleted workspaces leave is erased, and nothing else."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import Workspace
from accounts.services import workspace_delete
from receipts import sweep
from receipts.errors import StorageError
from receipts.files import NewFiles
from receipts.models import Field, Receipt
from receipts.services import workspaces


@pytest.fixture
def stored(read_receipt):
    """A receipt with a file."""

    def stored(**changes):
        receipt = read_receipt(**changes)
        with NewFiles(receipt) as files:
            receipt.file.name = files.write("original", "jpg", b"photo")
        receipt.save()
        return receipt

    return stored


def test_receipts_files_and_workspace_go_little_by_little(stored, workspace, charlie, files, monkeypatch):
    monkeypatch.setattr(workspaces, "_MOST_AT_ONCE", 2)
    first, *_ = [stored() for _ in range(3)]
    stored(duplicate_of=first)
    kept = stored(workspace=charlie.workspaces.get())
    default_storage.save(f"{workspace.id}/exports/all.csv", ContentFile(b"of no receipt"))
    sweep.sweep()
    assert Receipt.objects.count() == 5, "nothing is erased that nobody deleted"

    workspace_delete(workspace=workspace, name=workspace.name)
    sweep.sweep()
    assert Receipt.objects.count() == 3
    assert len(list((files / str(workspace.id)).iterdir())) == 3
    for _ in range(2):
        sweep.sweep()
    assert not Workspace.objects.filter(id=workspace.id).exists()
    assert list(Receipt.objects.all()) == [kept]
    assert set(Field.objects.values_list("receipt", flat=True)) == {kept.id}
    assert [path.name for path in files.iterdir()] == [str(kept.workspace_id)]


def test_while_the_storage_is_away_the_workspace_waits(workspace, monkeypatch, files):
    default_storage.save(f"{workspace.id}/exports/all.csv", ContentFile(b"of no receipt"))
    workspace_delete(workspace=workspace, name=workspace.name)
    with monkeypatch.context() as away:
        away.setattr(default_storage, "delete", lambda name: (_ for _ in ()).throw(OSError("away")))
        with pytest.raises(ExceptionGroup) as failed:
            sweep.sweep()
    assert failed.group_contains(StorageError)
    assert Workspace.objects.filter(id=workspace.id).exists()
    sweep.sweep()
    assert not Workspace.objects.filter(id=workspace.id).exists()
