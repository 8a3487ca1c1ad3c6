"""Measures the same requests among many receipts and among few."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TextIO

from django.db import connection
from django.test import Client

from accounts.models import Workspace
from accounts.rights import Right
from accounts.services import api_key_create
from deploy.bench import many_receipts
from deploy.bench.database import vacuum

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


class Asker:
    """A program that asks within this process, through everything but the socket."""

    def __init__(self, workspace: Workspace) -> None:
        owner = workspace.memberships.get().user
        _, self.key = api_key_create(user=owner, workspace=workspace, name="bench", scope=Right.READ)
        self._client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {self.key}"})

    def get(self, address: str, **parameters: str) -> Any:
        """Return the answer to a request that must succeed."""
        response = self._client.get(address, parameters or None)
        assert response.status_code == 200, response.content  # noqa: S101
        return response.json()


def fill(options: dict[str, Any], _stdout: TextIO) -> bool:
    """Fill the workspaces with few and with as many receipts as `options` say: a step of a benchmark."""
    many_receipts.few_and_many_fill(few=FEW, many=options["receipts"])
    vacuum()
    return True


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
