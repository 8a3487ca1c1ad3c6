"""Telephone numbers as printed."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

VALID, POSSIBLE = 0.97, 0.7
"""A number that exists in the receipt's country; digits that merely look like one."""

MIN_DIGITS, MAX_DIGITS = 7, 13
"""Of a number with or without its country's code."""

_CANDIDATE = re.compile(r"(?<![\d.,])(?:\+\s?)?[(\d][\d\s().\-–/*]{5,22}\d(?![\d.,%]\d|\d)")
_PARTS = re.compile(r"\s{2,}|\s?/\s?(?=\+?\d{2,})")


@dataclass(frozen=True, kw_only=True)
class PrintedPhone:
    """A telephone number found in a text, in its printed form."""

    value: str
    certainty: float
    start: int
    end: int
    """Characters of the text, end exclusive."""


# Rules, features and assembly look for numbers in the same rows one after the other.
@lru_cache(maxsize=1024)
def find_phones(text: str, *, country: str | None) -> tuple[PrintedPhone, ...]:
    """Every number of `text` with as many digits as a telephone has, from left to right."""
    found = []
    for match in _CANDIDATE.finditer(text):
        first = _PARTS.split(match.group())[0].rstrip(" -./(")
        if MIN_DIGITS <= sum(c.isdigit() for c in first) <= MAX_DIGITS:
            found.append(_phone(first, match.start(), country))
    return tuple(found)


def _phone(printed: str, start: int, country: str | None) -> PrintedPhone:
    certainty = VALID if _is_valid(printed, country) else POSSIBLE
    return PrintedPhone(value=printed, certainty=certainty, start=start, end=start + len(printed))


def _is_valid(printed: str, country: str | None) -> bool:
    """Without a known country only North American and international forms can be told."""
    try:
        number = phonenumbers.parse(printed, country or "US")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)
