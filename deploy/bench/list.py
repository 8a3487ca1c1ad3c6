"""The list of receipts, filters, search, and one receipt, among 100,000 and among 1,000, on PostgreSQL."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.rights import Right
from accounts.services import api_key_create, user_create
from deploy import stack
from deploy.bench import many_receipts
from deploy.bench.load import requests_a_second
from deploy.postgresql import postgresql, postgresql_programs

FEW, MANY = 1_000, 100_000
MAX_QUERIES, MAX_P95_SECONDS, MAX_RATIO = 10, 0.060, 1.3
WORKERS, CONNECTIONS, MIN_RATE = 2, 32, 800
LIST = "/api/v1/receipts/"


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--rounds", type=int, default=60, help="Requests of each kind.")
    parser.add_argument("--receipts", type=int, default=MANY, help="In the large workspace.")
    parser.add_argument("--seconds", type=float, default=10.0, help="Of load on the web server.")
    parser.add_argument(
        "--inside", action="store_true", help="On the database that is configured, which it fills."
    )


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print the figures; return whether they are within their limits."""
    if options["inside"]:
        return _measure(options, stdout)
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
            given = ("--rounds", "--receipts", "--seconds")
            words = [word for name in given for word in (name, str(options[name.lstrip("-")]))]
            command = [sys.executable, "manage.py", "bench", "list", "--inside", *words]
            return subprocess.run(command, cwd=stack.ROOT, env=env, check=False).returncode == 0
        finally:
            stack.stop(valkey)


def _measure(options: dict[str, Any], stdout: TextIO) -> bool:
    owner = user_create(email="bench@example.org", password="only for an hour", workspace_name="Empty")  # noqa: S106
    keys = {}
    for count in (FEW, options["receipts"]):
        workspace = many_receipts.workspace_fill(owner=owner, name=f"{count} receipts", count=count)
        _, keys[count] = api_key_create(user=owner, workspace=workspace, name="bench", scope=Right.READ)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    asks = {count: _Asker(key) for count, key in keys.items()}
    few, many = asks.values()
    reached = [_compare(kind, few, many, options["rounds"], stdout) for kind in _KINDS]
    return all([*reached, _serve(keys[options["receipts"]], options["seconds"], stdout)])


class _Asker:
    """A program that asks within this process, through everything but the socket."""

    def __init__(self, key: str) -> None:
        self._client = Client(
            SERVER_NAME="localhost", headers={"Authorization": f"Bearer {key}"}, raise_request_exception=True
        )
        first = self.get({})["results"][0]
        middle = self.get({"created_to": "2025-11-01T00:00:00Z"})
        self.addresses = {"first": f"{LIST}{first['id']}/", "middle": str(middle["next"])}
        self.category = str(first["category"]["id"])

    def get(self, parameters: Mapping[str, str], address: str = LIST) -> Any:
        """Return the answer to a request that must succeed."""
        response = self._client.get(address, parameters or None)
        assert response.status_code == 200, response.content  # noqa: S101
        return response.json()


_KINDS: dict[str, Callable[[_Asker], Any]] = {
    "list": lambda ask: ask.get({}),
    "list, in the middle": lambda ask: ask.get({}, ask.addresses["middle"]),
    "list by total": lambda ask: ask.get({"ordering": "-total"}),
    "filter: status": lambda ask: ask.get({"status": "needs_review"}),
    "filter: one day": lambda ask: ask.get({"date_from": "2026-03-01", "date_to": "2026-03-01"}),
    # Wide enough for a whole page among few receipts, too: showing rows takes longer than finding them.
    "filter: amounts": lambda ask: ask.get({"total_min": "100", "total_max": "110"}),
    "filter: merchant": lambda ask: ask.get({"merchant": "station bak"}),
    "filter: category and tag": lambda ask: ask.get({"category": ask.category, "tag": "berlin"}),
    "search: on every receipt": lambda ask: ask.get({"q": many_receipts.COMMON}),
    "search: on one of 50": lambda ask: ask.get({"q": many_receipts.SOME}),
    "search: on ten": lambda ask: ask.get({"q": many_receipts.RARE}),
    "search: on none": lambda ask: ask.get({"q": "kilimanjaro"}),
    "detail": lambda ask: ask.get({}, ask.addresses["first"]),
}


def _compare(kind: str, few: _Asker, many: _Asker, rounds: int, stdout: TextIO) -> bool:
    """Ask both in turn."""
    ask = _KINDS[kind]
    queries = _queries(lambda: ask(many))
    seconds: dict[_Asker, list[float]] = {few: [], many: []}
    for _ in range(rounds):
        for asker, measured in seconds.items():
            begun = time.perf_counter()
            ask(asker)
            measured.append(time.perf_counter() - begun)
    p95 = statistics.quantiles(seconds[many], n=20)[-1]
    medians = [statistics.median(measured) for measured in (seconds[few], seconds[many])]
    ratio = medians[1] / medians[0]
    stdout.write(
        f"{kind:<26} {queries} queries, median {medians[1] * 1000:5.1f} ms, p95 {p95 * 1000:5.1f} ms; "
        f"{ratio:.2f} x of {medians[0] * 1000:.1f} ms among {FEW:,}\n"
    )
    return queries <= MAX_QUERIES and p95 <= MAX_P95_SECONDS and ratio <= MAX_RATIO


def _queries(ask: Callable[[], Any]) -> int:
    """Return how many statements the database is sent meanwhile."""
    sent: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        sent.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        ask()
    return len(sent)


def _serve(key: str, seconds: float, stdout: TextIO) -> bool:
    """Ask a real web server from many connections at once."""
    with _web_server() as port:
        rate, failed = requests_a_second(port, LIST, key, connections=CONNECTIONS, seconds=seconds)
    stdout.write(
        f"web server, {WORKERS} workers, {CONNECTIONS} connections: {rate:.0f} lists/s, {len(failed)} failed "
        f"(at least {MIN_RATE})\n"
    )
    for failure in sorted(set(failed))[:5]:
        stdout.write(f"  {failure}\n")
    return rate >= MIN_RATE and not failed


@contextmanager
def _web_server() -> Iterator[int]:
    """Run pages and API alone."""
    port = stack.free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(WORKERS)),
        # More threads would take turns on the same core, each with a connection of its own to the database.
        *("--blocking-threads", "2"),
        *("--port", str(port), "--log-level", "warning", "deploy.wsgi:application"),
    ]
    process = stack.start(command, os.environ, settings.DATA_DIR / "web.log")
    try:
        stack.wait_until(
            lambda: stack.answers(f"http://127.0.0.1:{port}{LIST}"), "the web server's first answer"
        )
        yield port
    finally:
        stack.stop(process)
