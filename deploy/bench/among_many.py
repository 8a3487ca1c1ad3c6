"""Measures the same requests among many receipts and among few, on a PostgreSQL database of their own."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from django.db import connection

from deploy import stack
from deploy.postgresql import postgresql, postgresql_programs

FEW, MANY = 1_000, 100_000

Ask = Callable[[], Any]
"""Sends a request within this process, and takes its answer."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What requests among many receipts must not exceed."""

    queries: int
    p95_seconds: float
    ratio: float
    """Of the median to that among few."""


def on_postgresql(
    name: str,
    measure: Callable[[dict[str, Any], TextIO], bool],
    given: Sequence[str],
    options: dict[str, Any],
    stdout: TextIO,
) -> bool:
    """Run a benchmark again in a process that has a new database, or `measure` if this is that process.

    `given` are the options that it gets.
    """
    if options["inside"]:
        return measure(options, stdout)
    programs = postgresql_programs()
    if programs is None:
        stdout.write("PostgreSQL's server is not installed (Debian: apt install postgresql).\n")
        return False
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-") as folder, postgresql(programs) as url:
        # No limit of requests stands in the way, but they are counted as in real use.
        env = stack.environment(Path(folder), DATABASE_URL=url, API_RATE="100000000/minute")
        valkey = stack.start_valkey(Path(folder))
        try:
            stack.manage(env, "migrate", "--verbosity", "0")
            words = [word for option in given for word in (f"--{option}", str(options[option]))]
            command = [sys.executable, "manage.py", "bench", name, "--inside", *words]
            return subprocess.run(command, cwd=stack.ROOT, env=env, check=False).returncode == 0
        finally:
            stack.stop(valkey)


def vacuum() -> None:
    """Let the database look through what was written, as it does of itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def compare(kind: str, few: Ask, many: Ask, rounds: int, limits: Limits, stdout: TextIO) -> bool:
    """Ask both in turn; print the figures, and return whether they are within the limits."""
    queries = _queries(many)
    seconds: dict[Ask, list[float]] = {few: [], many: []}
    for _ in range(rounds):
        for ask, measured in seconds.items():
            begun = time.perf_counter()
            ask()
            measured.append(time.perf_counter() - begun)
    p95 = statistics.quantiles(seconds[many], n=20)[-1]
    medians = [statistics.median(measured) for measured in (seconds[few], seconds[many])]
    ratio = medians[1] / medians[0]
    stdout.write(
        f"{kind:<26} {queries} queries, median {medians[1] * 1000:5.1f} ms, p95 {p95 * 1000:5.1f} ms; "
        f"{ratio:.2f} x of {medians[0] * 1000:.1f} ms among {FEW:,} "
        f"(at most {limits.queries}, p95 {limits.p95_seconds * 1000:.0f} ms, {limits.ratio:g} x)\n"
    )
    return queries <= limits.queries and p95 <= limits.p95_seconds and ratio <= limits.ratio


def _queries(ask: Ask) -> int:
    """Return how many statements the database is sent meanwhile."""
    sent: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        sent.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        ask()
    return len(sent)
