"""How often a program, a person or a stranger may ask."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from limits import RateLimitItem
from limits.storage import RedisStorage
from redis.backoff import NoBackoff
from redis.retry import Retry

from accounts.keys import key_hash
from api.middleware import PATH
from api.problems import problem_response
from ocr.cluster.live.server import PATIENCE
from receipts.valkey import CircuitBreaker

logger = logging.getLogger(__name__)

_SCRIPT = f"""
local function hit(KEYS, ARGV) {RedisStorage.SCRIPT_ACQUIRE_SLIDING_WINDOW.decode()} end
local function state(KEYS, ARGV) {RedisStorage.SCRIPT_SLIDING_WINDOW.decode()} end
return {{hit(KEYS, ARGV), state(KEYS, {{ARGV[2]}})}}
"""
"""Both of the library's scripts in one round trip; it runs them apart."""


@dataclass(frozen=True, kw_only=True)
class Quota:
    """What a caller has left."""

    allowed: bool
    remaining: int
    reset: int
    """Seconds until there is more."""


class Quotas:
    """Counts in Valkey what was asked in a sliding window."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._storage = RedisStorage(
            url.replace("unix://", "redis+unix://", 1),
            socket_connect_timeout=PATIENCE,
            socket_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]  # handed on to the client
        )
        self._script = self._storage.get_connection().register_script(_SCRIPT)  # type: ignore[arg-type]
        self._breaker = CircuitBreaker(logger, "Requests are not counted", clock)

    def hit(self, limit: RateLimitItem, caller: str) -> Quota | None:
        """Count a request; `None` while Valkey is away: then everybody may pass."""
        return self._breaker.ask(self._hit, limit, caller)

    def _hit(self, limit: RateLimitItem, caller: str) -> Quota:
        seconds, storage = limit.get_expiry(), self._storage
        current = storage.prefixed_key(f"{{{limit.key_for(caller)}}}")
        keys = (f"{current}/-1", current)
        allowed, window = self._script(keys, (limit.amount, seconds, 1))
        before, before_left, now, now_left = (max(0, int(number or 0)) for number in window)
        used = before * before_left // (seconds * 1000) + now
        # A window ends a period before its count, which weighs less and less in the next one.
        frees: list[float] = [now_left % (seconds * 1000)] if now else []
        frees += [before_left % (seconds * 1000 / before)] if before else []
        return Quota(
            allowed=bool(allowed),
            remaining=max(0, limit.amount - used),
            reset=math.ceil(min(frees, default=0) / 1000),
        )


@cache
def quotas() -> Quotas:
    """Return the counts of this process's Valkey."""
    return Quotas(settings.REDIS_URL)


class ThrottleMiddleware:
    """Counts each request of the API for its key, person or address, and refuses what is too much."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = settings.API_RATE
        if limit is None or not request.path.startswith(PATH):
            return self.get_response(request)
        quota = quotas().hit(limit, _caller(request))
        if quota is None:
            return self.get_response(request)
        response = self.get_response(request) if quota.allowed else _refusal(quota)
        if response.status_code == 401:  # or else wrong keys, each with a count of its own, had no limit
            quota = quotas().hit(limit, _address(request)) or quota
            response = response if quota.allowed else _refusal(quota)
        response["RateLimit-Policy"] = f'"default";q={limit.amount};w={limit.get_expiry()}'
        response["RateLimit"] = f'"default";r={quota.remaining};t={quota.reset}'
        return response


def _caller(request: HttpRequest) -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return f"key {key_hash(key.strip())}"
    return f"user {request.user.pk}" if request.user.is_authenticated else _address(request)


def _address(request: HttpRequest) -> str:
    return f"address {get_adapter().get_client_ip(request)}"


def _refusal(quota: Quota) -> HttpResponse:
    wait = max(1, quota.reset)
    sentence = f"There were too many requests. Try again in {wait} seconds."
    return problem_response(429, sentence, code="throttled", headers={"Retry-After": str(wait)})
