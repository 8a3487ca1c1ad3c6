"""What was worked out of a workspace's receipts is kept in this process, as long as none of them changes.

Valkey holds a mark for each workspace. Whatever changes its receipts replaces the mark once it is committed,
and before it is answered, so that nobody misses a change of their own; what was worked out under another mark
is worked out again. Only what a process committed just before it died, or while Valkey was away for it alone,
may be missed, for `ANSWERS_KEPT_SECONDS` at most. While Valkey is away for all, nothing is kept.
"""

import hashlib
import logging
import uuid
from collections.abc import Callable
from functools import cache, partial
from typing import TypeVar, cast

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from redis import Redis

from ocr.cluster.live.server import connect
from receipts.valkey import CircuitBreaker

logger = logging.getLogger(__name__)

Found = TypeVar("Found")

_LIFE = 24 * 3600
"""Seconds after which the mark of a workspace without changes is forgotten; it gets another one then."""

_breaker = CircuitBreaker(logger, "Nothing is kept of what was worked out")


def kept(workspace_id: uuid.UUID, name: str, work_out: Callable[[], Found]) -> Found:
    """Return what was worked out under this name before, if no receipt of the workspace changed since.

    `name` must tell all that the result depends on beside the workspace's receipts and labels. Inside a
    transaction, everything is worked out: what is not committed is nobody else's to know.
    """
    if not settings.ANSWERS_KEPT_SECONDS or connection.in_atomic_block:
        return work_out()
    mark = _breaker.ask(_mark, workspace_id)
    if mark is None:
        return work_out()
    key = hashlib.sha256(f"{workspace_id} {name}".encode()).hexdigest()
    found_at, found = caches["kept"].get(key, (None, None))
    if found_at != mark:
        found = work_out()
        caches["kept"].set(key, (mark, found), timeout=settings.ANSWERS_KEPT_SECONDS)
    return cast("Found", found)


def receipts_changed(workspace_id: uuid.UUID) -> None:
    """Forget on commit, for all processes, what was worked out of the workspace's receipts."""
    transaction.on_commit(partial(_forget, workspace_id), robust=True)


def _forget(workspace_id: uuid.UUID) -> None:
    if not _breaker.ask(_replace, workspace_id):
        caches["kept"].clear()  # at least here, if others cannot be told


def _mark(workspace_id: uuid.UUID) -> bytes | None:
    key = _key(workspace_id)
    mark = _server().get(key)
    if mark is None:
        _server().set(key, uuid.uuid4().bytes, ex=_LIFE, nx=True)  # of two at once, one is the first
        mark = _server().get(key)
    return cast("bytes | None", mark)


def _replace(workspace_id: uuid.UUID) -> bool:
    return bool(_server().set(_key(workspace_id), uuid.uuid4().bytes, ex=_LIFE))


def _key(workspace_id: uuid.UUID) -> str:
    return f"tillroll-changed:{workspace_id.hex}"


@cache
def _server() -> Redis:
    return connect(settings.REDIS_URL)
