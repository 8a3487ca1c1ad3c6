"""What the stories of the cluster begin with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import F
from django.utils import timezone

from ocr.cluster.models import DailyUsage, Pod, Usage
from ocr.types import Call

HERE = "http://10.0.0.7:8501"
THERE = "http://10.0.0.8:8501"


@contextmanager
def database_away(*, after: int = 0) -> Iterator[None]:
    """After so many statements, all others of this thread fail, as when the server is gone."""
    left = after

    def execute(do: Callable[..., Any], *args: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise OperationalError("the database is away")
        return do(*args)

    with connection.execute_wrapper(execute):
        yield


@pytest.fixture
def pod(db: None) -> Pod:
    return Pod.objects.create(url=HERE, site="berlin")


@pytest.fixture
def make_usage(db: None) -> Callable[..., Usage]:
    """Makes a row of the present hour, and one of its day."""

    def make(**changes: Any) -> Usage:
        hour = timezone.now().replace(minute=0, second=0, microsecond=0)
        row = {"pod": HERE, "site": "berlin", "model": "textdet", "outcome": "ok", "hour": hour, "calls": 1}
        row |= changes
        hour = row.pop("hour")
        day = hour.astimezone(UTC).date()
        counted = {name: count for name, count in row.items() if isinstance(count, int)}
        kept = {name: value for name, value in row.items() if name not in counted}
        daily, created = DailyUsage.objects.get_or_create(**kept, day=day, defaults=counted)
        if not created:
            DailyUsage.objects.filter(pk=daily.pk).update(
                **{name: F(name) + n for name, n in counted.items()}
            )
        return Usage.objects.create(**row, hour=hour)

    return make


def a_call(**changes: Any) -> Call:
    """A call that went well, with the changes."""
    call: dict[str, Any] = {
        "pod": HERE,
        "site": "berlin",
        "model": "textrec",
        "release": "",
        "outcome": "ok",
        "milliseconds": 120.4,
        "bytes_sent": 1000,
        "bytes_received": 50,
        "hedge": False,
    }
    return Call(**(call | changes))
