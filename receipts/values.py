"""The canonical form of values: ISO dates and times, plain decimals, ISO 4217 currencies.

What a person types is read as the receipt itself would be: its own texts tell the style of numbers and
the order of dates.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from ocr.layout.amounts import infer_style, parse_amount
from ocr.layout.currencies import CODES_OF_SIGN
from ocr.layout.dates import GUESSED, DateOrder, find_dates, order_of, resolve
from ocr.layout.origin import origin_of
from ocr.layout.times import find_times

MAX_TEXT = 500
"""Characters; the longest addresses of receipts have about 200."""

MAX_DECIMALS = 4
"""As many as the receipt's copy of its total keeps."""

_WITHOUT_CENTS = frozenset(
    {"VND", "IDR", "JPY", "KRW", "CLP", "ISK", "PYG", "UGX", "XAF", "XOF", "XPF", "HUF"}
)

_AMOUNTS = frozenset({"subtotal", "tax", "tip", "total", "quantity", "unit_price", "rate", "amount"})


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What tells how ambiguous typing is meant."""

    texts: tuple[str, ...] = ()
    """The printed lines of the receipt."""
    currency: str = ""
    """Its ISO 4217 code, if known."""

    def date_order(self) -> DateOrder | None:
        """Return the order that the receipt's own dates prove, or else its country uses."""
        dates = [found for text in self.texts for found in find_dates(text)]
        return order_of(dates) or origin_of("\n".join(self.texts)).date_order


def amount_text(amount: Decimal) -> str:
    """Return an amount as people write it: whole, or with at least two decimals (`12.50`, `79000`)."""
    whole = amount.to_integral_value()
    if amount == whole:
        return f"{whole:f}"
    plain = amount.normalize()
    return f"{plain:.2f}" if plain == plain.quantize(Decimal("0.01")) else f"{plain:f}"


def amount_shown(amount: Decimal, currency: str = "") -> str:
    """Return an amount for lists: thousands separated, with the decimals that its currency has."""
    return f"{amount:,.{decimals_of(amount, currency)}f}"


def decimals_of(amount: Decimal, currency: str = "") -> int:
    """Return how many decimals an amount is shown with: two, or none where the currency has no cents."""
    return 0 if currency in _WITHOUT_CENTS and amount == amount.to_integral_value() else 2


def day_of(text: str) -> date | None:
    """Return the day that an ISO date tells, or `None` where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def value_canonical(name: str, text: str, evidence: Evidence | None = None) -> str:
    """Return what a person typed for the field `name` in canonical form, an empty text for nothing.

    Raises `ValidationError` with a sentence for the person.
    """
    text = " ".join(text.replace("\x00", "").split())
    if len(text) > MAX_TEXT:
        raise ValidationError(f"This is too long: at most {MAX_TEXT} characters can be kept.")
    return _parser(name)(text, evidence or Evidence()) if text else ""


def _parser(name: str) -> Callable[[str, Evidence], str]:
    if name in _AMOUNTS:
        return _amount
    parsers = {"date": _date, "time": _time, "currency": _currency, "last4": _last4, "method": _method}
    return parsers.get(name, _text)


def _text(text: str, evidence: Evidence) -> str:  # noqa: ARG001
    return text


def _method(text: str, evidence: Evidence) -> str:  # noqa: ARG001
    return text.lower().replace(" ", "_")


def _amount(text: str, evidence: Evidence) -> str:
    if re.fullmatch(r"-?\d{1,12}(\.\d{1,2})?", text):
        return text
    style = infer_style([*evidence.texts, text], currency=evidence.currency or None)
    amount = parse_amount(text.removesuffix("%").strip(), style)
    if amount is None or -int(amount.value.as_tuple().exponent) > MAX_DECIMALS:
        raise ValidationError(f"'{text}' is not an amount. Write it like 1,234.50 or 1.234,50.")
    return f"{amount.value:f}"


def _date(text: str, evidence: Evidence) -> str:
    dates = [found for found in find_dates(text) if found.start == 0 and found.end == len(text)]
    if not dates:
        raise ValidationError(f"'{text}' is not a date. Write it like 2024-12-31 or 31 Dec 2024.")
    day, certainty = resolve(dates[0], evidence.date_order())
    if certainty <= GUESSED:
        raise ValidationError(f"'{text}' can mean two days. Write it like 2024-12-31 or 31 Dec 2024.")
    return day.isoformat()


def _time(text: str, evidence: Evidence) -> str:  # noqa: ARG001
    times = [found for found in find_times(text) if found.start == 0 and found.end == len(text)]
    if not times:
        raise ValidationError(f"'{text}' is not a time of day. Write it like 18:30 or 6:30 pm.")
    value = times[0].value
    return value.isoformat("seconds" if value.second else "minutes")


def _currency(text: str, evidence: Evidence) -> str:  # noqa: ARG001
    codes = CODES_OF_SIGN.get(text.lower(), ())
    if len(codes) == 1:
        return codes[0]
    if re.fullmatch(r"[A-Za-z]{3}", text):
        return text.upper()
    raise ValidationError(f"'{text}' is not a currency. Write its three letters, like USD or VND.")


def _last4(text: str, evidence: Evidence) -> str:  # noqa: ARG001
    digits = re.sub(r"[\s*xX•-]", "", text)
    if not re.fullmatch(r"\d{4}", digits):
        raise ValidationError("Write the last four digits of the card.")
    return digits
