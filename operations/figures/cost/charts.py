"""The same costs drawn: stacked bars for the admin theme's Chart.js."""

import json
from dataclasses import dataclass

from ocr.cluster.costs import Component
from operations.figures.cost.history import Costs

_LOOKS = {
    Component.FIXED: ("Fixed", "#5d5be3"),
    Component.DEPRECIATION: ("Depreciation", "#a5a3f0"),
    Component.TRAFFIC: ("Traffic", "#e08a00"),
    Component.ONE_OFF: ("One-off", "#7d8799"),
}
_TICKS = {"color": "#8a93a3"}
_OPTIONS = {
    "animation": False,
    "responsive": True,
    "maintainAspectRatio": False,
    "plugins": {
        "legend": {"align": "end", "labels": {"boxWidth": 10, "boxHeight": 10, "color": "#8a93a3"}},
        "tooltip": {"mode": "index", "intersect": False},
    },
    "scales": {
        "x": {"stacked": True, "grid": {"display": False}, "ticks": _TICKS},
        "y": {"stacked": True, "beginAtZero": True, "grid": {}, "ticks": _TICKS},
    },
}


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars of one currency; the table beneath says the same."""

    title: str
    data: str
    """JSON."""
    options: str = json.dumps(_OPTIONS)


def cost_charts(title: str, costs: Costs, named: str) -> list[Chart]:
    """Return a chart for each currency, the oldest bar first; `named` is the format of a bar's first day."""
    return [
        Chart(title=f"{title}, {currency}", data=json.dumps(_data(costs, currency, named)))
        for currency in sorted({currency for currency, _ in costs})
    ]


def _data(costs: Costs, currency: str, named: str) -> dict[str, object]:
    own = sorted((span.start, amounts) for (mine, span), amounts in costs.items() if mine == currency)
    return {
        "labels": [f"{start:{named}}" for start, _ in own],
        "datasets": [
            {
                "label": name,
                "data": [float(amounts.parts.get(component, 0)) for _, amounts in own],
                "backgroundColor": colour,
                "maxBarThickness": 28,
            }
            for component, (name, colour) in _LOOKS.items()
            if any(amounts.parts.get(component) for _, amounts in own)
        ],
    }
