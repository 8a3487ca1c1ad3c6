"""What a worker says of itself and of its pods, and how it crosses Valkey."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ocr.cluster.models import LATENCY_BOUNDS


class NewsError(ValueError):
    """What was published is of another version, or no news at all."""


@dataclass(kw_only=True)
class Counts:
    """Calls of one pod in the last minute."""

    calls: int = 0
    errors: int = 0
    busy_milliseconds: float = 0.0
    """Time that was covered by at least one call."""
    took: list[int] = field(default_factory=lambda: [0] * (len(LATENCY_BOUNDS) + 1))
    """Answered calls by how long they took, as of `LATENCY_BOUNDS`."""

    def add(self, other: "Counts") -> None:
        """Count the other's calls too."""
        self.calls += other.calls
        self.errors += other.errors
        self.busy_milliseconds += other.busy_milliseconds
        self.took = [mine + more for mine, more in zip(self.took, other.took, strict=True)]


@dataclass(frozen=True, kw_only=True)
class PodNews:
    """What one worker knows of a pod; the first six are those of `PodReport`."""

    url: str
    site: str
    draining: bool
    in_flight: int
    ejected_for: float | None
    probe_in: float | None
    minute: Counts


@dataclass(frozen=True, kw_only=True)
class WorkerNews:
    """What one worker says."""

    name: str
    """Its host and process, such as `gpu-1:4711`; no other worker has it."""
    threads: int
    """Receipts that it reads at once."""
    since: float
    """When it started, in seconds of the epoch."""
    seconds: float
    """Over which `minute` was counted: 60, or less where it has just started."""
    pods: Sequence[PodNews]

    def dumps(self) -> str:
        """Return it as JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))


def loads(text: str | bytes) -> WorkerNews:
    """Return what `dumps` wrote. Raises `NewsError`: while an upgrade is under way, versions differ."""
    try:
        document: dict[str, Any] = json.loads(text)
        pods = [PodNews(**{**pod, "minute": Counts(**pod["minute"])}) for pod in document.pop("pods")]
        return WorkerNews(**document, pods=pods)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NewsError(str(error)) from error
