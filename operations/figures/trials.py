"""How releases stand, and what their trials say so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ocr.cluster.evidence import Comparison, Fault
from ocr.cluster.models import ModelRelease
from ocr.cluster.trials import LEAST_BAD, LEAST_COUNT
from ocr.serving.values import BATCHES_AT_ONCE, STABLE
from operations.figures.names import model_label, moment
from operations.tables import Cell, Column, Kind, Table


@dataclass(frozen=True, kw_only=True)
class ReleaseState:
    """A release, and how it stands against what pods serve by themselves."""

    release: ModelRelease
    comparisons: Sequence[Comparison]
    """While it is on trial."""

    @property
    def has_files(self) -> bool:
        """Whether it gets any, so that it can be rolled back."""
        return self.release.on_trial or self.release.promoted

    @property
    def word(self) -> str:
        """How it stands: `trial`, `promoted`, `ended` or `idle`."""
        if self.release.promoted:
            return "promoted"
        if self.release.on_trial:
            return "trial"
        return "ended" if self.release.ended_at else "idle"

    @property
    def sentence(self) -> str:
        """How it stands, for people."""
        said = {
            "promoted": "Promoted: it gets all files",
            "trial": f"On trial with {self.release.share} % of the files",
            "ended": "Ended: it gets no files",
            "idle": "It gets no files",
        }
        return said[self.word]

    @property
    def findings(self) -> list[str]:
        """What was counted since its trial began."""
        return [_sentence(comparison) for comparison in self.comparisons]


def trials_table(states: Sequence[ReleaseState]) -> Table:
    """Return a row for each release on trial and each thing that can go wrong."""
    return Table(
        key="trials",
        title="Trials under way",
        note=(
            "Counted since each trial began, receipts from the next full hour on. A release is rolled back "
            f"when of {LEAST_COUNT} receipts, or more, at least {LEAST_BAD} went wrong with it, or of "
            f"{BATCHES_AT_ONCE} times as many calls, of which so many may fail together, and "
            f"a one-sided z test of two proportions finds it worse than {STABLE}. The bound on z grows with "
            "the counts and holds however often one looks: of releases that are as good, at most one in a "
            "hundred is rolled back."
        ),
        empty="No release is on trial.",
        columns=[
            Column(key="model", title="Model"),
            Column(key="release", title="Release"),
            Column(key="what", title="What"),
            Column(key="finding", title="So far"),
            Column(key="count", title="Counted", kind=Kind.COUNT),
            Column(key="share", title="Wrong", kind=Kind.SHARE),
            Column(key="stable_count", title=STABLE, kind=Kind.COUNT),
            Column(key="stable_share", title="Wrong", kind=Kind.SHARE),
            Column(key="z", title="z"),
            Column(key="began_at", title="Began"),
        ],
        rows=[row for state in states for row in _trial_rows(state)],
    )


def _trial_rows(state: ReleaseState) -> Iterator[list[Cell]]:
    for comparison in state.comparisons:
        yield [
            model_label(state.release.model),
            state.release.selector,
            "Calls failed" if comparison.fault == Fault.FAILED else "Receipts corrected",
            finding(comparison),
            comparison.trial.count,
            comparison.trial.rate,
            comparison.baseline.count,
            comparison.baseline.rate,
            f"{comparison.z:.2f}",
            moment(state.release.began_at),
        ]


def finding(comparison: Comparison) -> str:
    """Return what the counts say by now, in a few words."""
    if comparison.is_worse:
        return "Worse: it is rolled back"
    if min(comparison.trial.apart, comparison.baseline.apart) < LEAST_COUNT:
        return "Too few to tell"
    return "Not worse beyond chance"


def _sentence(comparison: Comparison) -> str:
    """Return the counts and what they say."""
    trial, baseline = comparison.trial, comparison.baseline
    is_call = comparison.fault == Fault.FAILED
    things = "calls failed" if is_call else "checked receipts were corrected"
    if trial.rate is None:
        return "No calls were counted yet." if is_call else "No receipts of its were checked yet."
    beside = f", against {baseline.rate:.1%} of what {STABLE} did" if baseline.rate is not None else ""
    return f"{trial.bad:,} of its {trial.count:,} {things} ({trial.rate:.1%}){beside}. {finding(comparison)}."
