"""Values that cross the borders of the modules here."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PodAddress:
    """Where a pod listens."""

    url: str
    """Such as `http://10.0.0.7:8501`, without a slash at its end."""
    site: str
    """The place whose power and network it shares with others."""
    draining: bool = False
    """Whether it finishes what it has and gets nothing new."""


@dataclass(frozen=True, kw_only=True)
class PodReport:
    """What a pool knows of a pod at one moment."""

    url: str
    site: str
    draining: bool
    in_flight: int
    """Calls under way, without those given up when it was ejected."""
    ejected_for: float | None
    """Seconds since its failures or its silence cost it its calls; `None` while it is alive."""
    probe_in: float | None
    """Seconds until it is probed next, 0 while that is under way; `None` while it is alive."""


STABLE = "labels/stable"
"""The release of files that are in no trial. Without a label pods would serve their newest version."""

BATCHES_AT_ONCE = 4
"""Calls of one file that are under way: so that a lone receipt uses several pods, and a thousand lines do not
use them all."""

NOT_OF_THE_RELEASE = ("pod_unreachable", "pod_busy")
"""Codes of errors that say nothing of the release that was called."""


@dataclass(frozen=True, kw_only=True)
class Release:
    """A version of a model on trial."""

    model: str
    selector: str
    """Part of the request's path: `versions/3` or `labels/canary`."""
    share: float
    """Of the files, 0..1."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """How long to wait for what."""

    connect_seconds: float = 2.0
    """To reach a pod."""
    call_seconds: float = 20.0
    """For one answer of one pod."""
    file_seconds: float = 120.0
    """For all calls of one file together, from the first one's turn."""
    calls_per_pod: int = 4
    """Under way at once, of this process: one that is worked at, and some on their way or joined with it."""
    hedge_share: float = 0.05
    """Extra calls beside slow ones, as a share of all calls, 0..1; 0 sends none."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back over HTTP."""

    status: int
    body: bytes
    bytes_sent: int
    """Headers and body, as sent."""
    bytes_received: int
