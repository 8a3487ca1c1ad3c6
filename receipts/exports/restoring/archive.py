"""A backup as a file that anybody may have made: every size and count is bounded before memory is spent."""

import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, is_zipfile

import ijson

from receipts.exports.backup import DOCUMENT, FORMAT, VERSION
from receipts.exports.errors import BackupError

MAX_ENTRIES = 600_000
"""Files of an archive: those of 100,000 receipts of some pages."""

_MAX_DIRECTORY = 96 * 1024 * 1024
"""Bytes of an archive's list of contents, which is read at once."""

_MAX_RATIO = 200
"""How much larger contents may be than their archive; our documents shrink to a twentieth."""

_MAX_RECEIPT = 32 * 1024 * 1024
"""Bytes of one receipt in the document: twenty pages full of text are three million."""

_MAX_DEPTH = 50
"""Brackets within brackets; our documents have eight."""

_DAMAGE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ijson.JSONError)
"""What libraries raise on archives and documents that are damaged, encrypted, or made by an enemy."""

_NO_BACKUP = "This is no backup of Tillroll. Choose a ZIP or JSON file that was exported here."
_DAMAGED = "This backup is damaged or incomplete. Export it again."


class Archive:
    """An opened backup: its document, and the files that it names."""

    def __init__(self, file: IO[bytes], archive: ZipFile | None) -> None:
        self._file, self._zip = file, archive
        self._document: _Metered | None = None
        self._left = sum(entry.file_size for entry in archive.infolist()) if archive else 0

    @property
    def percent(self) -> int:
        """How much of the document was read."""
        return self._document.percent if self._document else 0

    def header(self) -> dict[str, Any]:
        """Return what the document says before its receipts; raise `BackupError` if it is not ours."""
        builder = ijson.ObjectBuilder()
        with self._opened_document() as document:
            for prefix, event, value in ijson.parse(_shallow(document)):
                if (prefix, event) == ("receipts", "start_array"):
                    break
                builder.event(event, value)
        header = getattr(builder, "value", None)
        if not isinstance(header, dict) or header.get("format") != FORMAT:
            raise BackupError(_NO_BACKUP)
        if header.get("version") != VERSION:
            raise BackupError(
                f"This backup is of version {header.get('version')}, but only {VERSION} is known here. "
                "Update Tillroll, and restore it then."
            )
        return header

    def receipts(self) -> Iterator[Any]:
        """Yield the receipts of the document, as whatever JSON they are."""
        with self._opened_document() as document:
            for receipt in ijson.items(ijson.parse(_shallow(document)), "receipts.item"):
                document.begin_anew()
                yield receipt

    def read(self, name: str, *, limit: int) -> bytes:
        """Return a file of at most `limit` bytes; raise `BackupError` when it is larger or not there."""
        if self._zip is None:
            raise BackupError(f"This backup has no files, but names '{name}'.")
        with _translated_errors():
            try:
                entry = self._zip.getinfo(name)
            except KeyError:
                raise BackupError(f"The file '{name}' is missing in this backup.") from None
            with self._zip.open(entry) as opened:
                data = opened.read(limit + 1)
        if len(data) > limit:
            raise BackupError(f"The file '{name}' in this backup is too large.")
        self._left -= len(data)
        if self._left < 0:
            raise BackupError("This backup names its files more often than it holds them.")
        return data

    @contextmanager
    def _opened_document(self) -> Iterator["_Metered"]:
        with _translated_errors():
            if self._zip is None:
                size = self._file.seek(0, io.SEEK_END)
                self._file.seek(0)
                self._document = _Metered(self._file, size)
                yield self._document
                return
            try:
                entry = self._zip.getinfo(DOCUMENT)
            except KeyError:
                raise BackupError(_NO_BACKUP) from None
            with self._zip.open(entry) as opened:
                self._document = _Metered(opened, entry.file_size)
                yield self._document


@contextmanager
def archive_open(path: Path) -> Iterator[Archive]:
    """Open a ZIP or JSON file. Raises `BackupError`."""
    with _Careful(path) as file:
        if not is_zipfile(path):
            _check_begins_as_json(file)
            yield Archive(file, None)
            return
        with _translated_errors():
            archive = ZipFile(file)
        with archive:
            _check_contents(archive)
            yield Archive(file, archive)


def _check_begins_as_json(file: IO[bytes]) -> None:
    """Tell a photo that was chosen by mistake from a backup that broke."""
    beginning = file.read(100).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not beginning.startswith(b"{"):
        raise BackupError(_NO_BACKUP)


class _Careful(io.FileIO):
    """A file of which nobody reads very much at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return so many bytes, or what is left; raise `BackupError` where that would be very much."""
        if size is None or size < 0:
            size = os.fstat(self.fileno()).st_size - self.tell()
        if size > _MAX_DIRECTORY:
            raise BackupError("This archive lists too many files to be a backup.")
        return super().read(size) or b""


class _Metered:
    """A stream of which only so much may be read for one receipt, which is held in memory as a whole."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream, self._size = stream, size
        self._read, self._left = 0, _MAX_RECEIPT

    @property
    def percent(self) -> int:
        """How much was read."""
        return 100 * self._read // max(self._size, 1)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; raise `BackupError` when a receipt has had its share."""
        data = self._stream.read(size)
        self._read += len(data)
        self._left -= len(data)
        if self._left < 0:
            raise BackupError("A receipt of this backup is larger than receipts can be.")
        return data

    def begin_anew(self) -> None:
        """Count for the next receipt."""
        self._left = _MAX_RECEIPT


def _shallow(document: _Metered) -> Iterator[tuple[str, Any]]:
    """Yield what the document holds, piece by piece; raise `BackupError` where it is nested very deep.

    The parser keeps the whole way to each open bracket.
    """
    depth = 0
    for event, value in ijson.basic_parse(document, use_float=True):
        depth += event.startswith("start_") - event.startswith("end_")
        if depth > _MAX_DEPTH:
            raise BackupError(_DAMAGED)
        yield event, value


def _check_contents(archive: ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise BackupError(f"This archive holds more than {MAX_ENTRIES:,} files.")
    for entry in entries:
        if entry.filename.startswith("/") or ".." in entry.filename.split("/") or "\\" in entry.filename:
            raise BackupError("This archive has files that lie outside of it. It is not made by Tillroll.")
        # Python unpacks other kinds as a whole before it looks at the size.
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BackupError("This archive is packed in a way that is not known here. Export it again.")
    packed = sum(entry.compress_size for entry in entries)
    if sum(entry.file_size for entry in entries) > packed * _MAX_RATIO:
        raise BackupError("This archive would unpack to far more than it holds. It is not made by Tillroll.")


@contextmanager
def _translated_errors() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise BackupError(_DAMAGED) from error
