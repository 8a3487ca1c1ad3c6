"""Pods as settings name them: `site=url`, or a DNS name whose every address is a pod."""

import logging
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ocr.serving.values import PodAddress

logger = logging.getLogger(__name__)

_DNS = "dns+"
DEFAULT_PORT = 8501
"""TensorFlow Serving's REST port."""


_NO_ADDRESS = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))


class PodListError(ValueError):
    """The list of pods cannot be understood; `str(error)` says what to write."""


@dataclass(frozen=True, kw_only=True)
class DnsName:
    """A headless service: its name has one address for each pod."""

    scheme: str
    host: str
    port: int
    site: str


PodSource = PodAddress | DnsName


def parse_pods(entries: Sequence[str]) -> list[PodSource]:
    """Return what the entries of OCR_PODS name. Raises `PodListError`."""
    return [_parse(entry.strip()) for entry in entries]


def addresses_of(sources: Sequence[PodSource]) -> list[PodAddress]:
    """Return the pods behind the sources as of now; a name may have none for the moment.

    Raises `OSError` when the names cannot be asked for: that says nothing of the pods.
    """
    found: list[PodAddress] = []
    for source in sources:
        found += [source] if isinstance(source, PodAddress) else _resolved(source)
    return found


def check_url(url: str) -> str:
    """Return a pod's URL in the one way to write it, so that no pod is two. Raises `PodListError`."""
    try:
        parts = urlsplit(url)
        _ = parts.port, (parts.hostname or "").encode("idna")
    except ValueError as error:
        raise PodListError(f"{url!r} is no pod's address: {error}.") from error
    unsent = parts.query or parts.fragment or parts.username
    if parts.scheme not in ("http", "https") or not parts.hostname or unsent:
        raise PodListError(f"{url!r} is no pod's address; write http://HOST:{DEFAULT_PORT}.")
    return parts._replace(netloc=parts.netloc.lower()).geturl().rstrip("/")


def _parse(entry: str) -> PodSource:
    site, named, url = entry.rpartition("=")
    if named and not site:
        raise PodListError(f"{entry!r} names no site before '='; write SITE=http://HOST:{DEFAULT_PORT}.")
    if url.startswith(_DNS):
        parts = urlsplit(check_url(url.removeprefix(_DNS)))
        host = str(parts.hostname)
        return DnsName(scheme=parts.scheme, host=host, port=parts.port or DEFAULT_PORT, site=site or host)
    url = check_url(url)
    return PodAddress(url=url, site=site or str(urlsplit(url).hostname))


def _resolved(name: DnsName) -> list[PodAddress]:
    try:
        found = socket.getaddrinfo(name.host, name.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno not in _NO_ADDRESS:
            raise
        logger.warning("The name %s of the pods has no address now: %s", name.host, error)
        return []
    hosts = sorted({str(address[0]) for *_, address in found})
    return [PodAddress(url=_url(name, host), site=name.site) for host in hosts]


def _url(name: DnsName, host: str) -> str:
    host = f"[{host}]" if ":" in host else host
    return f"{name.scheme}://{host}:{name.port}"
