"""How one field of a receipt is shown: its words, how sure it is, and what may be done with it."""

from dataclasses import dataclass
from datetime import date

from ocr.straight_through import MAIN_FIELDS
from receipts.models import Field, Source
from receipts.values import day_of

LOW_CONFIDENCE = 0.5
"""Below this a value is more likely wrong than right, and is marked more loudly than 'check'."""

ROUTINE_CONFIDENCE = 0.75
"""Enough for fields that nothing depends on: a typist who is asked about each of them stops looking."""

LABELS = {
    "merchant_name": "Merchant",
    "merchant_address": "Address",
    "merchant_phone": "Phone",
    "date": "Date",
    "time": "Time",
    "currency": "Currency",
    "subtotal": "Subtotal",
    "tax": "Tax",
    "tip": "Tip or service",
    "total": "Total",
    "description": "Description",
    "quantity": "Quantity",
    "unit_price": "Unit price",
    "name": "Name",
    "rate": "Rate, %",
    "amount": "Amount",
    "method": "Method",
    "last4": "Card, last 4",
}

ROW_NOUNS = {"line_items": "item", "taxes": "tax", "payments": "payment"}

NUMBERS = {"subtotal", "tax", "tip", "total", "quantity", "unit_price", "rate", "amount"}

LEVEL_WORDS = {
    "sure": "read clearly",
    "check": "please check",
    "low": "hard to read, please check",
    "missing": "Not found, please fill in",
    "human": "Set by a person",
    "empty": "",
}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value on the page."""

    field: Field
    """Unsaved and empty when nothing was read."""
    sure: float
    """Confidence (0..1) from which the workspace trusts the model with the main fields."""

    @property
    def key(self) -> str:
        """Names the cell on the page."""
        return f"{self.field.section or 'head'}-{self.field.row}-{self.field.name}"

    @property
    def label(self) -> str:
        """Heading of the cell or its column."""
        return LABELS[self.field.name]

    @property
    def spoken_label(self) -> str:
        """Label that stands alone, such as 'Unit price of item 3'."""
        return f"{self.label} {self.of_row}".strip()

    @property
    def of_row(self) -> str:
        """Which row the cell belongs to, such as 'of item 3'; empty for single fields."""
        noun = ROW_NOUNS.get(self.field.section)
        return f"of {noun} {self.field.row + 1}" if noun else ""

    @property
    def is_number(self) -> bool:
        """Whether the value is aligned and typed as a number."""
        return self.field.name in NUMBERS

    @property
    def input_mode(self) -> str:
        """The keyboard that a phone shows."""
        if self.is_number:
            return "decimal"
        return {"merchant_phone": "tel", "last4": "numeric"}.get(self.field.name, "text")

    @property
    def percent(self) -> int | None:
        """The model's confidence, or `None` where it read nothing or a person has spoken."""
        if self.level in ("human", "empty", "missing"):
            return None
        return round(self.field.confidence * 100)

    @property
    def level(self) -> str:
        """How much attention the value needs: a key of `LEVEL_WORDS`."""
        if self.field.source == Source.HUMAN and (
            self.is_expected or self.field.value or self.field.model_value
        ):
            return "human"
        if not self.field.value:
            return "missing" if self.is_expected else "empty"
        enough = self.sure if self.is_expected else min(self.sure, ROUTINE_CONFIDENCE)
        if self.field.confidence >= enough:
            return "sure"
        return "check" if self.field.confidence >= LOW_CONFIDENCE else "low"

    @property
    def is_expected(self) -> bool:
        """Whether every receipt has this field."""
        return not self.field.section and self.field.name in MAIN_FIELDS

    @property
    def is_long(self) -> bool:
        """Whether the text may need several lines."""
        return self.field.name in ("merchant_name", "merchant_address", "merchant_phone", "description")

    @property
    def title(self) -> str:
        """How sure the value is, as a phrase."""
        if self.level == "human" and self.field.value == self.field.model_value:
            return "Confirmed by a person"
        words = LEVEL_WORDS[self.level]
        return words if self.percent is None else f"{self.percent} % sure: {words}"

    @property
    def shown(self) -> str:
        """The value as it stands in the input."""
        return _shown(self.field.name, self.field.value)

    @property
    def shown_model_value(self) -> str:
        """What the model read, in the same form."""
        return _shown(self.field.name, self.field.model_value)

    @property
    def printed(self) -> str:
        """The raw text of a single field, where it says more than the value."""
        raw_text = self.field.raw_text.strip()
        is_plain = self.field.section or self.level in ("human", "empty") or raw_text == self.shown
        return "" if is_plain else raw_text

    @property
    def is_doubtful(self) -> bool:
        """Whether a person should look at it before the receipt is approved."""
        return self.level in ("check", "low", "missing")

    @property
    def tag(self) -> str:
        """What the box on the image says when it is lit."""
        return f"{self.label} · {self.percent} %" if self.percent is not None else self.label

    @property
    def points(self) -> str:
        """The polygon as `x,y` pairs, 0..1 of the page."""
        return points_text(self.field.polygon)

    @property
    def was_changed(self) -> bool:
        """Whether a person replaced what the model had read."""
        return bool(self.field.model_value) and self.field.value != self.field.model_value

    @property
    def day(self) -> date | None:
        """The value as a day, for the date field alone."""
        return day_of(self.field.value) if self.field.name == "date" else None

    @property
    def other_day(self) -> date | None:
        """The day that the printed date means when day and month are read the other way round."""
        if not self.day or self.field.source == Source.HUMAN or not _is_ambiguous(self.field.raw_text):
            return None
        if self.day.day > 12 or self.day.day == self.day.month:
            return None
        return self.day.replace(month=self.day.day, day=self.day.month)


def points_text(polygon: list[list[float]] | None) -> str:
    """Return a polygon as SVG writes its points."""
    return " ".join(f"{x:.4f},{y:.4f}" for x, y in polygon or [])


def grouped(number: str) -> str:
    """Set the thousands of a plain decimal apart by narrow spaces, from five digits on: `26 650 000`.

    A space is no decimal separator anywhere, so what a person makes of the shown text stays clear.
    """
    whole, point, decimals = number.partition(".")
    if len(whole.lstrip("-")) < 5 or not whole.lstrip("-").isdecimal():
        return number
    return f"{int(whole):,}".replace(",", "\N{NARROW NO-BREAK SPACE}") + point + decimals


def _shown(name: str, value: str) -> str:
    """Receipts print no seconds, or none that matter: a time of whole minutes is shown without."""
    if name == "time" and value.count(":") == 2:
        return value.removesuffix(":00")
    if name == "method":
        return value.replace("_", " ").capitalize()
    return grouped(value) if name in NUMBERS else value


def _is_ambiguous(raw_text: str) -> bool:
    """A month's name, or the year in front, leaves no doubt about which number is the day."""
    names_month = any(character.isalpha() for character in raw_text)
    return bool(raw_text) and not names_month and not raw_text.strip()[:4].isdigit()
