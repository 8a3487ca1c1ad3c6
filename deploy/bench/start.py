"""Seconds from `make run` to the first page, on an installation that was started before."""

import os
import signal
import statistics
import subprocess
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from deploy import stack

LIMIT_SECONDS = 8.0


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--runs", type=int, default=3, help="Warm starts that are timed.")


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print each start's seconds and their median; return whether it is within the limit."""
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-") as folder:
        first = _start_seconds(Path(folder))
        seconds = [_start_seconds(Path(folder)) for _ in range(options["runs"])]
    median = statistics.median(seconds)
    stdout.write(f"first start, packages installed: {first:.1f} s\n")
    each = ", ".join(f"{s:.1f}" for s in seconds)
    stdout.write(f"warm starts: {each} s; median {median:.1f} s (limit {LIMIT_SECONDS:.0f} s)\n")
    return median <= LIMIT_SECONDS


def _start_seconds(data_dir: Path) -> float:
    port = stack.free_port()
    env = stack.environment(data_dir, PORT=str(port))
    begun = time.perf_counter()
    # A session of its own, so that the interrupt reaches the whole group, as Ctrl-C in a terminal does.
    process = subprocess.Popen(
        ["make", "run"], cwd=stack.ROOT, env=env, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        stack.wait_until(lambda: stack.answers(f"http://127.0.0.1:{port}/accounts/login/"), "the first page")
        return time.perf_counter() - begun
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)
