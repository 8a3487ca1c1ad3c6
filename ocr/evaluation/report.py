"""What a run over many receipts comes to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from ocr.evaluation.calibration import Shown
from ocr.evaluation.characters import Characters
from ocr.evaluation.comparison import Verdict
from ocr.evaluation.judging import Judgement
from ocr.evaluation.scoring import Score, combined


@dataclass(kw_only=True)
class Report:
    """Counts over receipts; fields labelled by a machine are kept apart."""

    receipts: int = 0
    fields: dict[str, Score] = field(default_factory=dict)
    silver: dict[str, Score] = field(default_factory=dict)
    items: Score = field(default_factory=Score)
    items_with_quantity: Score = field(default_factory=Score)
    items_are_gold: bool = False
    """Whether people labelled the items."""
    shown: dict[str, Shown] = field(default_factory=dict)
    """Of the values labelled by people."""
    silver_shown: dict[str, Shown] = field(default_factory=dict)
    characters: Characters = field(default_factory=Characters)
    straight_through: int = 0
    """Receipts that would be completed without a person."""
    their_totals: Score = field(default_factory=Score)
    seconds: list[float] = field(default_factory=list)
    """Of the receipts that were read anew."""

    @property
    def micro(self) -> Score:
        """All fields labelled by people together."""
        return combined(self.fields.values())

    @property
    def all_shown(self) -> Shown:
        """All values labelled by people together."""
        return Shown(values=[*chain.from_iterable(shown.values for shown in self.shown.values())])

    def add(self, judged: Judgement) -> None:
        """Count one receipt."""
        self.receipts += 1
        for verdict in judged.fields:
            scores = self.fields if verdict.is_gold else self.silver
            scores.setdefault(verdict.name, Score()).count(verdict.read, verdict.right)
        self.items = combined([self.items, judged.items])
        self.items_with_quantity = combined([self.items_with_quantity, judged.items_with_quantity])
        self.items_are_gold = self.items_are_gold or bool(judged.outcome.example.fields.get("items"))
        self._show(chain(judged.fields, judged.parts))
        self.characters += judged.characters
        if judged.is_straight_through:
            self.straight_through += 1
            if judged.total_is_right is not None:
                self.their_totals.count(judged.outcome.receipt.total, judged.total_is_right)
        if judged.outcome.seconds is not None:
            self.seconds.append(judged.outcome.seconds)

    def _show(self, verdicts: Iterable[Verdict]) -> None:
        for verdict in verdicts:
            if verdict.read is not None:
                shown = self.shown if verdict.is_gold else self.silver_shown
                values = shown.setdefault(verdict.name, Shown()).values
                values.append((verdict.read.confidence, verdict.right))
