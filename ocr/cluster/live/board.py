"""Reads what all workers say."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import cast

from django.conf import settings
from redis.exceptions import RedisError

from ocr.cluster.live.news import NewsError, WorkerNews, loads
from ocr.cluster.live.server import HEARD, connect, key_of

logger = logging.getLogger(__name__)

_FRESH = 0.5
"""Seconds for which what was read is shown to everybody who asks."""
_REST = 5.0
"""Seconds in which Valkey is not asked again after it failed: nobody else waits for it meanwhile."""
_LOST_FOR = 600.0
"""Seconds for which a worker that fell silent without a good-bye is shown."""


@dataclass(frozen=True, kw_only=True)
class LostWorker:
    """A worker that fell silent without a good-bye."""

    name: str
    heard_at: datetime


@dataclass(frozen=True, kw_only=True)
class News:
    """What is known at one moment."""

    workers: Sequence[WorkerNews] = ()
    """Those that are heard of, by name."""
    lost: Sequence[LostWorker] = ()
    heard_at: datetime | None = None
    """When any worker was heard of last; `None` when none was within a day."""
    away_since: datetime | None = None
    """Since when Valkey does not answer, so that nothing is known; `None` while it does."""


class Board:
    """Reads the news for one process. Thread-safe."""

    def __init__(
        self,
        url: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._server = connect(url)
        self._clock = clock
        self._now = now
        self._lock = threading.Lock()
        self._known = News()
        self._until = float("-inf")

    def look(self) -> News:
        """Return the news; waits for a fraction of a second at most, and never raises."""
        with self._lock:
            if self._clock() >= self._until:
                self._known = self._ask()
                self._until = self._clock() + (_REST if self._known.away_since else _FRESH)
            return self._known

    def _ask(self) -> News:
        try:
            return self._read()
        except RedisError as error:
            since = self._known.away_since or _moment(self._now())
            if self._known.away_since is None:
                logger.warning("Nothing is known of the workers' pods, because Valkey is away: %s", error)
            return News(heard_at=self._known.heard_at, away_since=since)

    def _read(self) -> News:
        # The client's types allow for all forms of answers at once.
        found = cast("list[tuple[bytes, float]]", self._server.zrange(HEARD, 0, -1, withscores=True))
        heard = {name.decode(): at for name, at in found}
        if not heard:
            return News()
        said = dict(zip(heard, self._server.mget([key_of(name) for name in heard]), strict=True))
        lately = self._now() - _LOST_FOR
        lost = [name for name, at in heard.items() if said[name] is None and at > lately]
        return News(
            workers=[news for _, text in sorted(said.items()) if text and (news := _readable(text))],
            lost=[LostWorker(name=name, heard_at=_moment(heard[name])) for name in sorted(lost)],
            heard_at=_moment(max(heard.values())),
        )


@cache
def board() -> Board:
    """Return the board of this process."""
    return Board(settings.REDIS_URL)


def _readable(text: bytes | str) -> WorkerNews | None:
    try:
        return loads(text)
    except NewsError as error:
        logger.debug("A worker of another version says what is not understood: %s", error)
        return None


def _moment(epoch: float) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)
