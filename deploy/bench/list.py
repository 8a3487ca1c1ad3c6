"""The list of receipts, filters, search, and one receipt, among 100,000 and among 1,000, on PostgreSQL."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, TextIO

from django.conf import settings

from accounts.models import Workspace
from deploy import stack
from deploy.bench import many_receipts
from deploy.bench.among_many import MANY, Asker, Limits, compare, fill
from deploy.bench.database import add_step_argument, on_postgresql
from deploy.bench.load import requests_a_second

WORKERS, CONNECTIONS, MIN_RATE = 2, 32, 800
LIST = "/api/v1/receipts/"

_LIMITS = Limits(queries=10, p95_seconds=0.060, ratio=1.3)


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--rounds", type=int, default=60, help="Requests of each kind.")
    parser.add_argument("--receipts", type=int, default=MANY, help="In the large workspace.")
    parser.add_argument("--seconds", type=float, default=10.0, help="Of load on the web server.")
    add_step_argument(parser, _STEPS)


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print the figures; return whether they are within their limits."""
    return on_postgresql("list", _STEPS, ("rounds", "receipts", "seconds"), options, stdout)


def _measure(options: dict[str, Any], stdout: TextIO) -> bool:
    few, many = (_Asker(workspace) for workspace in many_receipts.few_and_many())
    reached = [
        compare(kind, partial(ask, few), partial(ask, many), options["rounds"], _LIMITS, stdout)
        for kind, ask in _KINDS.items()
    ]
    return all([*reached, _serve(many.key, options["seconds"], stdout)])


_STEPS = {"fill": fill, "measure": _measure}


class _Asker(Asker):
    """A program that knows what to ask for."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        first = self.list()["results"][0]
        middle = self.list(created_to="2025-11-01T00:00:00Z")
        self.addresses = {"first": f"{LIST}{first['id']}/", "middle": str(middle["next"])}
        self.category = str(first["category"]["id"])

    def list(self, **parameters: str) -> Any:
        """Return the first page of the list."""
        return self.get(LIST, **parameters)


_KINDS: dict[str, Callable[[_Asker], Any]] = {
    "list": lambda ask: ask.list(),
    "list, in the middle": lambda ask: ask.get(ask.addresses["middle"]),
    "list by total": lambda ask: ask.list(ordering="-total"),
    "filter: status": lambda ask: ask.list(status="needs_review"),
    "filter: one day": lambda ask: ask.list(date_from="2026-03-01", date_to="2026-03-01"),
    # Wide enough for a whole page among few receipts, too: showing rows takes longer than finding them.
    "filter: amounts": lambda ask: ask.list(total_min="100", total_max="110"),
    "filter: merchant": lambda ask: ask.list(merchant="station bak"),
    "filter: category and tag": lambda ask: ask.list(category=ask.category, tag="berlin"),
    "search: on every receipt": lambda ask: ask.list(q=many_receipts.COMMON),
    "search: on one of 50": lambda ask: ask.list(q=many_receipts.SOME),
    "search: on ten": lambda ask: ask.list(q=many_receipts.RARE),
    "search: on none": lambda ask: ask.list(q="kilimanjaro"),
    "detail": lambda ask: ask.get(ask.addresses["first"]),
}


def _serve(key: str, seconds: float, stdout: TextIO) -> bool:
    """Ask a real web server from many connections at once: as in real use, and with every list composed."""
    stdout.write(f"web server, {WORKERS} workers, {CONNECTIONS} connections, the same list each time:\n")
    rate, failed = _served(key, seconds, ANSWERS_KEPT_SECONDS="30")
    composed, failed_composed = _served(key, seconds, ANSWERS_KEPT_SECONDS="0")
    failed += failed_composed
    stdout.write(
        f"  {rate:.0f} lists/s while no receipt changes (at least {MIN_RATE}), "
        f"{composed:.0f} if each is composed; {len(failed)} failed\n"
    )
    for failure in sorted(set(failed))[:5]:
        stdout.write(f"  {failure}\n")
    return rate >= MIN_RATE and not failed


def _served(key: str, seconds: float, **changed: str) -> tuple[float, list[str]]:
    with _web_server(changed) as port:
        return requests_a_second(port, LIST, key, connections=CONNECTIONS, seconds=seconds)


@contextmanager
def _web_server(changed: Mapping[str, str]) -> Iterator[int]:
    """Run pages and API alone."""
    port = stack.free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(WORKERS)),
        # More threads would take turns on the same core, each with a connection of its own to the database.
        *("--blocking-threads", "2"),
        *("--port", str(port), "--log-level", "warning", "deploy.wsgi:application"),
    ]
    process = stack.start(command, {**os.environ, **changed}, settings.DATA_DIR / "web.log")
    try:
        stack.wait_until(
            lambda: stack.answers(f"http://127.0.0.1:{port}{LIST}"), "the web server's first answer"
        )
        yield port
    finally:
        stack.stop(process)
