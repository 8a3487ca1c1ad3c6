"""Invented receipts, for the few labelled ones do not tell the net which names and addresses there are."""

from collections.abc import Iterator
from functools import cache
from random import Random

from faker import Faker

from ocr.training.layout.classes import Known
from ocr.training.layout.invented.bodies import body_of
from ocr.training.layout.invented.heads import head_of
from ocr.training.layout.invented.printing import page_of_rows
from ocr.training.layout.invented.sums import body_and_sums
from ocr.training.layout.invented.till import COUNTRIES, Till
from ocr.training.layout.pages import ReadPage


def invented_pages(count: int, seed: int) -> Iterator[tuple[ReadPage, list[Known]]]:
    """`count` pages as OCR would read them, each with what its words are; the same for the same `seed`."""
    random = Random(seed)  # noqa: S311 -- nothing here is secret
    names = list(COUNTRIES)
    weights = [COUNTRIES[name]["weight"] for name in names]
    for number in range(count):
        country = random.choices(names, weights)[0]
        faker = _faker(COUNTRIES[country].get("faker", country))
        faker.seed_instance(random.random())
        till = Till(random, country, faker)
        above, below = head_of(till)
        rows = [*above, *body_and_sums(till, body_of(till)), *below]
        yield page_of_rows(f"invented-{seed}-{number}", rows, random)


@cache
def _faker(locale: str) -> Faker:
    return Faker(locale)
