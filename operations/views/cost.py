"""The page of what the cluster costs."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

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
    """Return the first day of a month like 2026-10; `None` for what is none, or is still to come."""
    try:
        month = datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return None
    return month if month <= timezone.now().astimezone(UTC).date() else None
