"""Where the news lies: the keys, and a client that never keeps anybody waiting."""

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

PATIENCE = 0.25
"""Seconds to wait for Valkey at most."""
LIFE = 5
"""Seconds that news is worth something: a worker that says nothing for so long is gone, or cut off."""

HEARD = "tillroll-live:heard"
"""A sorted set: the names of workers by the time, in seconds of the epoch, when they last said something."""


def key_of(name: str) -> str:
    """Return the key of a worker's news."""
    return f"tillroll-live:worker:{name}"


def connect(url: str) -> Redis:
    """Return a client of the server that REDIS_URL names; it connects when it is first used."""
    return Redis.from_url(
        url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
    )
