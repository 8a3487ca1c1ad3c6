"""All figures of the cost, as page, CSV and API show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from django.utils import timezone

from operations.figures.cost.book import Book, read_book
from operations.figures.cost.charts import Chart, cost_charts
from operations.figures.cost.history import day_costs, day_table, month_costs, month_table, receipt_price
from operations.figures.cost.machines import (
    MonthSheets,
    component_table,
    kind_table,
    machine_table,
    site_table,
)
from operations.figures.cost.plans import BudgetState, alternative_table, budget_states, budget_table
from operations.tables import Table


@dataclass(frozen=True, kw_only=True)
class CurrencyNow:
    """This month in one currency; amounts of different currencies are never added."""

    currency: str
    so_far: Fraction
    projected: Fraction
    per_receipt: Fraction | None
    """Of the month so far; `None` before a receipt was read."""
    per_thousand: Fraction | None
    waiting: Fraction | None
    """What was paid while pods waited; `None` where no machine has pods."""


@dataclass(frozen=True, kw_only=True)
class CostFigures:
    """What the cluster costs."""

    month: datetime
    currencies: Sequence[CurrencyNow]
    """Empty while there are no machines."""
    receipts: int
    """Read this month."""
    idle: Fraction | None
    """Mean idle share of the machines with pods, 0..1."""
    alerts: Sequence[BudgetState]
    """Budgets that the month is expected to exceed, or nearly."""
    charts: Sequence[Chart]
    tables: Sequence[Table]


def cost_figures(now: datetime | None = None) -> CostFigures:
    """Return what the cluster costs: this month, its days, twelve months, and beside alternatives."""
    book = read_book((now or timezone.now()).astimezone(UTC))
    sheets, days, months = MonthSheets(book), day_costs(book), month_costs(book)
    budgets = budget_states(sheets)
    idle = [share for share in sheets.idle.values() if share is not None]
    return CostFigures(
        month=book.now,
        currencies=[_now(book, sheets, currency) for currency in book.currencies],
        receipts=book.receipts(book.so_far),
        idle=sum(idle, Fraction()) / len(idle) if idle else None,
        alerts=[state for state in budgets if state.state != "within"],
        charts=[*cost_charts("Days of this month", days, "%-d"), *cost_charts("Months", months, "%b %y")],
        tables=[
            component_table(sheets),
            machine_table(sheets),
            kind_table(sheets),
            site_table(sheets),
            budget_table(budgets),
            alternative_table(book),
            month_table(book, months),
            day_table(book, days),
        ],
    )


def _now(book: Book, sheets: MonthSheets, currency: str) -> CurrencyNow:
    so_far = sheets.so_far.total(currency).total
    price = receipt_price(so_far, book.receipts(book.so_far))
    return CurrencyNow(
        currency=currency,
        so_far=so_far,
        projected=sheets.ahead.total(currency).total,
        per_receipt=price,
        per_thousand=price and price * 1000,
        waiting=sheets.waited(currency),
    )
