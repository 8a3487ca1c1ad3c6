"""Currencies: how they are written, and which one a receipt uses."""

import re
from collections import defaultdict
from dataclasses import dataclass

CODES_OF_SIGN: dict[str, tuple[str, ...]] = {
    "rm": ("MYR",),
    "myr": ("MYR",),
    "rp": ("IDR",),
    "idr": ("IDR",),
    "₫": ("VND",),
    "đ": ("VND",),
    "vnd": ("VND",),
    "vnđ": ("VND",),
    "€": ("EUR",),
    "eur": ("EUR",),
    "euro": ("EUR",),
    "£": ("GBP",),
    "gbp": ("GBP",),
    "usd": ("USD",),
    "us$": ("USD",),
    "s$": ("SGD",),
    "sgd": ("SGD",),
    "a$": ("AUD",),
    "aud": ("AUD",),
    "c$": ("CAD",),
    "cad": ("CAD",),
    "nz$": ("NZD",),
    "nzd": ("NZD",),
    "hk$": ("HKD",),
    "hkd": ("HKD",),
    "$": ("USD", "AUD", "CAD", "SGD", "NZD", "HKD", "MXN"),
    "chf": ("CHF",),
    "fr.": ("CHF",),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "jpy": ("JPY",),
    "円": ("JPY",),
    "rmb": ("CNY",),
    "元": ("CNY",),
    "₩": ("KRW",),
    "฿": ("THB",),
    "thb": ("THB",),
    "₹": ("INR",),
    "rs": ("INR",),
    "inr": ("INR",),
    "₱": ("PHP",),
    "php": ("PHP",),
    "zł": ("PLN",),
    "pln": ("PLN",),
    "kč": ("CZK",),
    "czk": ("CZK",),
    "sek": ("SEK",),
    "nok": ("NOK",),
    "dkk": ("DKK",),
    "kr": ("SEK", "NOK", "DKK"),
    "huf": ("HUF",),
}
"""Codes a printed sign may mean; the first is the likeliest without other evidence."""

ZERO_DECIMAL_CURRENCIES = frozenset({"VND", "IDR", "JPY", "KRW"})
"""Receipts in these print no cents: three digits after any separator are thousands."""

COMMA_CURRENCIES = frozenset({"EUR", "VND", "IDR", "PLN", "CZK", "SEK", "NOK", "DKK", "HUF"})
"""The decimal separator of these is a comma."""

SPACED_CURRENCIES = frozenset({"PLN", "CZK", "SEK", "NOK", "HUF"})
"""These group thousands with spaces."""

_LETTER_SIGNS = sorted((sign for sign in CODES_OF_SIGN if sign[0].isalpha()), key=len, reverse=True)
_OTHER_SIGNS = [sign for sign in CODES_OF_SIGN if not sign[0].isalpha()]

SIGN_PATTERN = "|".join(map(re.escape, _LETTER_SIGNS + _OTHER_SIGNS))
"""Alternation of all signs, to be compiled without regard to case."""

_BESIDE_NUMBER = re.compile(
    rf"(?<![^\W\d_])(?P<before>{SIGN_PATTERN})[.:]?\s?[-(]?\s?(?=[\d.,])"
    rf"|(?<=\d)(?:,-)?\s?(?P<after>{SIGN_PATTERN})(?![^\W_])",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"(?<![^\W_])(?P<sign>{'|'.join(map(re.escape, _LETTER_SIGNS))})(?![^\W_])", re.IGNORECASE
)

WEAK_SIGNS = frozenset(
    {"$", "kr", "rs", "php", "sek", "nok", "dkk", "s$", "fr.", "cad", "huf", "inr", "c$", "a$"}
)
"""Often a misread or cut word: these count only where the country does not speak against them."""

BESIDE_NUMBER_WEIGHT, ALONE_WEIGHT = 2.0, 1.0
"""A sign at a number says more than the same letters alone, which may be an abbreviation."""

MIN_ALONE_LENGTH = 3
"""Alone, only codes such as `EUR` count, and `RM`, the usual head of the amount column in Malaysia."""


@dataclass(frozen=True, kw_only=True)
class Currency:
    """The currency of a receipt."""

    code: str
    """ISO 4217."""
    certainty: float
    """0..1."""
    start: int
    end: int
    """Where the text tells it: at its first sign, or in the row that tells the country."""


def currency_of(text: str, *, home: str | None) -> Currency | None:
    """The currency whose signs `text` shows; `home` is the currency of its country, if that is known."""
    votes, places = _votes(text, home)
    if not votes:
        return None
    code = max(votes, key=lambda code: votes[code])
    share = votes[code] / sum(votes.values())
    start, end = places[code]
    return Currency(
        code=code, certainty=round(share * (0.98 if code == home else 0.85), 3), start=start, end=end
    )


def _votes(text: str, home: str | None) -> tuple[dict[str, float], dict[str, tuple[int, int]]]:
    votes: dict[str, float] = defaultdict(float)
    places: dict[str, tuple[int, int]] = {}
    for start, end, weight in _signs(text):
        code = _code(text[start:end], home)
        if home in (None, code) or text[start:end].lower() not in WEAK_SIGNS:
            votes[code] += weight
            places.setdefault(code, (start, end))
    return votes, places


def _signs(text: str) -> list[tuple[int, int, float]]:
    found = [
        (*match.span("before" if match["before"] else "after"), BESIDE_NUMBER_WEIGHT)
        for match in _BESIDE_NUMBER.finditer(text)
    ]
    alone = [
        (*match.span(), ALONE_WEIGHT)
        for match in _ALONE.finditer(text)
        if len(match["sign"]) >= MIN_ALONE_LENGTH or match["sign"] == "RM"
    ]
    return found + alone


def _code(sign: str, home: str | None) -> str:
    # Without regard to case, patterns also match the dotted capital and the long s, such as in 'İNR'.
    codes = CODES_OF_SIGN[sign.casefold().replace("\u0307", "")]
    return home if home in codes else codes[0]
