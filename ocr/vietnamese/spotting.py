"""Tells a Vietnamese receipt by what the first recogniser wrote of it."""

import re
from collections.abc import Sequence

from ocr.layout.countries import COUNTRIES
from ocr.layout.matching import fold
from ocr.layout.origin import origin_of

MIN_WORDS = 2
"""Different words that only Vietnamese receipts print."""

MIN_ACCENTED = 0.06
"""Share of letters with an accent, below which the receipt was printed without any and nothing is to be won.
Of Vietnamese letters every fourth has one, and the first recogniser writes most of these in some form."""

_WORDS = re.compile(
    rf"(?<![a-z])(?:{'|'.join(word.strip() for word in COUNTRIES['VN'].words.split(';'))})(?![a-z])"
)


def is_vietnamese(texts: Sequence[str]) -> bool:
    """Return whether these lines come from a receipt in Vietnamese with its accents."""
    text = "\n".join(texts)
    letters = [letter for letter in text if letter.isalpha()]
    accented = sum(fold(letter) != letter.lower() for letter in letters)
    if accented < MIN_ACCENTED * len(letters) or len(set(_WORDS.findall(fold(text)))) < MIN_WORDS:
        return False
    return origin_of(text).country == "VN"
