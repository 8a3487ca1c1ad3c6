"""How each pod does: what operators decided of it, what workers know of it, and what it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ocr.cluster.latencies import percentile
from ocr.cluster.live.merging import LivePod
from ocr.cluster.live.news import Counts
from ocr.cluster.models import Pod, PodState
from operations.figures.day import Day


class Condition(StrEnum):
    """How a pod does, in one word."""

    ALIVE = "Alive"
    PARTLY_EJECTED = "Partly ejected"
    EJECTED = "Ejected"
    DRAINING = "Draining"
    OFF = "Off"
    UNKNOWN = "No news"


@dataclass(frozen=True, kw_only=True)
class Span:
    """What a pod did in some time."""

    calls: int
    errors: int
    p50: float | None
    """Milliseconds that half of its answered calls did not exceed; `None` without any."""
    p95: float | None
    busy: float
    """Share of the time in which it had a call, 0..1."""


@dataclass(frozen=True, kw_only=True)
class PodFigures:
    """One pod."""

    id: int | None
    """Of its row; `None` in the moment before it has one."""
    url: str
    site: str
    state: str
    """What operators decided, as of `PodState`."""
    condition: Condition
    sentence: str
    """What there is to say of it."""
    in_flight: int | None
    """Calls under way; `None` while nobody says."""
    minute: Span | None
    """`None` while nobody says."""
    day: Span


def pod_figures(*, live: Mapping[str, LivePod], days: Mapping[str, Day]) -> list[PodFigures]:
    """Return all pods that are listed, by site and URL."""
    rows = {pod.url: pod for pod in Pod.objects.listed()}
    # A pod that workers have found a moment ago gets its row in the next one.
    found = {url: Pod(url=pod.url, site=pod.site) for url, pod in live.items()} | rows
    pods = sorted(found.values(), key=lambda pod: (pod.site, pod.url))
    return [_figures(pod, live.get(pod.url), days.get(pod.url, Day())) for pod in pods]


def _figures(pod: Pod, live: LivePod | None, day: Day) -> PodFigures:
    condition = condition_of(pod.state, live)
    return PodFigures(
        id=pod.pk,
        url=pod.url,
        site=pod.site,
        state=pod.state,
        condition=condition,
        sentence=sentence_of(condition, live),
        in_flight=live.in_flight if live else None,
        minute=_span(live.minute, live.busy) if live else None,
        day=_span(day, day.busy),
    )


def condition_of(state: str, live: LivePod | None) -> Condition:
    """Say in one word how a pod does; what operators decided comes first."""
    if state == PodState.OFF:
        return Condition.OFF
    if live is None:
        return Condition.UNKNOWN
    if state == PodState.DRAINING or live.draining:
        return Condition.DRAINING
    if live.ejected_by == live.workers:
        return Condition.EJECTED
    return Condition.PARTLY_EJECTED if live.ejected_by else Condition.ALIVE


def sentence_of(condition: Condition, live: LivePod | None) -> str:
    """Say what lies behind the word; empty where there is nothing to add."""
    if condition == Condition.OFF:
        return "It gets no calls."
    if live is None:
        return "No worker speaks of it."
    if condition == Condition.DRAINING:
        if not live.in_flight:
            return "It has nothing under way and can be stopped."
        calls = "1 call" if live.in_flight == 1 else f"{live.in_flight} calls"
        return f"It finishes {calls} and gets no new ones."
    if condition == Condition.ALIVE:
        return ""
    since, probe = lasting(live.ejected_for or 0), lasting(live.probe_in or 0)
    if condition == Condition.EJECTED:
        return f"Failing for {since}; it is probed again in {probe}."
    return f"Failing for {live.ejected_by} of {live.workers} workers, for {since}; probed again in {probe}."


def lasting(seconds: float) -> str:
    """Write a span of time in the largest unit of which it has at least two."""
    for size, unit in ((86_400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{int(seconds // size)} {unit}"
    return f"{round(seconds)} s"


def _span(counts: Counts | Day, busy: float) -> Span:
    return Span(
        calls=counts.calls,
        errors=counts.errors,
        p50=percentile(counts.took, 0.5),
        p95=percentile(counts.took, 0.95),
        busy=busy,
    )
