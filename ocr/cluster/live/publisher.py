"""Tells Valkey every second what this worker knows.

In a thread of its own, so that nothing else waits for Valkey; while it is away, the news is dropped.
"""

import logging
import threading
import time
from collections.abc import Callable

from ocr.cluster.live.desk import Desk
from ocr.cluster.live.server import HEARD, LIFE, connect, key_of

logger = logging.getLogger(__name__)

_EVERY = 1.0
"""Seconds."""
_LONGEST_PUBLICATION = 1.0
"""Seconds."""
_REMEMBERED = 24 * 3600
"""Seconds for which it is known when a worker was last heard of."""


class Publisher:
    """Publishes what a desk has to say, from `start` until `stop`."""

    def __init__(self, desk: Desk, url: str, clock: Callable[[], float] = time.time) -> None:
        self._desk = desk
        self._server = connect(url)
        self._clock = clock
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live-news", daemon=True)
        self._is_heard = True

    def start(self) -> None:
        """Publish every second from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Say good-bye, so that nobody takes this worker for lost."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(_LONGEST_PUBLICATION)  # its last words must not come after the good-bye
        self._try(self._leave)

    def publish(self) -> None:
        """Publish once; never raises."""
        self._try(self._say)

    def _run(self) -> None:
        while not self._ended.is_set():
            self.publish()
            self._ended.wait(_EVERY)

    def _say(self) -> None:
        news, now = self._desk.news(), self._clock()
        with self._server.pipeline() as together:
            together.set(key_of(news.name), news.dumps(), ex=LIFE)
            together.zadd(HEARD, {news.name: now})
            together.zremrangebyscore(HEARD, "-inf", now - _REMEMBERED)
            together.execute()

    def _leave(self) -> None:
        with self._server.pipeline() as together:
            together.delete(key_of(self._desk.name))
            together.zrem(HEARD, self._desk.name)
            together.execute()

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            if self._is_heard:
                logger.warning("Operators see nothing of this worker's pods for now: %s", error)
            self._is_heard = False
        else:
            self._is_heard = True
