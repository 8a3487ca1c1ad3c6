"""What the releases of the models do: their calls, and what people found right of what they read."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from ocr.cluster.evidence import comparisons
from ocr.cluster.latencies import percentile
from ocr.cluster.models import ModelRelease, ServedModel
from ocr.serving.values import STABLE
from operations.figures.names import model_label, moment
from operations.figures.performance import Key, Performance, performances
from operations.figures.trials import ReleaseState, trials_table
from operations.tables import Cell, Column, Kind, Table

DAYS = 30
"""That figures of releases are about."""
_CHANGES = 20
"""The last of them are shown."""
_NOTICED = timedelta(days=7)
"""So long the page says on top that a release was rolled back."""


@dataclass(frozen=True, kw_only=True)
class ModelsFigures:
    """The releases, and tables of what they did."""

    states: Sequence[ReleaseState]
    tables: Sequence[Table]
    notices: Sequence[ModelRelease]
    """Those that were rolled back by themselves lately."""


def models_figures() -> ModelsFigures:
    """Return the figures of the last days, and of the trials since each began."""
    now = timezone.now()
    states = [
        ReleaseState(release=release, comparisons=comparisons(release) if release.on_trial else ())
        for release in sorted(ModelRelease.objects.all(), key=lambda one: _place((one.model, one.selector)))
    ]
    done = performances(now.astimezone(UTC).date() - timedelta(days=DAYS - 1))
    return ModelsFigures(
        states=states,
        tables=[_releases(states, done), trials_table(states), _changes()],
        notices=[
            state.release
            for state in states
            if state.release.verdict and state.release.ended_at and state.release.ended_at > now - _NOTICED
        ],
    )


def _releases(states: Sequence[ReleaseState], done: dict[Key, Performance]) -> Table:
    """Return a row for each release that is listed, or was called lately."""
    listed = {(state.release.model, state.release.selector): state.release for state in states}
    models = {model for model, _ in (*listed, *done)}
    keys = sorted({*listed, *done, *((model, STABLE) for model in models)}, key=_place)
    totals: dict[str, int] = defaultdict(int)
    for (model, _), performance in done.items():
        totals[model] += performance.calls
    rows = [_row(key, listed.get(key), done.get(key, Performance()), totals[key[0]]) for key in keys]
    return Table(
        key="releases",
        title=f"The last {DAYS} days",
        note=(
            f"{STABLE} is what pods serve by themselves. Calls that reached no pod, or a busy one, are left "
            "out. Receipts, and fields beside their tables, are checked when people approve or correct them, "
            "and right when nothing had to be corrected."
        ),
        empty="No pod was called yet, and no release is listed.",
        columns=[
            Column(key="model", title="Model"),
            Column(key="release", title="Release"),
            Column(key="calls", title="Calls", kind=Kind.COUNT),
            Column(key="call_share", title="Of all", kind=Kind.SHARE),
            Column(key="p50_milliseconds", title="p50", kind=Kind.MILLISECONDS),
            Column(key="p95_milliseconds", title="p95", kind=Kind.MILLISECONDS),
            Column(key="failed_share", title="Failed", kind=Kind.SHARE),
            Column(key="receipts", title="Receipts", kind=Kind.COUNT),
            Column(key="receipts_checked", title="Checked", kind=Kind.COUNT),
            Column(key="receipts_right", title="Right", kind=Kind.SHARE),
            Column(key="fields_checked", title="Fields", kind=Kind.COUNT),
            Column(key="fields_right", title="Right", kind=Kind.SHARE),
            Column(key="name", title="Name"),
        ],
        rows=rows,
    )


def _place(key: Key) -> tuple[int, bool, str]:
    """Return where a release stands: models as they read, and first what pods serve by themselves."""
    model, release = key
    place = ServedModel.values.index(model) if model in ServedModel.values else len(ServedModel.values)
    return place, release != STABLE, release


def _row(key: Key, release: ModelRelease | None, done: Performance, all_calls: int) -> list[Cell]:
    model, selector = key
    return [
        model_label(model),
        selector,
        done.calls,
        _share(done.calls, all_calls),
        percentile(done.took, 0.5),
        percentile(done.took, 0.95),
        _share(done.failed, done.calls),
        done.read,
        done.receipts,
        _share(done.receipts_right, done.receipts),
        done.fields,
        _share(done.fields_right, done.fields),
        release.name if release else "",
    ]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _changes() -> Table:
    """Return what operators changed of releases last."""
    content_type = ContentType.objects.get_for_model(ModelRelease)
    entries = LogEntry.objects.filter(content_type=content_type).select_related("user", "content_type")
    return Table(
        key="changes",
        title="Who changed what",
        empty="Nobody has changed a release yet.",
        columns=[
            Column(key="at", title="When"),
            Column(key="person", title="Who"),
            Column(key="release", title="Release"),
            Column(key="change", title="What"),
        ],
        rows=[
            [
                moment(entry.action_time),
                str(entry.user),
                entry.object_repr,
                str(entry.get_change_message() or entry.get_action_flag_display()),
            ]
            for entry in entries[:_CHANGES]
        ],
    )
