"""What all workers together know of each pod. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ocr.cluster.live.news import Counts, PodNews, WorkerNews


@dataclass(frozen=True, kw_only=True)
class LivePod:
    """A pod as the workers see it."""

    url: str
    site: str
    workers: int
    """Those that have it on their lists."""
    ejected_by: int
    """Those among them that give it no calls because it failed or fell silent."""
    ejected_for: float | None
    """Seconds since the first of them did so; `None` where none does."""
    probe_in: float | None
    """Seconds until one of them probes it next; `None` where none does."""
    draining: bool
    in_flight: int
    minute: Counts
    """Of the last minute."""
    busy: float
    """Share of the last minute, 0..1: the sum of what each worker kept it busy, at most the whole."""


def merged(workers: Iterable[WorkerNews]) -> dict[str, LivePod]:
    """Return the pods by their URLs."""
    told: dict[str, list[tuple[PodNews, float]]] = defaultdict(list)
    for worker in workers:
        for pod in worker.pods:
            told[pod.url].append((pod, worker.seconds))
    return {url: _merged(said) for url, said in sorted(told.items())}


def _merged(said: Sequence[tuple[PodNews, float]]) -> LivePod:
    pods = [pod for pod, _ in said]
    minute = Counts()
    for pod in pods:
        minute.add(pod.minute)
    ejected = [pod.ejected_for for pod in pods if pod.ejected_for is not None]
    probes = [pod.probe_in for pod in pods if pod.probe_in is not None]
    return LivePod(
        url=pods[0].url,
        site=pods[0].site,
        workers=len(pods),
        ejected_by=len(ejected),
        ejected_for=max(ejected, default=None),
        probe_in=min(probes, default=None),
        draining=any(pod.draining for pod in pods),
        in_flight=sum(pod.in_flight for pod in pods),
        minute=minute,
        busy=min(1.0, sum(pod.minute.busy_milliseconds / 1000 / seconds for pod, seconds in said)),
    )
