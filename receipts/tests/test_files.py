"""Files are written and deleted whatever kind of storage they lie in."""

import pytest
from django.core.files.storage import default_storage

from receipts.errors import StorageError
from receipts.files import NewFiles, folder_delete


class AwayError(Exception):
    """What a storage raises in its own words, and no `OSError`."""


def away(name: str) -> None:
    raise AwayError(name)


def test_files_that_cannot_be_deleted_do_not_hide_what_went_wrong(make_receipt, monkeypatch, files, caplog):
    receipt, deleted = make_receipt(), default_storage.delete

    def delete(name: str) -> None:
        if "page-1" in name:
            away(name)
        deleted(name)

    with monkeypatch.context() as storage:
        storage.setattr(default_storage, "delete", delete)
        with pytest.raises(KeyError), NewFiles(receipt) as new:
            new.write("page-1", "jpg", b"photo")
            new.write("page-2", "jpg", b"photo")
            raise KeyError
    (left,) = (files / str(receipt.workspace_id) / str(receipt.id)).iterdir()
    assert left.name.startswith("page-1"), "the others went nevertheless"
    assert f"{left.name} could not be deleted" in caplog.text


def test_a_folder_that_cannot_be_listed_is_told_as_any_failure_of_the_storage(make_receipt, monkeypatch):
    receipt = make_receipt()
    with monkeypatch.context() as storage, pytest.raises(StorageError):
        storage.setattr(default_storage, "listdir", away)
        folder_delete(workspace_id=receipt.workspace_id, receipt_id=receipt.id)
