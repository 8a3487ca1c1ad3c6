"""The folder of everything that an installation keeps, and the key in it."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def make_data_dir(path: Path) -> None:
    """Make the folder, for its owner alone, unless it is there.

    Raises `ImproperlyConfigured` when nothing can be written there.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(path, error.strerror or "it cannot be made") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise _unusable(path, "Permission denied")


def secret_key(data_dir: Path) -> str:
    """Return the key that the first start wrote into the folder."""
    path = data_dir / "secret_key"
    if not path.exists():
        _write_first(path, secrets.token_urlsafe(50))
    return path.read_text()


def _write_first(path: Path, text: str) -> None:
    """Write a file as a whole, unless another process was first; nobody ever sees a part of it."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=path.name) as whole:
        whole.write(text)
        whole.flush()
        with suppress(FileExistsError):
            os.link(whole.name, path)


def _unusable(path: Path, reason: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"The folder {path} cannot be written to ({reason}). "
        "Name another one by DATA_DIR, or mend its permissions."
    )
