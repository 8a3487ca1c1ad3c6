"""The page of what the cluster could read."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from operations.figures.capacity import capacity_figures
from operations.forms import AssumptionForm
from operations.views.page import OperatorPage

_NAMES = ("seconds", "megabytes", "pods")


class CapacityPage(OperatorPage):
    """What could be read in a month; by what was measured, or as `?seconds=&megabytes=&pods=` assumes."""

    title = "Capacity"
    template_name = "operations/capacity.html"

    def figures(self) -> Mapping[str, Any]:
        """Return the figures and the form of the assumption."""
        said = {name: self.request.GET[name] for name in _NAMES if name in self.request.GET}
        form = AssumptionForm(said) if said else None
        assumed = form.assumption() if form and form.is_valid() else None
        figures = capacity_figures(assumed)
        return {
            "figures": figures,
            "tables": figures.tables,
            "form": form or AssumptionForm.of(figures.rests_on),
            "is_said": assumed is not None,
            "query": f"{urlencode(said)}&" if assumed else "",
        }
