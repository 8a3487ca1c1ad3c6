"""The orders of lists of receipts, and where a list goes on after a row."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from receipts.models import DATE_OR_NONE, TOTAL_OR_NONE

_COLUMNS = {
    "created_at": "created_at",
    "date": "sort_date",
    "total": "sort_total",
    "merchant_name": "merchant_name",
}

NEWEST = "-created_at"
"""The order of lists that nobody sorted."""

ORDERINGS = [sign + name for name in _COLUMNS for sign in ("", "-")]
"""Names of orders; a `-` in front reverses one."""


def order_of(ordering: str) -> tuple[str, str]:
    """Return what one of `ORDERINGS` sorts by; the id makes the order total."""
    sign = "-" if ordering.startswith("-") else ""
    return sign + _COLUMNS[ordering.lstrip("-")], f"{sign}id"


def sort_keys(order: tuple[str, str]) -> dict[str, Any]:
    """Return the expressions that receipts have to be annotated with before they can be sorted so."""
    keys = {"sort_date": DATE_OR_NONE, "sort_total": TOTAL_OR_NONE}
    return {name: key for name, key in keys.items() if name == order[0].lstrip("-")}


def beyond(order: Sequence[str], position: Sequence[Any]) -> Q:
    """Return what holds for rows after `position`: later in the first field, or equal and later in others.

    The first comparison is also made alone, because databases walk an index by it.
    """
    first, *rest = order
    name, operator = first.lstrip("-"), "lt" if first.startswith("-") else "gt"
    later = Q(**{f"{name}__{operator}": position[0]})
    if not rest:
        return later
    at_least = Q(**{f"{name}__{operator}e": position[0]})
    return at_least & (later | (Q(**{name: position[0]}) & beyond(rest, position[1:])))
