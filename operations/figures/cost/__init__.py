"""What the cluster costs: this month, its days, the last twelve months, and beside what could be rented."""

from operations.figures.cost.figures import CostFigures, cost_figures

__all__ = ["CostFigures", "cost_figures"]
