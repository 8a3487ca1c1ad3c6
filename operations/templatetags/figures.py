"""How figures are written on the operator's pages."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from operations.tables import Cell, Column, Kind, Table, plain

register = template.Library()
register.filter("plain", plain)

NOTHING = "–"


@register.filter
def shown_rows(table: Table) -> list[SafeString]:
    """Return the rows of a table as HTML cells; written here, because templates take long for so many."""
    return [_row(table.columns, row) for row in table.rows]


@register.filter
def shown_total(table: Table) -> SafeString:
    """Return a table's last row as HTML cells."""
    return _row(table.columns, table.total or ())


@register.filter
def shown(value: Cell, kind: str) -> str:
    """Return a value as it is written: `{{ value|shown:"money" }}`."""
    return _text(value, Kind(kind))


def _row(columns: Sequence[Column], row: Sequence[Cell]) -> SafeString:
    cells = zip((column.kind for column in columns), row, strict=True)
    html = (f'<td class="is-{kind.value}">{escape(_text(value, kind))}</td>' for kind, value in cells)
    return mark_safe("".join(html))  # noqa: S308  (what may hold anything is escaped)


@register.filter
def about(amount: Fraction) -> str:
    """Return an amount by its first digit where it is below a cent, such as 0.0003; else to the cent."""
    number = float(amount)
    return f"{number:,.2f}" if number >= 0.01 else f"{Decimal(f'{number:.1g}'):f}"


def _text(value: Cell, kind: Kind) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    number = float(value)
    match kind:
        case Kind.MONEY:
            return _money(number)
        case Kind.SHARE:
            return f"{number:.1%}"
        case Kind.MILLISECONDS:
            return f"{number:,.0f} ms"
        case Kind.MEGABYTES:
            return f"{number:,.2f} MB"
        case Kind.GIGABYTES:
            return f"{number:,.1f} GB" if number < 100 else f"{number:,.0f} GB"
        case Kind.MONTHS:
            return f"{number:,.1f} months"
        case _:
            return f"{number:,.0f}"


def _money(number: float) -> str:
    """Return an amount: to the cent, and small ones, such as the price of one receipt, to three digits."""
    if number and abs(number) < 0.1:
        return f"{Decimal(f'{number:.3g}'):f}"
    return f"{number:,.2f}"
