"""Runs a benchmark on a PostgreSQL database of its own: one process fills it, another one measures.

A server never held what was filled in: a heap that was large once makes all that comes after it slower.
"""

import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from django.db import connection

from deploy import stack
from deploy.postgresql import postgresql, postgresql_programs

Step = Callable[[dict[str, Any], TextIO], bool]
"""Does a part of a benchmark by its options; returns whether the figures are within their limits."""


def add_step_argument(parser: ArgumentParser, steps: Mapping[str, Step]) -> None:
    """Let a process do one step alone."""
    parser.add_argument(
        "--step", choices=list(steps), help="This one alone, on the database that is configured."
    )


def on_postgresql(
    name: str, steps: Mapping[str, Step], given: Sequence[str], options: dict[str, Any], stdout: TextIO
) -> bool:
    """Do all steps of a benchmark, each in a process of its own, or the one that this process is for.

    `given` are the options that these processes get.
    """
    if options["step"]:
        return steps[options["step"]](options, stdout)
    programs = postgresql_programs()
    if programs is None:
        stdout.write("PostgreSQL's server is not installed (Debian: apt install postgresql).\n")
        return False
    words = [word for option in given for word in (f"--{option}", str(options[option]))]
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-") as folder, postgresql(programs) as url:
        # No limit of requests stands in the way, but they are counted as in real use. Nothing is kept: it is
        # measured how long things take to be worked out.
        unhindered = {"API_RATE": "100000000/minute", "ANSWERS_KEPT_SECONDS": "0"}
        env = stack.environment(Path(folder), DATABASE_URL=url, **unhindered)
        valkey = stack.start_valkey(Path(folder))
        try:
            stack.manage(
                env, ("migrate", "--verbosity", "0"), ("collectstatic", "--no-input", "--verbosity", "0")
            )
            return all(_done(env, name, step, words) for step in steps)
        finally:
            stack.stop(valkey)


def _done(env: Mapping[str, str], name: str, step: str, words: Sequence[str]) -> bool:
    command = [sys.executable, "manage.py", "bench", name, "--step", step, *words]
    return subprocess.run(command, cwd=stack.ROOT, env=dict(env), check=False).returncode == 0


def vacuum() -> None:
    """Let the database look through what was written, as it does of itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
