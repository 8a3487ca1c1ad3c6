"""A page or a receipt as rows with everything that can be parsed from them, whatever their tags."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ocr.layout.amounts import Amount, NumberStyle, find_amounts, infer_style
from ocr.layout.keywords import Concept
from ocr.layout.matching import Hit, find
from ocr.layout.origin import Origin, origin_of
from ocr.layout.rows import Row, rows_of
from ocr.types import Word


@dataclass(frozen=True)
class SheetRow:
    """One row with everything found in its text."""

    row: Row
    amounts: tuple[Amount, ...]
    hits: tuple[Hit, ...]
    concepts: frozenset[Concept]

    @property
    def text(self) -> str:
        return self.row.text

    @cached_property
    def money(self) -> tuple[Amount, ...]:
        """The amounts printed as prices."""
        return tuple(amount for amount in self.amounts if amount.is_money)

    @cached_property
    def letters(self) -> int:
        return sum(c.isalpha() for c in self.text)

    @cached_property
    def digits(self) -> int:
        return sum(c.isdigit() for c in self.text)

    def has(self, *concepts: Concept) -> bool:
        return not self.concepts.isdisjoint(concepts)

    def first_hit(self, concepts: Iterable[Concept]) -> Hit | None:
        wanted = frozenset(concepts)
        return next((hit for hit in self.hits if hit.concept in wanted), None)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The rows of a page or of a whole receipt, and what they say together."""

    rows: tuple[SheetRow, ...]
    origin: Origin
    style: NumberStyle

    def place(self, offset: int) -> tuple[Row, int]:
        """Row and character within it of a place in the joined text that `origin` was told from."""
        for row in self.rows:
            if offset <= len(row.text):
                return row.row, offset
            offset -= len(row.text) + 1
        raise IndexError(offset)


def sheet_of(words: Sequence[Word]) -> Sheet:
    """Parse the rows that `words` form."""
    return _sheet(tuple(words))


# Tagger and assembly parse the same words one after the other.
@lru_cache(maxsize=4)
def _sheet(words: tuple[Word, ...]) -> Sheet:
    rows = rows_of(words)
    texts = [row.text for row in rows]
    origin = origin_of("\n".join(texts))
    style = infer_style(texts, currency=origin.currency.code if origin.currency else None)
    return Sheet(rows=tuple(_sheet_row(row, style) for row in rows), origin=origin, style=style)


def _sheet_row(row: Row, style: NumberStyle) -> SheetRow:
    hits = find(row.text)
    return SheetRow(
        row=row,
        amounts=tuple(find_amounts(row.text, style)),
        hits=hits,
        concepts=frozenset(hit.concept for hit in hits),
    )
