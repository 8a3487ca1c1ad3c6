"""Programs that tests need from the operating system. Where one is missing a test skips; in CI it fails."""

import os
import shutil
from pathlib import Path

import pytest

from deploy.postgresql import postgresql_programs

IN_CI = os.environ.get("CI", "") not in ("", "0", "false")
SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def chromium() -> str:
    """Return the path of Debian's Chromium."""
    return _found(shutil.which("chromium"), "Chromium is not installed (Debian: apt install chromium)")


def postgresql_bin() -> Path:
    """Return the folder of PostgreSQL's server programs."""
    found = postgresql_programs()
    return Path(
        _found(found and str(found), "PostgreSQL's server is not installed (Debian: apt install postgresql)")
    )


def _found(path: str | None, otherwise: str) -> str:
    if path is None:
        (pytest.fail if IN_CI else pytest.skip)(otherwise)
    return str(path)
