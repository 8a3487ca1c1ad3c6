"""Where a receipt comes from: its country, told by the words, phones and postcodes on it."""

import re
from collections import defaultdict
from dataclasses import dataclass

from ocr.layout.countries import COUNTRIES
from ocr.layout.currencies import Currency, currency_of
from ocr.layout.dates import DateOrder
from ocr.layout.matching import fold

_US_STATES = (
    "A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]"
    "|W[AIVY]"
)
HINT_WEIGHT = 1 / 3
PHONE_WEIGHT, POSTCODE_WEIGHT, CURRENCY_WEIGHT = 1.5, 2.0, 2.0
MIN_EVIDENCE = 0.9
"""Less than one proper word is no evidence."""

BY_COUNTRY = 0.7
"""Certainty of a currency that no sign shows: at borders and airports tills take several."""

_US_POSTCODE = re.compile(rf"(?<![A-Za-z])(?:{_US_STATES})[.,]?\s?\d{{5}}(?:-\d{{4}})?(?!\d)")
_NORTH_AMERICAN_PHONE = re.compile(
    r"(?<![\d-])(?:1[-. ])?(?:\([2-9]\d\d\)\s?|[2-9]\d\d[-. ])\d{3}[-. ]\d{4}(?![\d-])"
)
_CANADIAN_POSTCODE = re.compile(r"(?<![A-Z\d])[A-Z]\d[A-Z] ?\d[A-Z]\d(?![A-Z\d])")
_BRITISH_POSTCODE = re.compile(r"(?<![A-Z\d])[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?![A-Z\d])")
_CALLING_CODE = re.compile(r"\+\s?([1-9]\d{0,2})")


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What the whole receipt says about its country, currency and dates."""

    country: str | None
    """ISO 3166 code."""
    currency: Currency | None
    date_order: DateOrder | None


def origin_of(text: str) -> Origin:
    """Weigh all evidence in the receipt's `text`, which holds one printed row a line."""
    votes = _votes(text)
    home = _winner(votes)
    currency = currency_of(text, home=COUNTRIES[home].currency if home else None)
    if currency:
        for code, country in COUNTRIES.items():
            votes[code] += CURRENCY_WEIGHT * (country.currency == currency.code)
        home = _winner(votes)
    elif home:
        currency = _currency_at_home(text, home)
    return Origin(country=home, currency=currency, date_order=COUNTRIES[home].date_order if home else None)


def _currency_at_home(text: str, home: str) -> Currency:
    """The currency of the country `home`, in the row that tells the country best."""
    rows = text.split("\n")
    best = max(range(len(rows)), key=lambda row: _votes(rows[row])[home])
    start = sum(len(row) + 1 for row in rows[:best])
    return Currency(
        code=COUNTRIES[home].currency, certainty=BY_COUNTRY, start=start, end=start + len(rows[best])
    )


def _winner(votes: dict[str, float]) -> str | None:
    best = max(votes, key=lambda code: votes[code])
    return best if votes[best] >= MIN_EVIDENCE else None


def _votes(text: str) -> dict[str, float]:
    folded = fold(text)
    votes: dict[str, float] = defaultdict(float)
    for code, words, hints in _PATTERNS:
        votes[code] += len(set(words.findall(folded))) + HINT_WEIGHT * len(set(hints.findall(folded)))
    for code, pattern, weight in (
        ("US", _US_POSTCODE, POSTCODE_WEIGHT),
        ("US", _NORTH_AMERICAN_PHONE, PHONE_WEIGHT),
        ("CA", _NORTH_AMERICAN_PHONE, PHONE_WEIGHT),
        ("CA", _CANADIAN_POSTCODE, POSTCODE_WEIGHT),
        ("GB", _BRITISH_POSTCODE, POSTCODE_WEIGHT),
    ):
        votes[code] += weight * bool(pattern.search(text))
    for match in _CALLING_CODE.finditer(text):
        for code, country in COUNTRIES.items():
            votes[code] += PHONE_WEIGHT * match[1].startswith(country.calling_code)
    return votes


def _alternation(words: str) -> re.Pattern[str]:
    """Matches any of `words` as whole words; without words it matches nothing."""
    parts = [part.strip() for part in words.split(";") if part.strip()]
    return re.compile(rf"(?<![a-z])(?:{'|'.join(parts)})(?![a-z])" if parts else r"(?!)")


_PATTERNS = [(code, _alternation(c.words), _alternation(c.hints)) for code, c in COUNTRIES.items()]
