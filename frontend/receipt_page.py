"""Everything that the page of one receipt shows."""

from dataclasses import dataclass
from functools import cached_property

from frontend.arithmetic import Check, arithmetic_checks
from frontend.cells import LABELS, NUMBERS, ROW_NOUNS, Cell, points_text
from frontend.labels import Labels
from frontend.outlines import Outline, outlines_of
from frontend.piles import Pile, pile_around
from ocr.cluster.costs import Money
from operations.figures.receipt_cost import receipt_cost
from receipts.arithmetic import amounts_are_corrected, sums_of
from receipts.models import UNFINISHED, Field, Page, Receipt, Section, Status
from receipts.reviews import SAME_FILE, SAME_VALUES, SEVERAL, reason_sentence
from receipts.selectors import FIELD_NAMES, ReceiptDetail, receipt_detail, receipt_parts

AMOUNTS = ("subtotal", "tax", "tip", "total")

SHOWN_BY_BROWSERS = {"image/jpeg", "image/png", "image/webp"}
"""Originals of these types can be shown while the upright pages are not made yet."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """Heading of a table's column."""

    label: str
    is_number: bool


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One row of a table."""

    section: str
    number: int
    cells: list[Cell]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Line items, taxes or payments."""

    section: str
    title: str
    noun: str
    """One row of it."""
    columns: list[Column]
    rows: list[TableRow]


@dataclass(frozen=True, kw_only=True)
class TextLine:
    """One line of raw text."""

    key: str
    text: str
    page: int
    points: str


class ReceiptPage:
    """The receipt, ready to be shown."""

    def __init__(self, receipt: Receipt) -> None:
        self.receipt = receipt
        self.sure = receipt.workspace.auto_complete_confidence

    @cached_property
    def detail(self) -> ReceiptDetail:
        """The receipt's fields, rows and pages."""
        return receipt_detail(self.receipt)

    @cached_property
    def labels(self) -> Labels:
        """Its category, tags and note."""
        return Labels(self.receipt)

    @cached_property
    def pile(self) -> Pile:
        """The receipts before and after it."""
        return pile_around(self.receipt)

    @cached_property
    def costs(self) -> list[Money]:
        """Its share of what the cluster costs, in each currency."""
        return receipt_cost(self.receipt)

    @property
    def is_unfinished(self) -> bool:
        """Whether it waits for the reader or is being read."""
        return self.receipt.status in UNFINISHED

    @property
    def is_read(self) -> bool:
        """Whether there are fields to check."""
        return self.receipt.status in (Status.NEEDS_REVIEW, Status.COMPLETED)

    @property
    def can_be_approved(self) -> bool:
        """Whether it waits for a person."""
        return self.receipt.status == Status.NEEDS_REVIEW

    @property
    def reasons(self) -> list[str]:
        """Why it waits for a person, as sentences, but for what has a notice of its own."""
        codes = self.receipt.review_reasons
        return [reason_sentence(code) for code in codes if not self._has_own_notice(code)]

    @cached_property
    def outlines(self) -> list[Outline]:
        """Where the receipts lie that the photo may be split in."""
        return outlines_of(self.receipt, self.detail.pages)

    @cached_property
    def parts(self) -> list[Receipt]:
        """The receipts that were made of it."""
        return receipt_parts(self.receipt)

    @property
    def has_no_text(self) -> bool:
        """Whether the reader found nothing to read."""
        return self.is_read and not self.lines

    @property
    def original_can_be_shown(self) -> bool:
        """Whether the uploaded file itself can stand in for missing pages."""
        return self.receipt.content_type in SHOWN_BY_BROWSERS

    @property
    def head(self) -> list[Cell]:
        """Who, where and when."""
        return [self.cell(field) for name, field in self.detail.fields.items() if name not in AMOUNTS]

    @property
    def amounts(self) -> list[Cell]:
        """The sums at the receipt's foot."""
        return [self.cell(self.detail.fields[name]) for name in AMOUNTS]

    @property
    def checks(self) -> tuple[Check, ...]:
        """Whether the amounts add up."""
        return arithmetic_checks(sums_of(self.detail), excuse=self._excuse())

    @property
    def tables(self) -> list[Table]:
        """Line items, taxes and payments."""
        return [self._table(Section(section), noun) for section, noun in ROW_NOUNS.items()]

    @cached_property
    def lines(self) -> list[TextLine]:
        """Raw text in reading order."""
        return [line for page in self.detail.pages for line in _lines(page)]

    def cell(self, field: Field) -> Cell:
        """Return how a field is shown."""
        return Cell(field=field, sure=self.sure)

    def row(self, section: str, number: int) -> TableRow:
        """Return a row, empty if nothing is in it yet."""
        found = {row.number: row.cells for row in self.detail.rows(section)}.get(number)
        cells = found or {
            name: Field(section=section, row=number, name=name) for name in FIELD_NAMES[Section(section)]
        }
        return TableRow(section=section, number=number, cells=[self.cell(field) for field in cells.values()])

    def _has_own_notice(self, code: str) -> bool:
        is_duplicate = self.receipt.duplicate_of_id is not None
        return code.startswith(SEVERAL) or (code in (SAME_FILE, SAME_VALUES) and is_duplicate)

    def _excuse(self) -> str:
        """Say why sums may differ: the reader knows of discounts and roundings, which are no fields."""
        if not self.is_read or amounts_are_corrected(self.receipt):
            return ""
        if self.can_be_approved:
            return "a discount or rounding" if self.receipt.amounts_agree else ""
        return "accepted"

    def _table(self, section: Section, noun: str) -> Table:
        names = FIELD_NAMES[section]
        return Table(
            section=section.value,
            title=section.label,
            noun=noun,
            columns=[Column(label=LABELS[name], is_number=name in NUMBERS) for name in names],
            rows=[
                TableRow(
                    section=section.value, number=row.number, cells=list(map(self.cell, row.cells.values()))
                )
                for row in self.detail.rows(section)
            ],
        )


def _lines(page: Page) -> list[TextLine]:
    return [
        TextLine(
            key=f"line-{page.number}-{index}",
            text=line["text"],
            page=page.number,
            points=points_text(line["polygon"]),
        )
        for index, line in enumerate(page.lines)
    ]
