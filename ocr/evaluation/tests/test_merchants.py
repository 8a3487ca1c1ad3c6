"""Merchants that are in two splits."""

from pathlib import Path

from ocr.evaluation.datasets import Example
from ocr.evaluation.merchants import Merchant, Merchants


def example(name: str | None, split: str, silver: str | None = None) -> Example:
    fields, by_machine = ({"store_name": text} if text else {} for text in (name, silver))
    return Example(id="1", image=Path("1.jpg"), fields=fields, silver=by_machine, texts=(), split=split)


def test_a_merchant_is_seen_when_another_split_has_its_name() -> None:
    seen, unseen = example("Corner Cafe", "val"), example("Somewhere Else", "val")
    merchants = Merchants([seen, unseen, example("Somewhere Else", "val"), example("CORNER-CAFE", "train")])
    assert merchants.of(seen) == Merchant.SEEN
    assert merchants.of(unseen) == Merchant.UNSEEN


def test_a_name_by_a_machine_will_do_and_without_any_nobody_knows() -> None:
    silver, nameless = example(None, "val", "Corner Cafe"), example(None, "val")
    merchants = Merchants([silver, nameless, example("Corner Cafe", "train"), example(None, "train")])
    assert merchants.of(silver) == Merchant.SEEN
    assert merchants.of(nameless) == Merchant.UNLABELLED
