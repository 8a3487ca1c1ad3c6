"""The till that prints an invented receipt: its country, its words, and how it writes amounts."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from faker import Faker

VOCABULARY: dict[str, Any] = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text("utf-8"))
COUNTRIES: dict[str, dict[str, Any]] = VOCABULARY["countries"]

FALLBACK = "en"
"""Its words stand in for those that a language lacks."""

PROVIDERS = {
    "first": "first_name",
    "family": "last_name",
    "city": "city",
    "postcode": "postcode",
    "street_address": "street_address",
}
"""What Faker makes up for a slot."""

_SLOT = re.compile(r"\{(\w+)\}")
_DIGITS = re.compile(r"[_~]")


class Till:
    """Random choices that stay the same over one receipt."""

    def __init__(self, random: Random, country: str, faker: Faker) -> None:
        self.random = random
        self.country = COUNTRIES[country]
        self.faker = faker
        self.languages: Sequence[str] = self.country["languages"]
        self.trade = random.choice(_entries(random.choice(self.languages), "trades"))
        self.places = int(self.country.get("places", 2))
        self.sign = random.choice(self.country["signs"])
        self.after = "" if self.sign else random.choice(self.country.get("after", [""]))
        self.thousands = random.choice([self.country.get("thousands", ","), ""] + [","] * (not self.places))
        self.decimal = self.country.get("decimal", ".")
        self.upper = random.random() < 0.35
        self.coined = self._coined()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, name: str) -> str:
        """One of the entries of that name, its slots filled."""
        text = self.fill(self.random.choice(_entries(self.random.choice(self.languages), name)))
        return text.upper() if self.upper else text

    def item(self) -> str:
        """The name of something sold here, at times as tills shorten it."""
        name = self.pick(self.trade)
        if self.chance(0.15):
            name = f"{name} {self.pick(self.trade).split()[-1]}"
        if self.trade != "meals" and self.chance(0.4):
            name = name.upper()[: self.random.randint(10, 24)].rstrip()
        return name

    def fill(self, template: str) -> str:
        """The template with its slots and digits."""
        filled = _SLOT.sub(lambda match: self._slot(match[1]), template)
        return _DIGITS.sub(lambda match: str(self.random.randint(match[0] == "~", 9)), filled)

    def money(self, cents: int, *, signed: bool | None = None) -> str:
        """An amount of the smallest unit as printed here; `signed` says whether with the currency."""
        whole, part = divmod(abs(cents), 10**self.places)
        text = f"{whole:,}".replace(",", self.thousands)
        if self.places:
            text += f"{self.decimal}{part:0{self.places}}"
        if signed is None:
            signed = self.signed_items
        if signed:
            text = f"{self.sign}{text}{self.after}"
        return f"-{text}" if cents < 0 else text

    @property
    def signed_items(self) -> bool:
        """Whether prices of items have the currency: decided by the till's name, so always the same."""
        return len(self.coined) % 3 == 0

    def _slot(self, name: str) -> str:
        if name == "n":
            return str(self.random.choice([self.random.randint(1, 99), self.random.randint(100, 9999)]))
        if name == "coined":
            return self.coined
        if name == "initials":
            return "".join(self.random.sample("ABCDEFGHJKLMNPRSTYZ", self.random.randint(2, 4)))
        if name == "kind":
            return self.fill(
                self.random.choice(_entries(self.random.choice(self.languages), f"{self.trade}_kinds"))
            )
        if name in PROVIDERS:
            return str(getattr(self.faker, PROVIDERS[name])()).replace("\n", " ")
        slots = VOCABULARY["slots"]
        entries = _split(slots[name]) if name in slots else _entries(self.random.choice(self.languages), name)
        return self.fill(self.random.choice(entries))

    def _coined(self) -> str:
        syllables = _split(VOCABULARY["slots"]["syllable"])
        return "".join(self.random.choices(syllables, k=self.random.randint(2, 4))).capitalize()


@cache
def _entries(language: str, name: str) -> tuple[str, ...]:
    words = VOCABULARY[language].get(name) or VOCABULARY[FALLBACK].get(name)
    return _split(words or VOCABULARY[FALLBACK]["meals_kinds"])


@cache
def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip(" \n").replace(";", ",") for part in re.split(r", |,?\n", text) if part.strip())
