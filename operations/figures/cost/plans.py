"""The month beside its budget, and beside what could be rented instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ocr.cluster.costs import Component, add_up
from ocr.cluster.costs.comparison import Own, break_even_volume, monthly_price, payback_months
from ocr.cluster.costs.money import exact
from ocr.cluster.models import Alternative, Budget
from operations.figures.cost.book import Book
from operations.figures.cost.machines import MonthSheets
from operations.tables import Cell, Column, Kind, Table


@dataclass(frozen=True, kw_only=True)
class BudgetState:
    """A budget, and how the month does by it."""

    budget: Budget
    so_far: Fraction
    projected: Fraction

    @property
    def share(self) -> Fraction | None:
        """Return how much of the budget the month is expected to take; `None` of a budget of nothing."""
        amount = exact(self.budget.monthly_amount)
        return self.projected / amount if amount else None

    @property
    def state(self) -> str:
        """Return `within`, `near` from the share on at which the operator is warned, or `over`."""
        if self.projected > exact(self.budget.monthly_amount):
            return "over"
        warned = Fraction(self.budget.warn_at_percent, 100)
        return "near" if self.share is not None and self.share >= warned else "within"


def budget_states(sheets: MonthSheets) -> list[BudgetState]:
    """Return all budgets beside the month."""
    return [
        BudgetState(
            budget=budget,
            so_far=sheets.so_far.total(budget.currency).total,
            projected=sheets.ahead.total(budget.currency).total,
        )
        for budget in Budget.objects.all()
    ]


def budget_table(states: Sequence[BudgetState]) -> Table:
    """Return the budgets."""
    return Table(
        key="budgets",
        title="Budget",
        columns=[
            Column(key="currency", title="Currency"),
            Column(key="budget", title="A month", kind=Kind.MONEY),
            Column(key="so_far", title="So far", kind=Kind.MONEY),
            Column(key="projected", title="Projected", kind=Kind.MONEY),
            Column(key="share", title="Of the budget", kind=Kind.SHARE),
            Column(key="state", title="State"),
        ],
        rows=[
            [one.budget.currency, one.budget.monthly_amount, one.so_far, one.projected, one.share, one.state]
            for one in states
        ],
        empty="There is no budget. Add one under Budgets to be warned before the month costs more.",
    )


def alternative_table(book: Book) -> Table:
    """Return what could be rented instead, for the receipts that the next month is expected to bring.

    Not for this month's: of what was bought or began in it, only a part is to be paid in it.
    """
    alternatives = list(Alternative.objects.all())
    own = {currency: own_month(book, currency) for currency in {one.currency for one in alternatives}}
    return Table(
        key="alternatives",
        title="Rented instead",
        columns=[
            Column(key="alternative", title="Alternative"),
            Column(key="price", title="Price", kind=Kind.MONEY),
            Column(key="currency", title="Currency"),
            Column(key="unit", title="For"),
            Column(key="monthly", title="Its month", kind=Kind.MONEY),
            Column(key="own", title="Our month", kind=Kind.MONEY),
            Column(key="break_even", title="Break-even", kind=Kind.COUNT),
            Column(key="payback", title="Paid back in", kind=Kind.MONTHS),
            Column(key="published_on", title="Published", kind=Kind.DAY),
            Column(key="source", title="Source"),
        ],
        rows=[_alternative(one, own[one.currency], book.next_receipts) for one in alternatives],
        note=f"For the {round(book.next_receipts):,} receipts that the next month is expected to bring. Our "
        "month is that one, without what is paid once. From the break-even on, in receipts a month, our "
        "machines are cheaper. What was bought is paid back by what they save. Only what is paid in the same "
        "currency is compared.",
        empty="There is nothing to compare with. Add what could be rented under Alternatives.",
    )


def _alternative(alternative: Alternative, own: Own | None, receipts: Fraction) -> list[Cell]:
    return [
        *(alternative.name, alternative.price, alternative.currency, alternative.get_unit_display()),
        monthly_price(alternative, receipts),
        *_compared(alternative, own),
        *(f"{alternative.published_on}", alternative.source),
    ]


def _compared(alternative: Alternative, own: Own | None) -> list[Cell]:
    if own is None:
        return [None, None, None]
    return [own.total, break_even_volume(alternative, own), payback_months(alternative, own)]


def own_month(book: Book, currency: str) -> Own | None:
    """Return the next month; `None` unless all of the cluster is paid in that currency."""
    if {cost.amount.currency for cost in book.next_costs} != {currency}:
        return None
    parts = {
        component: add_up(cost.amount for cost in book.next_costs if cost.component == component)
        for component in Component
    }
    return Own(
        fixed=parts[Component.FIXED].get(currency, Fraction()),
        traffic=parts[Component.TRAFFIC].get(currency, Fraction()),
        depreciation=parts[Component.DEPRECIATION].get(currency, Fraction()),
        purchase=_purchase(book, currency),
        receipts=book.next_receipts,
    )


def _purchase(book: Book, currency: str) -> Fraction:
    """Return what the machines that still cost something in this currency were bought for."""
    in_use = {cost.machine.pk for cost in book.next_costs}
    own = [one for one in book.ledger.machines if one.pk in in_use and one.currency == currency]
    bought = [machine for machine in own if machine.purchase_cost]
    paid = [exact(machine.purchase_cost or 0) for machine in bought]
    once = [exact(cost.amount) for machine in bought for cost in machine.one_off_costs.all()]
    return sum([*paid, *once], Fraction())
