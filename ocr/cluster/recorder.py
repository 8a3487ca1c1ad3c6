"""Counts calls of pods: added up in memory, and every few seconds in the database."""

import atexit
import logging
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import CharField, F, Q
from django.utils import timezone

from ocr.cluster.busy import BusyTime
from ocr.cluster.connections import tended_connections
from ocr.cluster.models import LATENCY_BOUNDS, DailyUsage, Pod, Usage
from ocr.types import Call

logger = logging.getLogger(__name__)

_FLUSH_EVERY = 5.0
"""Seconds; what a killed process counted since its last flush is lost."""
MOST_KEYS = 10_000
"""Kept while the database is away; beyond them, pods and releases are no longer told apart."""
_SEEN_EVERY = timedelta(minutes=1)
"""Between two notes that a pod answered."""
_LENGTHS = {field.name: field.max_length for field in Usage._meta.fields if isinstance(field, CharField)}


class Key(NamedTuple):
    """What calls are counted by; the fields are those of `Usage`."""

    pod: str
    hour: datetime
    model: str
    release: str
    outcome: str
    site: str


Sums = dict[str, int]
"""What is added up; the names are columns of `Usage`."""


class Recorder:
    """Counts the calls of one process. Thread-safe."""

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self._now = now
        self._sums: dict[Key, Sums] = {}
        self._busy = BusyTime()
        self._lock = threading.Lock()
        self._flushing = threading.Lock()

    def start(self) -> None:
        """Write from now on every few seconds, and once more when the process ends."""
        threading.Thread(target=self._run, name="usage", daemon=True).start()
        atexit.register(self.flush)

    def record(self, call: Call) -> None:
        """Count a call; never waits for the database."""
        now = self._now()
        with self._lock:
            busy = self._busy.add(call.pod, now - timedelta(milliseconds=call.milliseconds), now)
            self._add(_key(call, now), _sums(call, busy))

    def flush(self) -> None:
        """Add to the database what was counted since the last time; what it does not take stays counted."""
        with self._flushing:
            with self._lock:
                taken, self._sums = self._sums, {}
            if not taken:
                return
            try:
                with tended_connections():
                    _note_seen(taken, self._now())
                    _write(taken)
            except Exception as error:
                logger.warning("The use of pods was not written; it will be tried again: %s", error)
                with self._lock:
                    for key, sums in taken.items():
                        self._add(key, sums)

    def _add(self, key: Key, sums: Sums) -> None:
        """Add up; the lock is held."""
        if key not in self._sums and len(self._sums) >= MOST_KEYS:
            key = key._replace(pod="others", site="others", release="")
        _increase(self._sums.setdefault(key, {}), sums)

    def _run(self) -> None:
        while True:
            time.sleep(_FLUSH_EVERY)
            self.flush()


def _key(call: Call, now: datetime) -> Key:
    """Return what the call counts for, cut to the columns: one row too long would keep out all others."""
    return Key(
        pod=call.pod[: _LENGTHS["pod"]],
        hour=now.replace(minute=0, second=0, microsecond=0),
        model=call.model[: _LENGTHS["model"]],
        release=call.release[: _LENGTHS["release"]],
        outcome=call.outcome[: _LENGTHS["outcome"]],
        site=call.site[: _LENGTHS["site"]],
    )


def _sums(call: Call, busy: float) -> Sums:
    return {
        "calls": 1,
        "hedges": int(call.hedge),
        "milliseconds": round(call.milliseconds),
        "busy_milliseconds": round(busy),
        "bytes_sent": call.bytes_sent,
        "bytes_received": call.bytes_received,
        f"took_{bisect_left(LATENCY_BOUNDS, call.milliseconds)}": 1,
    }


def _increase(sums: Sums, more: Mapping[str, int]) -> None:
    for name, count in more.items():
        sums[name] = sums.get(name, 0) + count


def _write(taken: Mapping[Key, Sums]) -> None:
    """Add the sums to their rows. Other processes add to the same rows at the same time."""
    with transaction.atomic():
        _add_to(Usage, {tuple(key._asdict().items()): sums for key, sums in taken.items()})
        _add_to(DailyUsage, _by_day(taken, _machines(taken)))


_Columns = tuple[tuple[str, Any], ...]
"""Names and values of the columns that tell a row from all others."""


def _machines(keys: Iterable[Key]) -> dict[str, int]:
    """Return the numbers of the machines that pods run on now, by URL: what they cost then is history."""
    on_machines = Pod.objects.filter(url__in={key.pod for key in keys}).exclude(machine=None)
    return dict(on_machines.values_list("url", "machine__number"))


def _by_day(taken: Mapping[Key, Sums], machines: Mapping[str, int]) -> dict[_Columns, Sums]:
    days: dict[_Columns, Sums] = {}
    for key, sums in taken.items():
        columns = key._asdict()
        columns["day"] = columns.pop("hour").astimezone(UTC).date()
        columns["machine"] = machines.get(key.pod, 0)
        _increase(days.setdefault(tuple(columns.items()), {}), sums)
    return days


def _add_to(model: type[Usage | DailyUsage], rows: Mapping[_Columns, Sums]) -> None:
    keys = sorted(rows)  # every process locks rows in this order, so that none waits for another in a circle
    manager: Any = model._default_manager
    manager.bulk_create((model(**dict(key)) for key in keys), ignore_conflicts=True)
    for key in keys:
        more = {name: F(name) + count for name, count in rows[key].items() if count}
        manager.filter(**dict(key)).update(**more)


def _note_seen(keys: Iterable[Key], now: datetime) -> None:
    """Note in the pods' rows that they answered."""
    urls = {key.pod for key in keys if key.outcome == "ok"}
    stale = Q(last_seen_at=None) | Q(last_seen_at__lt=now - _SEEN_EVERY)
    Pod.objects.filter(stale, url__in=urls).update(last_seen_at=now)
