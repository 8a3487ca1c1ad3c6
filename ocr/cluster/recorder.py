"""Counts calls of pods: added up in memory, and every few seconds in the database."""

import atexit
import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import CharField, F, Q
from django.utils import timezone

from ocr.cluster.connections import tended_connections
from ocr.cluster.models import Pod, Usage
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


class Sums(NamedTuple):
    """What is added up; the fields are those of `Usage`."""

    calls: int = 0
    hedges: int = 0
    milliseconds: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0


class Recorder:
    """Counts the calls of one process. Thread-safe."""

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self._now = now
        self._sums: dict[Key, Sums] = {}
        self._lock = threading.Lock()
        self._flushing = threading.Lock()

    def start(self) -> None:
        """Write from now on every few seconds, and once more when the process ends."""
        threading.Thread(target=self._run, name="usage", daemon=True).start()
        atexit.register(self.flush)

    def record(self, call: Call) -> None:
        """Count a call; never waits for the database."""
        self._add(_key(call, self._now()), _sums(call))

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
                for key, sums in taken.items():
                    self._add(key, sums)

    def _add(self, key: Key, sums: Sums) -> None:
        with self._lock:
            if key not in self._sums and len(self._sums) >= MOST_KEYS:
                key = key._replace(pod="others", site="others", release="")
            self._sums[key] = _plus(self._sums.get(key, Sums()), sums)

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


def _sums(call: Call) -> Sums:
    return Sums(
        calls=1,
        hedges=int(call.hedge),
        milliseconds=round(call.milliseconds),
        bytes_sent=call.bytes_sent,
        bytes_received=call.bytes_received,
    )


def _plus(one: Sums, other: Sums) -> Sums:
    return Sums(*map(sum, zip(one, other, strict=True)))


def _write(taken: Mapping[Key, Sums]) -> None:
    """Add the sums to their rows. Other processes add to the same rows at the same time."""
    keys = sorted(taken)  # every process locks rows in this order, so that none waits for another in a circle
    with transaction.atomic():
        Usage.objects.bulk_create((Usage(**key._asdict()) for key in keys), ignore_conflicts=True)
        for key in keys:
            more = {name: F(name) + count for name, count in taken[key]._asdict().items()}
            Usage.objects.filter(**key._asdict()).update(**more)


def _note_seen(keys: Iterable[Key], now: datetime) -> None:
    """Note in the pods' rows that they answered."""
    urls = {key.pod for key in keys if key.outcome == "ok"}
    stale = Q(last_seen_at=None) | Q(last_seen_at__lt=now - _SEEN_EVERY)
    Pod.objects.filter(stale, url__in=urls).update(last_seen_at=now)
