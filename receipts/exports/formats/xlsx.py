"""A workbook for Excel with a sheet for each table; dates and amounts are what they are, texts stay texts."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook

from receipts.exports.selection import LABELS, READINGS, Selection
from receipts.exports.tables import LINE_ITEMS, PAYMENTS, RECEIPTS, TAXES, Money, Table, Value
from receipts.selectors import ReceiptDetail, receipt_detail
from receipts.values import decimals_of

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_MAX_ROWS = 1_048_576
"""Excel's own limits, as is the following; a table that is longer goes on in another sheet."""

_MAX_TEXT = 32_767

_FIRST_YEAR = 1900
"""Excel knows no earlier day."""

_BLOCK = 64 * 1024


def stream(selection: Selection) -> Iterator[bytes]:
    """Yield the workbook, which is put together on disk first."""
    with TemporaryDirectory(prefix="tillroll-") as folder:
        path = Path(folder) / "receipts.xlsx"
        _write(selection, path)
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def _write(selection: Selection, path: Path) -> None:
    options = {"constant_memory": True, "remove_timezone": True, "tmpdir": str(path.parent)}
    with Workbook(str(path), options) as book:
        styles = _Styles(book)
        sheets = [_Sheet(book, styles, table) for table in (RECEIPTS, LINE_ITEMS, TAXES, PAYMENTS)]
        for receipt in selection.read(*LABELS, *READINGS):
            detail = receipt_detail(receipt)
            for sheet in sheets:
                sheet.add(detail)


class _Styles:
    """The looks of cells, each made once."""

    def __init__(self, book: Any) -> None:
        self.heading = book.add_format({"bold": True, "bottom": 1})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})
        self.time = book.add_format({"num_format": "hh:mm"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._amounts = {
            places: book.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})
            for places in (0, 2)
        }

    def amount(self, money: Money) -> Any:
        """Return how amounts of the currency look."""
        return self._amounts[decimals_of(money.amount, money.currency)]


class _Sheet:
    """A table of the workbook."""

    def __init__(self, book: Any, styles: _Styles, table: Table) -> None:
        self._book, self._styles, self._table = book, styles, table
        self._number = 0
        self._begin()

    def add(self, detail: ReceiptDetail) -> None:
        """Add the rows of a receipt."""
        for row in self._table.rows(detail):
            if self._row == _MAX_ROWS:
                self._begin()
            for column, value in enumerate(row):
                self._cell(column, value)
            self._row += 1

    def _begin(self) -> None:
        self._number += 1
        name = self._table.title if self._number == 1 else f"{self._table.title} {self._number}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for column, heading in enumerate(self._table.columns):
            self._sheet.set_column(column, column, 20)
            self._sheet.write_string(0, column, heading, self._styles.heading)
        self._row = 1

    def _cell(self, column: int, value: Value) -> None:
        place = (self._row, column)
        match value:
            case None | "":
                return
            case datetime():
                self._sheet.write_datetime(*place, value, self._styles.moment)
            case date() if value.year >= _FIRST_YEAR:
                self._sheet.write_datetime(*place, value, self._styles.date)
            case time():
                self._sheet.write_datetime(*place, value, self._styles.time)
            case Money():
                self._sheet.write_number(*place, float(value.amount), self._styles.amount(value))
            case Decimal() | int():
                self._sheet.write_number(*place, float(value))
            case _:
                self._sheet.write_string(*place, str(value)[:_MAX_TEXT])
