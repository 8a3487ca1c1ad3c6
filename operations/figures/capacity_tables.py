"""The tables of the capacity page."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from django.db.models import Q

from ocr.cluster.capacity import (
    DAYS,
    MEGABYTE,
    Capacity,
    Work,
    capacity,
    receipts_a_month,
    service_demand,
)
from ocr.cluster.costs.accrual import GIGABYTE
from ocr.cluster.models import MachinePrice, Metered
from ocr.cluster.shares import in_proportion
from operations.figures.fleet import Fleet
from operations.figures.measured import WINDOW, Measured
from operations.tables import Cell, Column, Kind, Table
from receipts.models import ImageClass

_COUNTED = {Metered.ALL_PODS: "All", Metered.OWN_PODS: "Its own"}


def scenarios_table(work: Work, changes: Iterable[tuple[str, int]], measured: Measured | None) -> Table:
    """Return what the cluster could do after each change."""

    def row(title: str, pods: int) -> list[Cell]:
        could = capacity(work, pods=pods)
        used = measured.monthly / could.full if measured and could.full else None
        return [title, pods, could.full, could.patterned, could.full_gb, could.patterned_gb, used]

    return Table(
        key="scenarios",
        title="More pods, and fewer",
        note=(
            f"Receipts and traffic of a month of {DAYS} days. At 100 %: every pod is busy all the time. In "
            "today's hours: receipts come as unevenly over the week as they do now, and the busiest hour is "
            "just not too much. New pods count as fast as those there are, on GPUs of their own. Where "
            "today's receipts take more than 100 %, they wait longer and longer."
        ),
        columns=[
            Column(key="scenario", title="Cluster"),
            Column(key="pods", title="Pods", kind=Kind.COUNT),
            Column(key="receipts", title="Receipts at 100 %", kind=Kind.COUNT),
            Column(key="receipts_in_todays_hours", title="In today's hours", kind=Kind.COUNT),
            Column(key="traffic_gb", title="Traffic at 100 %", kind=Kind.GIGABYTES),
            Column(key="traffic_gb_in_todays_hours", title="Traffic in today's hours", kind=Kind.GIGABYTES),
            Column(key="used", title="Today's receipts take", kind=Kind.SHARE),
        ],
        rows=[row(title, pods) for title, pods in changes],
    )


def traffic_table(whole: Capacity, fleet: Fleet, measured: Measured | None, *, today: date) -> Table:
    """Return what each metered machine would transfer, against what its price includes."""
    prices = MachinePrice.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today)
    metered = prices.exclude(metered=Metered.NOTHING).select_related("machine").order_by("machine__number")

    def row(price: MachinePrice) -> list[Cell]:
        part, included = _part(price, fleet), Fraction(price.included_gb)
        now = _now(price, measured, part) / GIGABYTE if measured else None
        full = whole.full_gb * part
        return [
            str(price.machine),
            _COUNTED[Metered(price.metered)],
            included,
            now,
            _share(now, included),
            full,
            _share(full, included),
            max(Fraction(0), full - included) * Fraction(price.price_per_gb),
            price.machine.currency,
        ]

    return Table(
        key="traffic",
        title="Traffic against what is included",
        note=f"A month of {DAYS} days, in GB of 2^30 bytes. Uploads by people come on top.",
        empty="No machine has a price that says what traffic it includes.",
        columns=[
            Column(key="machine", title="Machine"),
            Column(key="pods", title="Of pods"),
            Column(key="included_gb", title="Included", kind=Kind.GIGABYTES),
            Column(key="now_gb", title="Today's receipts", kind=Kind.GIGABYTES),
            Column(key="now_share", title="Of included", kind=Kind.SHARE),
            Column(key="full_gb", title="At 100 %", kind=Kind.GIGABYTES),
            Column(key="full_share", title="Of included", kind=Kind.SHARE),
            Column(key="beyond", title="Costs beyond it", kind=Kind.MONEY),
            Column(key="currency", title="Currency"),
        ],
        rows=[row(price) for price in metered],
    )


def classes_table(measured: Measured | None, *, pods: int) -> Table:
    """Return what photos of each size took, and how many there could be if all were of that size."""
    return Table(
        key="classes",
        title="What receipts take, by the size of the photo",
        note=(
            f"Means of the last {WINDOW.days} days. A photo is of the smallest size that holds its pixels; "
            "a PDF counts as its first page is drawn. The time that pods were busy is split by how long each "
            "size called them; pods with little to do take longer for each receipt than pods at work."
        ),
        empty="Nothing was read in the last four weeks.",
        columns=[
            Column(key="image_class", title="Photo"),
            Column(key="readings", title="Receipts read", kind=Kind.COUNT),
            Column(key="milliseconds", title="Reading took", kind=Kind.MILLISECONDS),
            Column(key="busy_milliseconds", title="Pods busy", kind=Kind.MILLISECONDS),
            Column(key="file_mb", title="Original", kind=Kind.MEGABYTES),
            Column(key="traffic_mb", title="To and from pods", kind=Kind.MEGABYTES),
            Column(key="receipts_a_month", title="A month, at 100 %", kind=Kind.COUNT),
        ],
        rows=list(_class_rows(measured, pods)) if measured else [],
    )


def _class_rows(measured: Measured, pods: int) -> Iterator[list[Cell]]:
    called = {size: use.pod_milliseconds for size, use in measured.classes.items()}
    busy = in_proportion(measured.busy, called)
    for size, use in measured.classes.items():
        alone = Fraction(use.milliseconds, use.readings)
        taken = service_demand(busy=busy[size], receipts=use.readings) if measured.busy else alone
        yield [
            ImageClass(size).label,
            use.readings,
            alone,
            taken if measured.busy else None,
            Fraction(use.file_bytes, use.readings * MEGABYTE),
            Fraction(use.pod_bytes, use.readings * MEGABYTE),
            receipts_a_month(pods=pods, pod_seconds=taken / 1000) if taken else None,
        ]


def _part(price: MachinePrice, fleet: Fleet) -> Fraction:
    """Return which share of all calls counts against the price."""
    if price.metered == Metered.ALL_PODS:
        return Fraction(1)
    return Fraction(fleet.by_machine[price.machine_id], fleet.pods) if fleet.pods else Fraction(0)


def _now(price: MachinePrice, measured: Measured, part: Fraction) -> Fraction:
    """Return the bytes of a month like today's that count; of pods on no machine, as many as of all calls."""
    used = measured.monthly_bytes
    if price.metered == Metered.ALL_PODS:
        return sum(used.values(), Fraction())
    return used.get(price.machine.number, Fraction()) + used.get(0, Fraction()) * part


def _share(gigabytes: Fraction | None, included: Fraction) -> Fraction | None:
    return gigabytes / included if gigabytes is not None and included else None
