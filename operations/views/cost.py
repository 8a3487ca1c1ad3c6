"""The page of what the cluster costs."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from operations.figures.chargeback import chargeback
from operations.figures.cost import cost_figures
from operations.views.page import OperatorPage


class CostPage(OperatorPage):
    """What the cluster costs this month, by day and month, and beside alternatives."""

    title = "Cost"
    template_name = "operations/cost.html"

    def figures(self) -> Mapping[str, Any]:
        """Return the figures."""
        figures = cost_figures()
        month = month_of(self.request.GET.get("month", ""))
        costs = None if month else {now.currency: now.so_far for now in figures.currencies if now.so_far}
        tables = [*figures.tables, *chargeback(month, costs=costs).tables]
        query = f"month={month:%Y-%m}&" if month else ""
        return {"figures": figures, "tables": tables, "query": query, "chargeback_month": month}


def month_of(text: str) -> date | None:
    """Return the first day of a month like 2026-10; `None` for this one and for what is none."""
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return None
