"""The operator's pages and figures over a year of 10 million calls, on PostgreSQL."""

import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.services import user_create
from deploy import stack
from deploy.bench.many_calls import cluster_fill
from deploy.postgresql import postgresql, postgresql_programs
from ocr.cluster.models import DailyUsage, Usage
from operations.reports import REPORTS
from operations.views.page import TABS

MAX_P95_SECONDS = 0.150


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--rounds", type=int, default=40, help="Requests of each kind.")
    parser.add_argument(
        "--inside", action="store_true", help="On the database that is configured, which it fills."
    )


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print the figures; return whether they are within their limits."""
    if options["inside"]:
        return _measure(options["rounds"], stdout)
    programs = postgresql_programs()
    if programs is None:
        stdout.write("PostgreSQL's server is not installed (Debian: apt install postgresql).\n")
        return False
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-") as folder, postgresql(programs) as url:
        env = stack.environment(Path(folder), DATABASE_URL=url)
        valkey = stack.start_valkey(Path(folder))
        try:
            stack.manage(env, "migrate", "--verbosity", "0")
            command = [sys.executable, "manage.py", "bench", "operations", "--inside"]
            command += ["--rounds", str(options["rounds"])]
            return subprocess.run(command, cwd=stack.ROOT, env=env, check=False).returncode == 0
        finally:
            stack.stop(valkey)


def _measure(rounds: int, stdout: TextIO) -> bool:
    operator = user_create(
        email="bench@example.org",
        password="only for an hour",  # noqa: S106
        workspace_name="Operator's",
        operator=True,
    )
    calls = cluster_fill(operator=operator)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    hours, days = Usage.objects.count(), DailyUsage.objects.count()
    stdout.write(f"{calls:,} calls in {hours:,} rows of hours and {days:,} of days\n")
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(operator)
    asks = {f"page: {title}": _page(browser, reverse(name)) for title, name in TABS}
    asks |= {f"API: {topic}": _page(browser, f"/api/v1/operations/{topic}/") for topic in REPORTS}
    reached = [_time(kind, ask, rounds, stdout) for kind, ask in asks.items()]
    return all(reached)


def _page(browser: Client, address: str) -> Callable[[], None]:
    def ask() -> None:
        response = browser.get(address)
        assert response.status_code == 200, response.content  # noqa: S101

    return ask


def _time(kind: str, ask: Callable[[], None], rounds: int, stdout: TextIO) -> bool:
    ask()  # templates are compiled once
    seconds = []
    for _ in range(rounds):
        begun = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - begun)
    p95 = statistics.quantiles(seconds, n=20)[-1]
    stdout.write(
        f"{kind:<16} median {statistics.median(seconds) * 1000:5.1f} ms, p95 {p95 * 1000:5.1f} ms "
        f"(at most {MAX_P95_SECONDS * 1000:.0f})\n"
    )
    return p95 <= MAX_P95_SECONDS
