"""The operator's pages and figures over a year of 10 million calls, on PostgreSQL."""

import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, TextIO

from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import user_create
from deploy.bench.database import add_step_argument, on_postgresql, vacuum
from deploy.bench.many_calls import cluster_fill
from ocr.cluster.models import DailyUsage, Usage
from operations.reports import REPORTS
from operations.views.page import TABS

MAX_P95_SECONDS = 0.150

_EMAIL = "bench@example.org"


def add_arguments(parser: ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--rounds", type=int, default=40, help="Requests of each kind.")
    add_step_argument(parser, _STEPS)


def run(options: dict[str, Any], stdout: TextIO) -> bool:
    """Print the figures; return whether they are within their limits."""
    return on_postgresql("operations", _STEPS, ["rounds"], options, stdout)


def _fill(_options: dict[str, Any], stdout: TextIO) -> bool:
    operator = user_create(
        email=_EMAIL,
        password="only for an hour",  # noqa: S106
        workspace_name="Operator's",
        operator=True,
    )
    calls = cluster_fill(operator=operator)
    vacuum()
    hours, days = Usage.objects.count(), DailyUsage.objects.count()
    stdout.write(f"{calls:,} calls in {hours:,} rows of hours and {days:,} of days\n")
    return True


def _measure(options: dict[str, Any], stdout: TextIO) -> bool:
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.get(email=_EMAIL))
    asks = {f"page: {title}": _page(browser, reverse(name)) for title, name in TABS}
    asks |= {f"API: {topic}": _page(browser, f"/api/v1/operations/{topic}/") for topic in REPORTS}
    reached = [_time(kind, ask, options["rounds"], stdout) for kind, ask in asks.items()]
    return all(reached)


_STEPS = {"fill": _fill, "measure": _measure}


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
