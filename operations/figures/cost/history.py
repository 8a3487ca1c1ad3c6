"""What the cluster cost by day and by month, and what a receipt cost."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from ocr.cluster.costs import Span
from ocr.cluster.costs.spans import add_months
from operations.figures.cost.amounts import COMPONENTS, Amounts, Sheet
from operations.figures.cost.book import MONTHS, Book
from operations.tables import Cell, Column, Kind, Table

Costs = Mapping[tuple[str, Span], Amounts]
"""By currency and days."""

_COLUMNS = (
    Column(key="currency", title="Currency"),
    *COMPONENTS,
    Column(key="receipts", title="Receipts", kind=Kind.COUNT),
    Column(key="per_receipt", title="Per receipt", kind=Kind.MONEY),
    Column(key="per_thousand", title="Per 1,000", kind=Kind.MONEY),
)


def day_costs(book: Book) -> Costs:
    """Return what each day of this month cost so far, in cents that sum to the month's."""
    days = [Span.day(day) for day in book.so_far.days()]
    return Sheet((day, cost) for day in days for cost in book.ledger.costs(day)).rows


def month_costs(book: Book) -> Costs:
    """Return what each of the last twelve months cost, this one so far."""
    costs: dict[tuple[str, Span], Amounts] = {}
    for month in _last_months(book):
        costs |= Sheet((month, cost) for cost in book.ledger.costs(month)).rows
    return costs


def day_table(book: Book, costs: Costs) -> Table:
    """Return this month's days, the last one first."""
    return Table(
        key="days",
        title="By day",
        columns=[Column(key="day", title="Day", kind=Kind.DAY), *_COLUMNS],
        rows=_rows(book, costs, "%Y-%m-%d"),
        note="A flat price is spread over the days of its month; what was paid once falls on its day.",
    )


def month_table(book: Book, costs: Costs) -> Table:
    """Return months, the last one first."""
    return Table(
        key="months",
        title="By month",
        columns=[Column(key="month", title="Month", kind=Kind.DAY), *_COLUMNS],
        rows=_rows(book, costs, "%Y-%m"),
        note="The current month as far as it went. A receipt's price is all that was paid in the time, also "
        "once, by the receipts read in it.",
    )


def receipt_price(amount: Fraction, receipts: int) -> Fraction | None:
    """Return what one receipt cost: all that was paid in a time by all that were read; `None` if none was."""
    return amount / receipts if receipts else None


def _last_months(book: Book) -> Iterable[Span]:
    year = Span(add_months(book.month.start, 1 - MONTHS), book.so_far.end)
    return (month & year for month in year.months())


def _rows(book: Book, costs: Costs, named: str) -> Sequence[Sequence[Cell]]:
    newest_first = sorted(costs, key=lambda place: (-place[1].start.toordinal(), place[0]))
    return [
        [f"{span.start:{named}}", currency, *_cells(costs[currency, span], book.receipts(span))]
        for currency, span in newest_first
    ]


def _cells(amounts: Amounts, receipts: int) -> list[Cell]:
    price = receipt_price(amounts.total, receipts)
    return [*amounts.cells(), receipts, price, price and price * 1000]
