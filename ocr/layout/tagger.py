"""Tags by rules: what rows, numbers and keywords tell of each word."""

from collections.abc import Callable, Iterator, Sequence

from ocr.layout.rules import address, items, moment, payment, phone, store, totals
from ocr.layout.rules.claims import Claim, Claims
from ocr.layout.sheet import sheet_of
from ocr.types import Label, Tag, Word

Rule = Callable[[Claims], Iterator[Claim]]

RULES: tuple[Rule, ...] = (
    moment.find_claims,
    phone.find_claims,
    totals.find_claims,
    payment.find_claims,
    items.find_claims,
    store.find_claims,
    address.find_claims,
)
"""In this order: what one rule has claimed, the later ones leave alone."""

UNCLAIMED = Tag(label=Label.OTHER, score=0.8)


def tag_words(words: Sequence[Word]) -> list[Tag]:
    """One tag for each of the `words` of one page."""
    claims = Claims(sheet=sheet_of(words))
    for rule in RULES:
        claims.add(list(rule(claims)))
    return [claims.labels.get(index, UNCLAIMED) for index in range(len(words))]
