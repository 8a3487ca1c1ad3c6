"""The tests of record, accounts, cluster and pages hold on PostgreSQL as they do on SQLite."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import stack
from deploy.tests import requirements


def _as_postgres(*command: str | Path) -> None:
    """Run a server program; it refuses to run as root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *map(str, command)], check=True, capture_output=True, cwd="/")


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """A private PostgreSQL on a socket of its own; gives its DATABASE_URL."""
    programs = requirements.postgresql_bin()
    home = Path(tempfile.mkdtemp(prefix="tillroll-pg-"))
    port = stack.free_port()
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres")
        _as_postgres(programs / "initdb", "-D", home / "data", "-A", "trust", "-U", "tillroll", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
        _as_postgres(
            programs / "pg_ctl", "-D", home / "data", "-o", options, "-l", home / "log", "-w", "start"
        )
        try:
            yield f"postgres://tillroll@127.0.0.1:{port}/postgres"
        finally:
            _as_postgres(programs / "pg_ctl", "-D", home / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def test_the_record_the_accounts_and_the_pages_on_postgresql(postgresql):
    env = {**os.environ, "DATABASE_URL": postgresql}
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "accounts", "ocr/cluster", "receipts", "frontend"],
        cwd=stack.ROOT,
        env=env,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout[-5000:]
