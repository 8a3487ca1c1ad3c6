"""What was worked out of a workspace's receipts is kept in this process, as long as none of them changes.

Valkey holds a mark for each workspace. Whatever changes what is shown of its receipts replaces the mark once
it is committed, and before it is answered, so that nobody misses a change of their own; what was worked out
under another mark is worked out again. While Valkey is away, nothing is kept.

A mark that cannot be replaced at once is replaced as soon as Valkey takes it; until then, other processes
that do reach Valkey may be late. So they may where a process dies between commit and mark, or a server that
takes over knows an older mark. None is late by more than `ANSWERS_KEPT_SECONDS`.
"""

import hashlib
import logging
import pickle
import time
import uuid
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import TypeVar, cast

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from redis import Redis
from redis.exceptions import RedisError, ResponseError

from accounts.models import User
from ocr.cluster.live.server import connect
from receipts.background import Background
from receipts.models import Receipt
from receipts.valkey import CircuitBreaker

logger = logging.getLogger(__name__)

Found = TypeVar("Found")

_LARGEST = 128 * 1024
"""Bytes of what is kept under one name; with the number of names, this bounds a process's memory."""

_LIFE = 24 * 3600
"""Seconds after which the mark of a workspace without changes is forgotten; it gets another one then."""

_TOLD_AGAIN_EVERY = 1.0
"""Seconds."""

_looking = CircuitBreaker(logger, "Nothing is kept of what was worked out")
_telling = CircuitBreaker(logger, "Other processes are told later that receipts changed")
_untold: set[uuid.UUID] = set()
_background = Background("kept")


def kept(workspace_id: uuid.UUID, name: str, work_out: Callable[[], Found]) -> Found:
    """Return what was worked out under this name before, if the workspace's receipts are the same since.

    `name` must tell all that the result depends on beside the workspace's receipts, their labels and the
    people who uploaded them. Inside a transaction everything is worked out: what is not committed is nobody
    else's to know.
    """
    if not settings.ANSWERS_KEPT_SECONDS or connection.in_atomic_block:
        return work_out()
    mark = _looking.ask(_mark, workspace_id)
    if mark is None:
        return work_out()
    key = hashlib.sha256(f"{workspace_id} {name}".encode()).hexdigest()
    found_at, packed = caches["kept"].get(key, (None, b""))
    if found_at == mark:
        return cast("Found", pickle.loads(packed))  # noqa: S301  (of this process)
    found = work_out()
    packed = pickle.dumps(found)
    if len(packed) <= _LARGEST:
        caches["kept"].set(key, (mark, packed), timeout=settings.ANSWERS_KEPT_SECONDS)
    return found


def forget_on_commit(workspace_id: uuid.UUID) -> None:
    """Let no process show any more what was worked out of the workspace's receipts until now."""
    transaction.on_commit(partial(_forget, workspace_id), robust=True)


def forget_person(instance: User, update_fields: Iterable[str] | None = None, **_: object) -> None:
    """Forget what names a person whose name or address changed, or who is deleted: a receiver of signals."""
    if update_fields is None or {"name", "email"}.intersection(update_fields):
        uploads = Receipt.objects.filter(uploaded_by=instance)
        for workspace_id in uploads.order_by().values_list("workspace_id", flat=True).distinct():
            forget_on_commit(workspace_id)


def _forget(workspace_id: uuid.UUID) -> None:
    if not _telling.ask(_replace, workspace_id):
        caches["kept"].clear()
        _untold.add(workspace_id)
        _background.run(_tell_untold)


def _tell_untold() -> None:
    while _untold:
        time.sleep(_TOLD_AGAIN_EVERY)
        for workspace_id in tuple(_untold):
            _untold.discard(workspace_id)  # before, because it may change again meanwhile
            try:
                _replace(workspace_id)
            except RedisError:
                _untold.add(workspace_id)
                break


def _mark(workspace_id: uuid.UUID) -> bytes:
    mark = cast("bytes | None", _server().get(_key(workspace_id)))
    if mark is None:
        mark = uuid.uuid4().bytes  # of two set at once, one is worked out under in vain
        _server().set(_key(workspace_id), mark, ex=_LIFE)
    return mark


def _replace(workspace_id: uuid.UUID) -> bool:
    try:
        _server().set(_key(workspace_id), uuid.uuid4().bytes, ex=_LIFE)
    except ResponseError:  # its memory is full, for example, which does not keep it from forgetting
        _server().delete(_key(workspace_id))
    return True


def _key(workspace_id: uuid.UUID) -> str:
    return f"tillroll-changed:{workspace_id.hex}"


@cache
def _server() -> Redis:
    return connect(settings.REDIS_URL)
