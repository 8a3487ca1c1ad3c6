"""What this month costs: by what it is for, by machine, kind and site."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from ocr.cluster.costs import Component, Cost, rounded
from ocr.cluster.costs.idle import idle_share, paid_waiting
from ocr.cluster.models import Machine
from operations.figures.cost.amounts import COMPONENTS, Amounts, Sheet
from operations.figures.cost.book import Book
from operations.tables import Cell, Column, Kind, Table

_CURRENCY = Column(key="currency", title="Currency")
_AHEAD = Column(key="projected", title="Projected", kind=Kind.MONEY)
_NAMES = {
    Component.FIXED: "Fixed: flat prices and electricity",
    Component.TRAFFIC: "Traffic beyond what is included",
    Component.DEPRECIATION: "Depreciation of what was bought",
    Component.ONE_OFF: "Paid once",
}


class MonthSheets:
    """This month's costs by machine in cents, so far and projected; all tables of the month sum these up."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.so_far = _by_machine(book.costs)
        self.ahead = _by_machine(book.ahead)
        self.idle = {
            machine.pk: idle_share(machine, book.ledger, book.so_far, book.now)
            for machine in book.ledger.machines
        }
        self.waiting = self._waiting()

    @property
    def machines(self) -> Sequence[Machine]:
        """Return all machines."""
        return self.book.ledger.machines

    def waited(self, currency: str) -> Fraction | None:
        """Return what was paid in a currency while pods waited; `None` where no machine has pods."""
        paid = [self.waiting[one.pk] for one in self.machines if one.currency == currency]
        known = [amount for amount in paid if amount is not None]
        return sum(known, Fraction()) if known else None

    def _waiting(self) -> dict[int, Fraction | None]:
        waiting: dict[int, Fraction | None] = {}
        for currency in self.book.currencies:
            own = [machine for machine in self.machines if machine.currency == currency]
            paid = {one.pk: paid_waiting(_of(self.book.costs, one), self.idle[one.pk]) for one in own}
            waiting |= paid
            waiting |= rounded({pk: amount for pk, amount in paid.items() if amount is not None})
        return waiting


def component_table(sheets: MonthSheets) -> Table:
    """Return what the month is paid for."""
    rows: list[list[Cell]] = []
    for currency in sheets.book.currencies:
        so_far, ahead = (sheet.total(currency).parts for sheet in (sheets.so_far, sheets.ahead))
        for component in Component:
            amounts = (so_far.get(component, Fraction()), ahead.get(component, Fraction()))
            rows.append([_NAMES[component], currency, *amounts])
    return Table(
        key="components",
        title="What it is for",
        columns=[
            Column(key="component", title="For"),
            _CURRENCY,
            Column(key="so_far", title="So far", kind=Kind.MONEY),
            _AHEAD,
        ],
        rows=rows,
        total=_total(rows, labels=1, sums=(2, 3)),
        note="Today counts as a whole day. The rest of the month is projected by the prices that are entered "
        "and, for traffic, by the mean of the last 28 days.",
    )


def machine_table(sheets: MonthSheets) -> Table:
    """Return what each machine costs, and how long its pods waited."""
    rows: list[list[Cell]] = [
        [
            *(machine.number, machine.name, machine.get_kind_display(), machine.site, machine.currency),
            *sheets.so_far.of(machine.currency, machine.pk).cells(),
            sheets.ahead.of(machine.currency, machine.pk).total,
            *(sheets.idle[machine.pk], sheets.waiting[machine.pk]),
        ]
        for machine in sheets.machines
    ]
    return Table(
        key="machines",
        title="By machine",
        columns=[
            Column(key="number", title="#", kind=Kind.COUNT),
            Column(key="machine", title="Machine"),
            Column(key="kind", title="Kind"),
            Column(key="site", title="Site"),
            *(_CURRENCY, *COMPONENTS, _AHEAD),
            Column(key="idle", title="Idle", kind=Kind.SHARE),
            Column(key="paid_waiting", title="Paid while waiting", kind=Kind.MONEY),
        ],
        rows=rows,
        total=_total(rows, labels=4, sums=(5, 6, 7, 8, 9, 10, 12)),
        note="Idle is the share of the time in which a pod had no call, over the machine's pods. So much of "
        "its fixed cost and depreciation was paid while they waited.",
    )


def kind_table(sheets: MonthSheets) -> Table:
    """Return what rented and own machines cost."""
    return _grouped(sheets, "kinds", "By kind", Column(key="kind", title="Kind"), _kind)


def site_table(sheets: MonthSheets) -> Table:
    """Return what each site costs."""
    return _grouped(sheets, "sites", "By site", Column(key="site", title="Site"), _site)


def _kind(machine: Machine) -> str:
    return machine.get_kind_display()


def _site(machine: Machine) -> str:
    return machine.site or "Not said"


def _grouped(
    sheets: MonthSheets, key: str, title: str, column: Column, group: Callable[[Machine], str]
) -> Table:
    so_far: dict[tuple[str, str], Amounts] = {}
    ahead: dict[tuple[str, str], Amounts] = {}
    for machine in sheets.machines:
        place = (group(machine), machine.currency)
        for sums, sheet in ((so_far, sheets.so_far), (ahead, sheets.ahead)):
            sums.setdefault(place, Amounts()).join(sheet.of(machine.currency, machine.pk))
    rows: list[list[Cell]] = [
        [*place, *so_far[place].cells(), ahead[place].total] for place in sorted(so_far)
    ]
    return Table(
        key=key,
        title=title,
        columns=[column, _CURRENCY, *COMPONENTS, _AHEAD],
        rows=rows,
        total=_total(rows, labels=1, sums=range(2, 8)),
    )


def _by_machine(costs: Sequence[Cost]) -> Sheet[int]:
    return Sheet((cost.machine.pk, cost) for cost in costs)


def _of(costs: Sequence[Cost], machine: Machine) -> list[Cost]:
    return [cost for cost in costs if cost.machine.pk == machine.pk]


def _total(rows: Sequence[Sequence[Cell]], *, labels: int, sums: Sequence[int]) -> list[Cell] | None:
    """Return the last row; `None` where the rows, whose currency follows the labels, are of several."""
    if len({row[labels] for row in rows}) != 1:
        return None
    total: list[Cell] = [None] * len(rows[0])
    total[:labels] = ["Total", *[""] * (labels - 1)]
    total[labels] = rows[0][labels]
    for place in sums:
        amounts = [amount for row in rows if isinstance(amount := row[place], Fraction)]
        total[place] = sum(amounts, Fraction()) if amounts else None
    return total
