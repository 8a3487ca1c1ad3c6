"""Programs that tests need from the operating system. Where one is missing a test skips; in CI it fails."""

import os
import shutil
from pathlib import Path

import pytest

IN_CI = os.environ.get("CI", "") not in ("", "0", "false")
SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def chromium() -> str:
    """Return the path of Debian's Chromium."""
    return _found(shutil.which("chromium"), "Chromium is not installed (Debian: apt install chromium)")


def postgresql_bin() -> Path:
    """Return the folder of PostgreSQL's server programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(folders[-1].parent) if folders else None
    return Path(_found(found, "PostgreSQL's server is not installed (Debian: apt install postgresql)"))


def _found(path: str | None, otherwise: str) -> str:
    if path is None:
        (pytest.fail if IN_CI else pytest.skip)(otherwise)
    return str(path)
