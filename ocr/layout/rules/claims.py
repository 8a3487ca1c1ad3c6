"""What rules say about words, and what has been said already."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ocr.layout.sheet import Sheet
from ocr.types import Label, Tag


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A rule's opinion: these characters of this row are a `label`."""

    row: int
    start: int
    end: int
    label: Label
    score: float


@dataclass
class Claims:
    """What the rules have claimed so far; a word belongs to the first that claims it."""

    sheet: Sheet
    labels: dict[int, Tag] = field(default_factory=dict)
    """Tags by index of the word."""
    rows: dict[int, set[Label]] = field(default_factory=dict)
    """Labels by index of the row."""

    def add(self, claims: Iterable[Claim]) -> None:
        for claim in claims:
            row = self.sheet.rows[claim.row].row
            for position in row.between(claim.start, claim.end):
                self.labels.setdefault(row.words[position], Tag(label=claim.label, score=claim.score))
                self.rows.setdefault(claim.row, set()).add(claim.label)

    def rows_with(self, *labels: Label) -> list[int]:
        """Indices of the rows in which a word has one of `labels`, from top to bottom."""
        return sorted(row for row, found in self.rows.items() if not found.isdisjoint(labels))

    def is_free(self, row: int) -> bool:
        return row not in self.rows
