"""Valkey as far as those need it who must not wait for it."""

import time
from collections.abc import Callable
from logging import Logger
from typing import ParamSpec, TypeVar

from redis.exceptions import RedisError

Given = ParamSpec("Given")
Found = TypeVar("Found")

_REST = 5.0
"""Seconds in which Valkey is not asked again after it failed: nobody else waits for it meanwhile."""


class CircuitBreaker:
    """Asks Valkey, unless it failed a moment ago."""

    def __init__(self, logger: Logger, consequence: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._logger, self._consequence = logger, consequence
        self._clock = clock
        self._rests_until = 0.0

    def ask(self, call: Callable[Given, Found], *args: Given.args, **kwargs: Given.kwargs) -> Found | None:
        """Return what the call returns; `None` while Valkey is away."""
        if self._clock() < self._rests_until:
            return None
        try:
            return call(*args, **kwargs)
        except RedisError as error:
            self._rests_until = self._clock() + _REST
            self._logger.warning("%s, because Valkey is away: %s", self._consequence, error)
            return None
