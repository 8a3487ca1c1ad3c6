"""The files of a receipt: all in one folder, `<workspace>/<receipt>/`.

Every file is written once, under a name of its own, so that a page being shown is never half overwritten
and two workers never write into the same file.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import IO, Self
from uuid import UUID, uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.db.models.fields.files import FieldFile

from receipts.errors import StorageError
from receipts.models import Receipt

logger = logging.getLogger(__name__)


_UNCERTAIN = (OperationalError, InterfaceError)
"""When the database goes away during a commit, nobody knows whether the row refers to the files now."""


class NewFiles:
    """Files that stay when the block ends well, and go when an exception ends it."""

    def __init__(self, receipt: Receipt) -> None:
        self._folder = _folder(receipt.workspace_id, receipt.id)
        self._tag = uuid4().hex[:8]
        self._paths: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and not issubclass(kind, _UNCERTAIN):
            files_delete(self._paths)

    def write(self, name: str, extension: str, data: bytes) -> str:
        """Write a file; return its path in the storage."""
        path = f"{self._folder}/{name}-{self._tag}.{extension}"
        self._paths.append(path)
        with _translated_errors():
            return default_storage.save(path, ContentFile(data))


def file_open(file: FieldFile) -> FieldFile:
    """Open a stored file. Raises `FileNotFoundError` when there is none, and `StorageError`."""
    try:
        if not file:
            raise FileNotFoundError
        return file.open("rb")
    except FileNotFoundError:
        raise
    except Exception as error:
        logger.exception("The file storage failed")
        raise StorageError from error


def file_read(file: FieldFile) -> bytes:
    """Return the content of a stored file. Raises `StorageError`."""
    with _translated_errors(), file.open("rb") as opened:
        return bytes(opened.read())


def storage_save(path: str, file: IO[bytes]) -> str:
    """Store an open file of any size, part by part; return its path. Raises `StorageError`."""
    with _translated_errors():
        return default_storage.save(path, file)


def storage_open(path: str) -> "File[bytes]":
    """Open a stored file. Raises `StorageError`."""
    with _translated_errors():
        return default_storage.open(path, "rb")


def files_delete(paths: Iterable[str]) -> None:
    """Delete files; one that cannot be deleted is left and logged."""
    for path in paths:
        try:
            default_storage.delete(path)
        except Exception:
            logger.exception("%s could not be deleted", path)


def folder_delete(*, workspace_id: UUID, receipt_id: UUID) -> None:
    """Delete all files of a receipt, and their folder. Raises `StorageError` when they cannot be listed."""
    folder = _folder(workspace_id, receipt_id)
    with _translated_errors():
        _, names = _listing(folder)
    files_delete([*(f"{folder}/{name}" for name in names), folder])


def workspace_folder_delete(*, workspace_id: UUID) -> None:
    """Delete whatever files a workspace has, of receipts or else. Raises `StorageError`."""
    with _translated_errors():
        _tree_delete(str(workspace_id))


def _tree_delete(folder: str) -> None:
    folders, names = _listing(folder)
    for name in folders:
        _tree_delete(f"{folder}/{name}")
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def _listing(folder: str) -> tuple[list[str], list[str]]:
    """Return the names of a folder's folders and files; there are none where there is no folder."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Each kind of storage has errors of its own; callers know one."""
    try:
        yield
    except Exception as error:
        logger.exception("The file storage failed")
        raise StorageError from error


def _folder(workspace_id: UUID, receipt_id: UUID) -> str:
    return f"{workspace_id}/{receipt_id}"
