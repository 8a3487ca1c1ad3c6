"""What was read on labelled receipts, with its evidence and whether it is right."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from ocr.evaluation.comparison import verdicts
from ocr.evaluation.datasets import Example
from ocr.evaluation.items import item_verdicts
from ocr.layout.calibration import Features, Places, features_of
from ocr.types import Receipt

ENOUGH_GOLD = 25
"""With fewer labels by people those by a machine are used too: their own errors make it careful, not bold."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One value that was read."""

    receipt: str
    field: str
    features: Features
    right: bool
    is_gold: bool
    """Whether a person labelled it."""


def cases_of(example: Example, receipt: Receipt, places: Places, order: str | None) -> Iterator[Case]:
    """One case for each field that is both read and labelled; `receipt` has its raw confidences."""
    for verdict in chain(verdicts(example, receipt, usual_order=order), item_verdicts(example, receipt)):
        if verdict.read is not None:
            yield Case(
                receipt=example.id,
                field=verdict.name,
                features=features_of(verdict.name, verdict.read, receipt, places),
                right=verdict.right,
                is_gold=verdict.is_gold,
            )


def enough(cases: Iterable[Case]) -> list[Case]:
    """The cases labelled by people, and for fields with few of these all."""
    known = list(cases)
    gold = Counter(case.field for case in known if case.is_gold)
    return [case for case in known if case.is_gold or gold[case.field] < ENOUGH_GOLD]
