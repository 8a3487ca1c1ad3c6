"""What the cluster costs: exact amounts per machine and component, of any span of days."""

from ocr.cluster.costs.ledger import Component, Cost, Ledger, cluster_costs, read_ledger
from ocr.cluster.costs.money import CurrencyMismatchError, Money, add_up, rounded
from ocr.cluster.costs.spans import Span

__all__ = [
    "Component",
    "Cost",
    "CurrencyMismatchError",
    "Ledger",
    "Money",
    "Span",
    "add_up",
    "cluster_costs",
    "read_ledger",
    "rounded",
]
