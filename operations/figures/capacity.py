"""What the cluster could read, and the traffic of it: as it is, with more pods, and without a site."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from django.utils import timezone

from ocr.cluster.capacity import MEGABYTE, Capacity, Work, capacity, pod_seconds_of
from operations.figures.capacity_tables import classes_table, scenarios_table, traffic_table
from operations.figures.fleet import USUAL_PODS, active_fleet
from operations.figures.measured import Measured, measure
from operations.figures.week import Week, week_of
from operations.tables import Table


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """What reading takes, as somebody assumes."""

    seconds: Fraction
    """An image, when all the pods are at work: the time of a batch by its images."""
    megabytes: Fraction
    """Transferred with an image, of 2^20 bytes."""
    pods: int


USUAL = Assumption(seconds=Fraction("1.8"), megabytes=Fraction(4), pods=2 * USUAL_PODS)
"""Photos of 12 megapixels, sent to pods as they are, with two workstations."""


@dataclass(frozen=True, kw_only=True)
class CapacityFigures:
    """What the page, the CSV files and the API show."""

    assumed: Assumption | None
    """What the figures rest on; `None` where that is `measured`."""
    measured: Measured | None
    """What reading took lately; `None` if nothing was read."""
    work: Work
    now: Capacity
    """As the cluster is, or as it is assumed to be."""
    scenarios: Table
    traffic: Table
    classes: Table

    @property
    def tables(self) -> Sequence[Table]:
        """Those that can be downloaded."""
        return (self.scenarios, self.traffic, self.classes)

    @property
    def milliseconds(self) -> Fraction:
        """What one receipt takes of busy pods, or of one that reads without pods."""
        return 1000 * self.work.pod_seconds

    @property
    def rests_on(self) -> Assumption:
        """Return what was assumed; or what was measured, said in the same way."""
        if self.assumed is not None:
            return self.assumed
        pods = self.now.pods or USUAL.pods
        megabytes = self.work.transferred / MEGABYTE
        return Assumption(seconds=self.work.pod_seconds / pods, megabytes=megabytes, pods=pods)

    @property
    def week(self) -> Week | None:
        """At which hours receipts come; `None` until a week is known."""
        return week_of(self.measured.week) if self.measured else None

    @property
    def used(self) -> Fraction | None:
        """The share of what could be read that is read; `None` where nothing was, or nothing could be."""
        return self.measured.monthly / self.now.full if self.measured and self.now.full else None


def capacity_figures(assumed: Assumption | None = None, *, now: datetime | None = None) -> CapacityFigures:
    """Return what the cluster could do by what was measured lately, or else by what is `assumed`.

    Where nothing was measured and nothing is assumed, it is `USUAL`.
    """
    now = now or timezone.now()
    measured, fleet = measure(now), active_fleet()
    if assumed is None and measured is not None:
        work, pods, are_pods = measured.work, *_readers(measured, fleet.pods)
    else:
        assumed = assumed or USUAL
        work, pods, are_pods = _work_of(assumed, measured), assumed.pods, True
    whole = capacity(work, pods=pods)
    changes = fleet.changes(pods) if are_pods else [("One receipt after another", pods)]
    return CapacityFigures(
        assumed=assumed,
        measured=measured,
        work=work,
        now=whole,
        scenarios=scenarios_table(work, changes, measured),
        traffic=traffic_table(whole, fleet, measured, today=now.astimezone(UTC).date()),
        classes=classes_table(measured, pods=pods),
    )


def _readers(measured: Measured, pods: int) -> tuple[int, bool]:
    """Return how many read at the same time, and whether they are pods."""
    return (pods, True) if measured.busy else (1, False)


def _work_of(assumed: Assumption, measured: Measured | None) -> Work:
    return Work(
        pod_seconds=pod_seconds_of(seconds=assumed.seconds, pods=assumed.pods),
        transferred=assumed.megabytes * MEGABYTE,
        load_factor=measured.load_factor if measured else None,
    )
