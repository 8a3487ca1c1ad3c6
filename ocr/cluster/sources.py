"""Which pods there are and which releases share the files, as the pool and the client ask for them."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.utils import timezone

from ocr.cluster.connections import tended_connections
from ocr.cluster.models import ModelRelease, Pod, PodOrigin, PodState
from ocr.serving.discovery import PodSource, addresses_of
from ocr.serving.values import PodAddress, Release

logger = logging.getLogger(__name__)

_NOTE_EVERY = timedelta(minutes=1)
"""Between two notes that a pod is still listed; well below `GONE_AFTER`."""
_FORGET_AFTER = timedelta(days=7)
"""Pods behind a DNS name get new addresses all the time; rows of old ones must not pile up for ever."""
_RELEASES_LAST = 5.0
"""Seconds that releases are kept: they are asked for with every file."""


class PodList:
    """The pods that settings name and operators add; each row of the database rules its pod's state.

    While the database is away, the rows it gave last still rule; while a name cannot be asked for, the pods
    that it had last stay.
    """

    def __init__(self, configured: Sequence[PodSource]) -> None:
        self._configured = configured
        self._found: dict[PodSource, list[PodAddress]] = {}
        self._rows: list[Pod] = []

    def __call__(self) -> list[PodAddress]:
        """Return the pods that may have calls, draining ones among them."""
        listed = {address.url: address for address in self._listed()}
        try:
            with tended_connections():
                self._rows = list(Pod.objects.all())
                _note_listed(listed, self._rows)
        except DatabaseError as error:
            logger.warning("The operator's list of pods is out of reach; the last one stays: %s", error)
        return combine(listed, self._rows)

    def _listed(self) -> list[PodAddress]:
        """Return the pods of the settings."""
        for source in self._configured:
            try:
                self._found[source] = addresses_of([source])
            except OSError as error:
                logger.warning("The name of a site's pods cannot be asked for; its last ones stay: %s", error)
        return [address for source in self._configured for address in self._found.get(source, ())]


class ReleaseList:
    """The enabled releases, read again every few seconds. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[Release, ...] = ()
        self._until = float("-inf")

    def __call__(self) -> tuple[Release, ...]:
        """Return the releases; those known last while the database is away."""
        with self._lock:
            if self._clock() >= self._until:
                self._known = self._read()
                self._until = self._clock() + _RELEASES_LAST
            return self._known

    def _read(self) -> tuple[Release, ...]:
        try:
            with tended_connections():
                return tuple(_release(row) for row in ModelRelease.objects.filter(enabled=True))
        except DatabaseError as error:
            logger.warning("The releases of the models are out of reach; the last ones stay: %s", error)
            return self._known


def combine(listed: Mapping[str, PodAddress], rows: Iterable[Pod]) -> list[PodAddress]:
    """Return the listed pods (by URL) and the operator's, in the state that their rows give them."""
    pods = dict(listed)
    for row in rows:
        address = listed.get(row.url)
        if address is None and row.origin == PodOrigin.OPERATOR:
            address = PodAddress(url=row.url, site=row.site)
        if address is not None:
            pods[row.url] = replace(address, draining=row.state == PodState.DRAINING)
        if row.state == PodState.OFF:
            pods.pop(row.url, None)
    return list(pods.values())


def _note_listed(listed: Mapping[str, PodAddress], rows: Iterable[Pod]) -> None:
    """Give each pod that settings name a row, and note in it that they still do; writes once a minute."""
    now = timezone.now()
    known = {row.url for row in rows if _is_noted(row, listed, since=now - _NOTE_EVERY)}
    due = [
        Pod(url=address.url, site=address.site, origin=PodOrigin.SETTINGS, listed_at=now)
        for address in listed.values()
        if address.url not in known
    ]
    if due:
        Pod.objects.bulk_create(
            due, update_conflicts=True, unique_fields=["url"], update_fields=["site", "listed_at"]
        )
        Pod.objects.filter(origin=PodOrigin.SETTINGS, listed_at__lt=now - _FORGET_AFTER).delete()


def _is_noted(row: Pod, listed: Mapping[str, PodAddress], *, since: datetime) -> bool:
    """Return whether the row says of a listed pod what there is to say, or is the operator's own."""
    if row.origin == PodOrigin.OPERATOR:
        return True
    address = listed.get(row.url)
    fresh = row.listed_at is not None and row.listed_at > since
    return address is not None and fresh and row.site == address.site


def _release(row: ModelRelease) -> Release:
    return Release(model=row.model, selector=row.selector, share=row.share / 100)
