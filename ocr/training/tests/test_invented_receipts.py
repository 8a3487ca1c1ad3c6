"""Receipts made up for the training of the layout tagger."""

import re
from random import Random

import pytest

pytest.importorskip("faker", reason="Faker is not installed: run `make export`.")

from faker import Faker

from ocr.layout.sheet import sheet_of
from ocr.training.layout.classes import CLASSES, only
from ocr.training.layout.invented.bodies import body_of
from ocr.training.layout.invented.pages import invented_pages
from ocr.training.layout.invented.printing import UNSURE
from ocr.training.layout.invented.sums import rows_of_sums, sums_of
from ocr.training.layout.invented.till import Till
from ocr.types import Label


@pytest.fixture(scope="module")
def pages():
    return list(invented_pages(120, 1))


@pytest.fixture(params=["en_US", "id_ID", "de_DE"], scope="module")
def tills(request):
    faker = Faker(request.param)
    return [Till(Random(seed), request.param, faker) for seed in range(40)]


def test_the_same_seed_gives_the_same_receipts(pages):
    assert list(invented_pages(5, 1)) == pages[:5]
    assert list(invented_pages(5, 2)) != pages[:5]


def test_every_word_is_one_thing_and_all_things_occur(pages):
    known = [classes for page, labels in pages for classes in labels]
    assert all(len(classes) == 1 or classes == UNSURE for classes in known)
    assert frozenset().union(*known) == set(CLASSES)
    assert all(len(page.words) == len(labels) for page, labels in pages)


def test_words_stand_on_their_page(pages):
    for page, _ in pages:
        for word in page.words:
            (left, top), (right, _), (_, bottom), _ = word.quad
            assert left < right
            assert top < bottom
            assert all(0 <= x <= page.width and 0 <= y <= page.height for x, y in word.quad)
            assert word.text
            assert 0.6 <= word.score <= 1


def test_rows_often_hold_several_lines(pages):
    lines = sum(len({word.line for word in page.words}) for page, _ in pages)
    rows = sum(len(sheet_of(page.words).rows) for page, _ in pages)
    assert lines > 1.2 * rows


def test_items_come_to_the_subtotal(tills):
    for till in tills:
        body = body_of(till)
        assert sum(_amounts(body.rows, Label.ITEM_PRICE)) == body.total


def test_prices_are_of_as_many_as_were_bought(tills):
    checked = 0
    for till in tills:
        for row in body_of(till).rows:
            unit, price = _amounts([row], Label.ITEM_UNIT), _amounts([row], Label.ITEM_PRICE)
            if unit and price:
                counts = [
                    text
                    for cell in row.cells
                    for text, known in cell.words
                    if known == only(Label.ITEM_COUNT)
                ]
                assert int(re.match(r"\d+", counts[0])[0]) * unit[0] == price[0]
                checked += 1
    assert checked


def test_sums_come_to_the_total(tills):
    for till in tills:
        sums = sums_of(till, 120000)
        if not (sums.service or sums.discount or sums.rounding):
            rows = rows_of_sums(till, sums, 3)
            taxes = 0 if sums.included else sum(_amounts(rows, Label.TAX))
            total = 120000 + taxes + sum(_amounts(rows, Label.TIP))
            assert _amounts(rows, Label.TOTAL)[-1] == total
            assert all(subtotal == 120000 for subtotal in _amounts(rows, Label.SUBTOTAL))


def _amounts(rows, label):
    """The amounts of a label in the smallest unit, one for each cell that has any."""
    texts = [
        "".join(text for text, known in cell.words if known == only(label))
        for row in rows
        for cell in row.cells
    ]
    return [_value(text) for text in texts if text]


def _value(text):
    return int("".join(filter(str.isdigit, text))) * (-1 if "-" in text else 1)
