"""What happens at this moment, as tables for CSV and API."""

from collections.abc import Sequence
from datetime import datetime

from operations.figures.pods import PodFigures, Span
from operations.figures.workers import WorkerFigures
from operations.tables import Cell, Column, Kind, Table
from receipts.backlog import Failure

_SPAN = (
    ("calls", "Calls", Kind.COUNT),
    ("errors", "Errors", Kind.COUNT),
    ("p50", "p50", Kind.MILLISECONDS),
    ("p95", "p95", Kind.MILLISECONDS),
    ("busy", "Busy", Kind.SHARE),
)
_POD_COLUMNS = (
    Column(key="pod", title="Pod"),
    Column(key="site", title="Site"),
    Column(key="state", title="State"),
    Column(key="detail", title="Detail"),
    Column(key="in_flight", title="In flight", kind=Kind.COUNT),
    *(Column(key=f"minute_{key}", title=f"{title}, minute", kind=kind) for key, title, kind in _SPAN),
    *(Column(key=f"day_{key}", title=f"{title}, day", kind=kind) for key, title, kind in _SPAN),
)


def pods_table(pods: Sequence[PodFigures]) -> Table:
    """Return the pods with what they did in the last minute and the last day."""
    return Table(
        key="pods",
        title="Pods",
        columns=_POD_COLUMNS,
        rows=[_pod_row(pod) for pod in pods],
        empty="No pod is known. Set OCR_PODS, or add pods in the admin.",
    )


def workers_table(workers: Sequence[WorkerFigures]) -> Table:
    """Return the workers."""
    return Table(
        key="workers",
        title="Workers",
        columns=(
            Column(key="worker", title="Worker"),
            Column(key="state", title="State"),
            Column(key="threads", title="Receipts at once", kind=Kind.COUNT),
            Column(key="pods", title="Pods", kind=Kind.COUNT),
            Column(key="since", title="Since"),
        ),
        rows=[
            (each.name, "Alive" if each.is_alive else "Lost", each.threads, each.pods, _iso(each.since))
            for each in workers
        ],
        empty="No worker is heard of.",
    )


def failures_table(failures: Sequence[Failure]) -> Table:
    """Return why receipts failed."""
    return Table(
        key="failures",
        title="Failed receipts",
        columns=(
            Column(key="error", title="Reason"),
            Column(key="count", title="Receipts", kind=Kind.COUNT),
            Column(key="last_at", title="Last"),
        ),
        rows=[(failure.error, failure.count, _iso(failure.last_at)) for failure in failures],
        empty="No receipt has failed.",
        note="Of the newest thousand that failed.",
    )


def _pod_row(pod: PodFigures) -> tuple[Cell, ...]:
    state = (pod.condition.value, pod.sentence)
    return (pod.url, pod.site, *state, pod.in_flight, *_cells(pod.minute), *_cells(pod.day))


def _cells(span: Span | None) -> tuple[Cell, ...]:
    return (span.calls, span.errors, span.p50, span.p95, span.busy) if span else (None,) * len(_SPAN)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
