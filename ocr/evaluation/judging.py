"""All that is measured of one receipt."""

from dataclasses import dataclass

from ocr.evaluation.characters import Characters, characters_of
from ocr.evaluation.comparison import Verdict, verdicts
from ocr.evaluation.items import expected_items, item_verdicts, read_items
from ocr.evaluation.merchants import Merchant
from ocr.evaluation.runs import Outcome
from ocr.evaluation.scoring import Score, item_score
from ocr.straight_through import reasons_as_read


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What was read of one receipt beside its labels."""

    outcome: Outcome
    merchant: Merchant
    fields: tuple[Verdict, ...]
    """Of the head."""
    parts: tuple[Verdict, ...]
    """Of the items that were read, where people labelled items."""
    items: Score
    items_with_quantity: Score
    characters: Characters
    reasons: tuple[str, ...]
    """Why a person would be needed under the default rule."""

    @property
    def is_straight_through(self) -> bool:
        """Whether the receipt would be completed without a person."""
        return not self.reasons

    @property
    def total_is_right(self) -> bool | None:
        """`None` when no total is labelled."""
        return next((verdict.right for verdict in self.fields if verdict.name == "total"), None)


def judge(outcome: Outcome, *, merchant: Merchant, usual_order: str | None) -> Judgement:
    """Compare; `usual_order` of day and month is that of the folder."""
    example, receipt = outcome.example, outcome.receipt
    expected, found = expected_items(example), read_items(receipt)
    page = outcome.pages[0] if outcome.pages else None
    return Judgement(
        outcome=outcome,
        merchant=merchant,
        fields=tuple(verdicts(example, receipt, usual_order=usual_order)),
        parts=tuple(item_verdicts(example, receipt)),
        items=item_score(expected, found, with_quantity=False),
        items_with_quantity=item_score(expected, found, with_quantity=True),
        characters=characters_of(example, page, outcome.words),
        reasons=tuple(reasons_as_read(receipt)),
    )
