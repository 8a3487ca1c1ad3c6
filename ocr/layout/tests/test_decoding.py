"""From probabilities to tags."""

import numpy as np

from ocr.layout.decoding import decode
from ocr.layout.features import LABELS
from ocr.layout.tests.printed import words_of
from ocr.types import Label, Tag

RECEIPT = """
BOBS CORNER SHOP
12 Main Street
14/03/2026
Rice   12.50
BOBS CLUB
"""
NAME, ADDRESS, DATE, PRICE, OTHER = (
    Label.STORE_NAME,
    Label.STORE_ADDRESS,
    Label.DATE,
    Label.ITEM_PRICE,
    Label.OTHER,
)


def tags(*opinions: tuple[Label, float], by_rule: list[Label] | None = None) -> list[Label]:
    """Tags of RECEIPT's words for what the net thinks of each; the rest of the probability is OTHER's."""
    probabilities = np.zeros((len(opinions), len(LABELS)), np.float32)
    for row, (label, probability) in zip(probabilities, opinions, strict=True):
        row[LABELS.index(OTHER)] = 1 - probability
        row[LABELS.index(label)] += probability
    score = 0.9 if by_rule else 0.0
    rules = [Tag(label=label, score=score) for label in by_rule or [OTHER] * len(opinions)]
    return [tag.label for tag in decode(words_of(RECEIPT), probabilities, rules)]


HEAD = [(NAME, 0.9), (NAME, 0.4), (NAME, 0.9), (ADDRESS, 0.9), (ADDRESS, 0.9), (ADDRESS, 0.9)]
BODY = [(DATE, 0.9), (OTHER, 0.9), (PRICE, 0.9), (OTHER, 0.9), (OTHER, 0.9)]


def test_a_line_is_a_name_as_a_whole() -> None:
    assert tags(*HEAD, *BODY)[:3] == [NAME] * 3


def test_of_two_names_far_apart_the_surer_one_stays() -> None:
    found = tags(*HEAD, *BODY[:3], (NAME, 0.6), (NAME, 0.6))
    assert found[:3] == [NAME] * 3
    assert found[-2:] == [OTHER] * 2


def test_a_date_that_is_not_quite_likely_is_better_than_none() -> None:
    assert tags(*HEAD, (DATE, 0.3), *BODY[1:])[6] == DATE
    assert tags(*HEAD, (DATE, 0.05), *BODY[1:])[6] == OTHER


def test_rules_stand_in_for_a_date_that_the_net_does_not_see() -> None:
    by_rule = [OTHER] * 6 + [DATE] + [OTHER] * 4
    assert tags(*HEAD, (OTHER, 0.99), *BODY[1:], by_rule=by_rule)[6] == DATE
    assert tags(*HEAD, *BODY, by_rule=[OTHER] * 10 + [DATE])[10] == OTHER


def test_the_name_is_the_rules_where_these_are_surer_of_it() -> None:
    by_rule = [NAME] * 3 + [OTHER] * 8
    doubtful = [(OTHER, 0.9)] * 3 + [(NAME, 0.6)] * 3
    assert tags(*doubtful, *BODY, by_rule=by_rule)[:6] == [NAME] * 3 + [OTHER] * 3
    assert tags(*doubtful, *BODY)[:6] == [OTHER] * 3 + [NAME] * 3


def test_a_row_that_is_barely_a_name_is_no_part_of_it() -> None:
    assert tags(*HEAD[:3], *[(NAME, 0.9)] * 3, *BODY)[:6] == [NAME] * 6
    assert tags(*[(NAME, 1.0)] * 3, *[(NAME, 0.6)] * 3, *BODY)[:6] == [NAME] * 3 + [OTHER] * 3
