"""The topics of figures that programs may ask for: what a page shows, by its name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from operations.figures.capacity import capacity_figures
from operations.figures.chargeback import chargeback
from operations.figures.cost import cost_figures
from operations.figures.live import live_figures
from operations.figures.models import models_figures
from operations.tables import Table


class Figures(Protocol):
    """The figures of one topic."""

    @property
    def tables(self) -> Sequence[Table]:
        """Return all that can be shown, downloaded and asked for."""


REPORTS: Mapping[str, Callable[..., Figures]] = {
    "cost": cost_figures,
    "chargeback": chargeback,
    "capacity": capacity_figures,
    "live": live_figures,
    "models": models_figures,
}
"""By the last part of the address."""

BY_MONTH = ("chargeback",)
"""Those that take the first day of another `month`."""
