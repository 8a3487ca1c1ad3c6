"""A PostgreSQL server for tests and benchmarks, on data of its own that goes with it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy import stack


def postgresql_programs() -> Path | None:
    """Return the folder of the newest server's programs where Debian puts them, or `None`."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


@contextmanager
def postgresql(programs: Path) -> Iterator[str]:
    """Run a server on this machine; give its DATABASE_URL. Nothing is safe from a power cut in it."""
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


def _as_postgres(*command: str | Path) -> None:
    """Run a server program; it refuses to run as root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *map(str, command)], check=True, capture_output=True, cwd="/")
