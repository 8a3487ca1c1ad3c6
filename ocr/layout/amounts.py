"""Amounts as printed: the styles of the world, and what recognizers make of them."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from ocr.layout.currencies import (
    COMMA_CURRENCIES,
    SIGN_PATTERN,
    SPACED_CURRENCIES,
    ZERO_DECIMAL_CURRENCIES,
)

CERTAIN, REPAIRED, UNUSUAL = 1.0, 0.8, 0.7
"""Printed as expected; after mending letters or spaces; with a separator against the receipt's style."""

DIGIT_OF_LETTER = str.maketrans("OoQDIl|!SsBZ", "000011115582")
"""Which digit a look-alike letter among digits stands for."""

MAX_DIGITS = 12
"""Longer runs are codes, not amounts."""

_LOOKALIKE = r"[\dOoQDIl|!SsBZ]"
_MENDABLE = re.compile(
    rf"(?<![^\W_])(?={_LOOKALIKE}*[.,]?{_LOOKALIKE}*\d|\d){_LOOKALIKE}{{1,3}}(?:[.,]{_LOOKALIKE}{{3}})*"
    rf"(?:{_LOOKALIKE}*[.,]{_LOOKALIKE}{{2}}|(?<=[.,]{_LOOKALIKE}{{3}}))(?![^\W_]|[.,]\d)"
)
_WITH_TAX_CODE = re.compile(r"[\d.,]*[.,]\d\d[A-Za-z]")
_NUMBER = (
    r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d{2})?(?![\d])"
    r"|\d{1,3}(?:['’]\d{3})+(?:[.,]\d{1,2})?(?!\d)"
    r"|\d{1,3}(?:[.,]\s?\d{3})+(?:\s?[.,]\s?\d{2})?(?!\d)"
    r"|\d+\s?[.,]\s?\d{2}(?!\d)|\d+[.,]\d{1,3}(?!\d)|[.,]\d{2}(?!\d)|\d+(?![\d]))"
)
_UNSPACED_NUMBER = _NUMBER.replace(r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d{2})?(?![\d])|", "(?:", 1)
_TEMPLATE = (
    r"(?P<open>\()?(?P<minus>(?<!\w)[-−–]\s?)?(?:(?<![^\W_])|(?-i:(?<=[a-z])(?=RM))|(?=[$€£]))(?:(?P<before>{sign})[.:]?\s?)?(?P<minus2>[-−–]\s?)?"
    r"(?<![\d][.,:/])(?<![^\W\d_]-)(?<!\d)(?P<number>{number})(?![:/]\d|[.,]\d|\s?%)"
    r"(?P<dash>[.,][-–—=]+)?(?:\s?(?P<after>{sign})(?![^\W_]))?(?P<trailing>\s?[-−–](?![\w.]|\s?\d))?(?P<close>\))?"
)
_AMOUNT = re.compile(_TEMPLATE.format(sign=SIGN_PATTERN, number=_UNSPACED_NUMBER), re.IGNORECASE)
_SPACED_AMOUNT = re.compile(_TEMPLATE.format(sign=SIGN_PATTERN, number=_NUMBER), re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class NumberStyle:
    """How one receipt prints its numbers."""

    decimal: str = "."
    """The decimal separator: a point or a comma; the other one groups thousands."""
    places: int = 2
    """Digits after it in amounts; 0 where the currency has no cents."""
    spaces: bool = False
    """Whether spaces group thousands."""


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A number found in a text."""

    value: Decimal
    certainty: float
    """How sure the digits and separators are understood, 0..1."""
    is_money: bool
    """Whether it is printed as the receipt prints prices, or carries a currency sign."""
    start: int
    end: int
    """Characters of the text, end exclusive, with signs and brackets."""


def parse_amount(text: str, style: NumberStyle | None = None) -> Amount | None:
    """The amount that is the whole of `text`, apart from spaces and colons around it."""
    style = style or infer_style([text], currency=None)
    readings = find_amounts(text, style) + find_amounts(text, replace(style, spaces=True))
    whole = (a for a in readings if not (text[: a.start] + text[a.end :]).strip(" :*"))
    return next(whole, None)


def find_amounts(text: str, style: NumberStyle) -> list[Amount]:
    """Every number of `text` from left to right, read in the receipt's own style."""
    mended = mend(text)
    pattern = _SPACED_AMOUNT if style.spaces else _AMOUNT
    return [amount for match in pattern.finditer(mended) if (amount := _amount(match, text, style))]


def mend(text: str) -> str:
    """`text` with letters inside amounts turned into the digits they look like; the length stays."""
    return _MENDABLE.sub(_mended, text)


def _mended(match: re.Match[str]) -> str:
    """A single letter after a whole amount is a tax code, not a digit."""
    printed = match.group()
    return printed if _WITH_TAX_CODE.fullmatch(printed) else printed.translate(DIGIT_OF_LETTER)


def infer_style(texts: Iterable[str], *, currency: str | None) -> NumberStyle:
    """The style of a receipt from all its texts, and from its currency where they are silent."""
    decimals, thousands, spaced = _style_votes(texts)
    places = _places(decimals.total(), thousands.total(), currency)
    return NumberStyle(
        decimal=_decimal_separator(decimals, thousands, currency),
        places=places,
        spaces=currency in SPACED_CURRENCIES or (spaced > 0 and not thousands),
    )


def _places(decimals: int, thousands: int, currency: str | None) -> int:
    if currency in ZERO_DECIMAL_CURRENCIES:
        return 2 if decimals > 2 * thousands + 2 else 0
    return 0 if currency is None and thousands >= 2 and not decimals else 2


def _decimal_separator(decimals: Counter[str], thousands: Counter[str], currency: str | None) -> str:
    if decimals["."] != decimals[","]:
        return "." if decimals["."] > decimals[","] else ","
    if thousands["."] != thousands[","]:
        return "," if thousands["."] > thousands[","] else "."
    return "," if currency in COMMA_CURRENCIES else "."


def _style_votes(texts: Iterable[str]) -> tuple[Counter[str], Counter[str], int]:
    """Separators seen before two digits, separators seen before three, and numbers grouped by spaces."""
    decimals: Counter[str] = Counter()
    thousands: Counter[str] = Counter()
    spaced = 0
    for text in texts:
        mended = mend(text)
        for match in _AMOUNT.finditer(mended):
            _vote(match["number"], decimals, thousands)
        spaced += sum(_is_grouped_by_spaces(m["number"]) for m in _SPACED_AMOUNT.finditer(mended))
    return decimals, thousands, spaced


def _is_grouped_by_spaces(number: str) -> bool:
    """Two groups, or hard spaces: a single plain space may also part a quantity from a price."""
    return bool(
        re.fullmatch(
            r"\d{1,3}(?: \d{3}){2,}(?:[.,]\d\d)?|\d{1,3}(?:[\u00a0\u202f]\d{3})+(?:[.,]\d\d)?", number
        )
    )


def _vote(number: str, decimals: Counter[str], thousands: Counter[str]) -> None:
    separators = re.findall(r"[.,]", number)
    if not separators:
        return
    tail = len(re.split(r"[.,]", number)[-1].strip())
    if len(set(separators)) == 2:
        decimals[separators[-1]] += 3
    elif tail == 2:
        decimals[separators[-1]] += 1
    elif tail == 3:
        thousands[separators[-1]] += 1


def _amount(match: re.Match[str], text: str, style: NumberStyle) -> Amount | None:
    number = match["number"]
    if sum(c.isdigit() for c in number) > MAX_DIGITS:
        return None
    value, certainty, is_money = _value(number, style)
    start, end = match.start("number"), match.end("number")
    if text[start:end] != number or re.search(r"[.,]\s|\s[.,]", number):
        certainty *= REPAIRED
    is_signed = bool(match["before"] or match["after"])
    brackets = bool(match["open"] and match["close"])
    negative = bool(match["minus"] or match["minus2"] or match["trailing"]) or brackets
    return Amount(
        value=-value if negative else value,
        certainty=certainty,
        is_money=is_money or is_signed or bool(match["dash"]),
        start=match.start() if brackets or not match["open"] else match.start() + 1,
        end=match.end() if brackets or not match["close"] else match.end() - 1,
    )


def _value(number: str, style: NumberStyle) -> tuple[Decimal, float, bool]:
    """Value, certainty, and whether it is shaped like an amount of money."""
    compact = re.sub(r"[\s'’]", "", number)
    parts = re.split(r"([.,])", compact)
    digits, separators = "".join(parts[::2]), parts[1::2]
    tail = len(parts[-1])
    if not separators:
        return Decimal(digits), CERTAIN, (style.places == 0 and tail >= 3) or compact != number
    if not _has_decimals(separators, tail, style):
        return Decimal(digits), CERTAIN, True
    certainty = CERTAIN if separators[-1] == style.decimal and style.places else UNUSUAL
    return Decimal(digits).scaleb(-tail), certainty, tail == 2 or tail == style.places


def _has_decimals(separators: list[str], tail: int, style: NumberStyle) -> bool:
    """Whether the last separator starts the decimals."""
    if tail != 3:
        return True
    if len(set(separators)) == 2:
        return False
    return len(separators) == 1 and style.places != 0 and separators[0] == style.decimal
