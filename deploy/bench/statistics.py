"""What was spent and how well receipts were read, among 100,000 and among 1,000, on PostgreSQL."""

from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from typing import Any, TextIO

from accounts.models import Workspace
from deploy.bench import many_receipts
from deploy.bench.among_many import MANY, Asker, Limits, compare, fill
from deploy.bench.database import add_step_argument, on_postgresql

SPENDING, READING = "/api/v1/statistics/spending/", "/api/v1/statistics/reading/"

# A hundred times the receipts are all added up anew, so that no figure is ever out of date.
_LIMITS = Limits(queries=10, p95_seconds=0.150, ratio=20)


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--rounds", type=int, default=40, help="Requests of each kind.")
    parser.add_argument("--receipts", type=int, default=MANY, help="In the large workspace.")
    add_step_argument(parser, _STEPS)


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print the figures; return whether they are within their limits."""
    return on_postgresql("statistics", _STEPS, ("rounds", "receipts"), options, stdout)


def _measure(options: dict[str, Any], stdout: TextIO) -> bool:
    few, many = (_Asker(workspace) for workspace in many_receipts.few_and_many())
    reached = [
        compare(kind, partial(ask, few), partial(ask, many), options["rounds"], _LIMITS, stdout)
        for kind, ask in _KINDS.items()
    ]
    return all(reached)


_STEPS = {"fill": fill, "measure": _measure}


class _Asker(Asker):
    """A program that knows what to ask for."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.category = str(workspace.categories.earliest("id").id)
        self.tag = str(workspace.tags.earliest("id").id)
        self.uploader = str(workspace.memberships.get().user.id)


_YEAR = {"date_from": "2025-11-01", "date_to": "2026-10-31"}

_KINDS: dict[str, Callable[[_Asker], Any]] = {
    "spending": lambda ask: ask.get(SPENDING),
    "spending: one year": lambda ask: ask.get(SPENDING, **_YEAR),
    "spending: uploads": lambda ask: ask.get(SPENDING, day="upload", **_YEAR),
    "spending: category": lambda ask: ask.get(SPENDING, category=ask.category),
    "spending: tag": lambda ask: ask.get(SPENDING, tag=ask.tag),
    "spending: uploader": lambda ask: ask.get(SPENDING, uploader=ask.uploader),
    "reading": lambda ask: ask.get(READING),
    "reading: one year": lambda ask: ask.get(READING, **_YEAR),
    "reading: uploads": lambda ask: ask.get(READING, day="upload", **_YEAR),
    "reading: category": lambda ask: ask.get(READING, category=ask.category),
    "reading: tag": lambda ask: ask.get(READING, tag=ask.tag),
    "reading: uploader": lambda ask: ask.get(READING, uploader=ask.uploader),
}
