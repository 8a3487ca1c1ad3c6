"""Sends one message to one receiver. Nothing of `requests` gets past this module."""

import ipaddress
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from standardwebhooks import Webhook as Signer
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import HTTPError

from ocr.sockets import BoundedConnection, bounded_context, exchange
from receipts.webhooks.models import Event, Webhook

_CONNECT_SECONDS = 5.0
_SECONDS = 15.0
"""From the first byte to the last; a receiver that drips must not hold a thread for ever."""

_MOST_ANSWER_BYTES = 1024

_GONE = 410


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What came of sending a message once."""

    milliseconds: int
    error: str = ""
    """Why it failed, as a sentence; empty when the receiver took it."""
    status_code: int | None = None
    """`None` without an answer."""
    answer: str = ""
    """Its beginning."""
    retry_after: float = 0
    """Seconds that the receiver asks to be left alone."""

    @property
    def is_gone(self) -> bool:
        """Whether the receiver never wants to hear of it again."""
        return self.status_code == _GONE


def message_send(*, webhook: Webhook, event: Event, now: datetime) -> Attempt:
    """Sign an event and POST it to its receiver, for 15 seconds at most; return what came of it."""
    body = json.dumps(event.payload, separators=(",", ":"))
    started = time.monotonic()
    try:
        with _session(webhook.url) as session:
            exchange.begin(_SECONDS)
            response = session.post(
                webhook.url,
                data=body.encode(),
                headers=_headers(webhook, event, body, now),
                timeout=(_CONNECT_SECONDS, _SECONDS),
                allow_redirects=False,
                stream=True,
            )
            answer, code = _beginning(response), response.status_code
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        return Attempt(error=_sentence(error), milliseconds=_milliseconds_since(started))
    return Attempt(
        status_code=code,
        error=_sentence_of_status(code),
        answer=answer,
        retry_after=_retry_after(response.headers.get("Retry-After", ""), now),
        milliseconds=_milliseconds_since(started),
    )


def signature(*, webhook: Webhook, event: Event, body: str, now: datetime) -> str:
    """Return the `webhook-signature`: by the secret and, for a day after a rotation, by the one before."""
    secrets = [webhook.secret]
    if webhook.old_secret_until and now < webhook.old_secret_until:
        secrets.append(webhook.old_secret)
    return " ".join(Signer(secret).sign(event.message_id, now, body) for secret in secrets)


def _headers(webhook: Webhook, event: Event, body: str, now: datetime) -> dict[str, str]:
    return {
        "webhook-id": event.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature(webhook=webhook, event=event, body=body, now=now),
        "Content-Type": "application/json",
        "User-Agent": "Tillroll-Webhooks/1",
        "Accept-Encoding": "identity",  # what is read of an answer is read as it is
    }


_tls = cache(bounded_context)
"""One for all, as it takes long to make."""


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = BoundedConnection


class _Bounded(HTTPAdapter):
    """Ends every wait with the exchange."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options, ssl_context=_tls())
        classes = self.poolmanager.pool_classes_by_scheme
        self.poolmanager.pool_classes_by_scheme = {**classes, "http": _HttpPool}


class _Outside(_Bounded, IPFilterAdapter):
    """Connects to public addresses alone: the one that was looked up and judged is the one connected to."""

    def build_connection_pool_key_attributes(self, *args: Any, **options: Any) -> Any:
        host, pool = super().build_connection_pool_key_attributes(*args, **options)
        address = ipaddress.ip_address(host["host"].strip("[]"))
        # Two that the filter lets through: reserved ones, and those of IPv6 that are private of old.
        if address.is_reserved or getattr(address, "is_site_local", False):
            raise InvalidIPAddress(address)
        return host, pool


def _session(url: str) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # a proxy would connect where nobody looked, a .netrc would tell passwords
    is_https = urlsplit(url).scheme == "https"
    inside = settings.WEBHOOK_ALLOW_PRIVATE
    adapter = _Bounded() if inside else _Outside(is_https_proto=is_https)  # type: ignore[call-arg]
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _beginning(response: requests.Response) -> str:
    try:
        beginning = response.raw.read(_MOST_ANSWER_BYTES, decode_content=False)
    except (HTTPError, OSError):
        return ""  # its status is known, and that is what counts
    return beginning.decode(errors="replace").replace("\0", "")


def _sentence_of_status(code: int) -> str:
    if 200 <= code < 300:
        return ""
    if code == _GONE:
        return "The receiver answered 410: it is gone."
    if 300 <= code < 400:
        return f"The receiver answered {code}. Redirects are not followed; enter the address they lead to."
    return f"The receiver answered {code} instead of 2xx."


def _sentence(error: Exception) -> str:
    causes = _causes(error)
    if any(isinstance(cause, InvalidIPAddress) for cause in causes):
        return "The receiver's address is not public. The operator of this installation can allow that."
    if any(isinstance(cause, requests.exceptions.SSLError) for cause in causes):
        return "The receiver has no valid certificate."
    if any(isinstance(cause, requests.exceptions.ConnectTimeout) for cause in causes):
        return f"The receiver could not be reached within {_CONNECT_SECONDS:.0f} seconds."
    if any(isinstance(cause, requests.Timeout | TimeoutError) for cause in causes):
        return f"The receiver did not answer within {_SECONDS:.0f} seconds."
    return "The receiver could not be reached, or broke the connection off."


def _causes(error: BaseException) -> list[BaseException]:
    """Return an error and what it is wrapped around."""
    inner = [part for part in (*error.args, getattr(error, "reason", None)) if isinstance(part, Exception)]
    return [error, *(cause for part in inner for cause in _causes(part))]


def _retry_after(header: str, now: datetime) -> float:
    """Return the seconds of a Retry-After header, which tells seconds or a date; 0 when it tells neither."""
    if header.isdecimal():
        return float(header[:9])
    try:
        date = parsedate_to_datetime(header)
        return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds())
    except (ValueError, OverflowError):
        return 0


def _milliseconds_since(started: float) -> int:
    return round(1000 * (time.monotonic() - started))
