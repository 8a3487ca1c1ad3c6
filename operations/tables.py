"""Tables of figures: the same one is shown on a page, downloaded as CSV and answered by the API."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from django.http import StreamingHttpResponse

from receipts.exports.formulas import formula_safe

Cell = str | int | float | Decimal | Fraction | None
"""An exact value; `None` where there is nothing to say."""


class Kind(StrEnum):
    """What a column's values are, which says how they are shown."""

    TEXT = "text"
    DAY = "day"
    """Text: an ISO date, or a month such as 2026-11."""
    COUNT = "count"
    MONEY = "money"
    """Of the currency in the table's column `currency`."""
    SHARE = "share"
    """0..1, shown as percent."""
    MILLISECONDS = "milliseconds"
    MEGABYTES = "megabytes"
    """Of 2^20 bytes."""
    GIGABYTES = "gigabytes"
    """Of 2^30 bytes."""
    MONTHS = "months"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its key in CSV and API, its heading, and what its values are."""

    key: str
    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells, in the order of the columns."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] | None = None
    """A last row that sums up the others."""
    empty: str = "There is nothing to show yet."
    note: str = ""
    """How the figures come about, as a sentence."""

    def records(self) -> list[dict[str, Cell]]:
        """Return the rows by the keys of the columns."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]


def plain(value: Cell) -> str | int | float | None:
    """Return a value as CSV and JSON have it: numbers without units; amounts to six digits, as text."""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    if isinstance(value, Decimal):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return value


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_response(table: Table) -> StreamingHttpResponse:
    """Return the table as a CSV file; its total is left to the reader's own sums."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield writer.writerow([column.key for column in table.columns])
        for row in table.rows:
            yield writer.writerow(
                [formula_safe(cell) if isinstance(cell, str) else plain(cell) for cell in row]
            )

    headers = {"Content-Disposition": f'attachment; filename="{table.key}.csv"'}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)
