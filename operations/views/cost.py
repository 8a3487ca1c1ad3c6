"""The page of what the cluster costs."""

from collections.abc import Mapping
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
        return {"figures": figures, "tables": [*figures.tables, *chargeback().tables]}
