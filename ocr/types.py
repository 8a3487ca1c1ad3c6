"""Values that cross the borders of OCR modules.

All quads are in pixels of their upright page (origin top left, x to the right, y down); only
`ocr.schema` turns them into fractions of the page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Corners clockwise in reading direction: top left, top right, bottom right, bottom left."""


class Stage(StrEnum):
    """What the reader is doing; in this order."""

    DETECTING = "detecting"
    RECOGNIZING = "recognizing"
    TAGGING = "tagging"


Progress = Callable[[Stage, float], None]
"""Called with the stage and the share of the whole file that is done, 0..1, never falling."""


class Label(StrEnum):
    """What a word of a receipt is. Entities first, as in the design; then what is no entity."""

    STORE_NAME = "store_name"
    STORE_ADDRESS = "store_address"
    TEL = "tel"
    DATE = "date"
    TIME = "time"
    ITEM_NAME = "item_name"
    ITEM_UNIT = "item_unit"
    ITEM_COUNT = "item_count"
    ITEM_PRICE = "item_price"
    PAYMENT_METHOD = "payment_method"
    PAYMENT_AMOUNT = "payment_amount"
    SUBTOTAL = "subtotal"
    TAX = "tax"
    TIP = "tip"
    TOTAL = "total"
    KEY = "key"
    """Names the value beside it, such as 'Total:'."""
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """What the recognizer read in one line crop. The three sequences have one element per character."""

    text: str
    char_scores: tuple[float, ...]
    """Probability of each character, 0..1."""
    char_centers: tuple[float, ...]
    """Horizontal centre of each character, 0..1 of the crop's width."""

    @property
    def score(self) -> float:
        """Mean character probability, 0 for an empty text."""
        return sum(self.char_scores) / len(self.char_scores) if self.char_scores else 0.0


@dataclass(frozen=True, kw_only=True)
class Word:
    """A run of characters without spaces, cut out of its line."""

    text: str
    score: float
    """Mean character probability, 0..1."""
    quad: Quad
    page: int
    """Page number from 1."""
    line: int
    """Index into `Reading.lines`."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One detected text line; a printed row often holds several (name on the left, price on the right)."""

    text: str
    score: float
    quad: Quad
    page: int
    words: tuple[Word, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """One upright page of the file."""

    number: int
    """From 1."""
    width: int
    height: int
    rotation: int
    """Degrees clockwise, 0..359, that turned the stored image, EXIF applied, upright about its middle."""
    jpeg: bytes
    """The upright page as shown beside its fields and sent to pods; its size is width x height."""


@dataclass(frozen=True, kw_only=True)
class Region:
    """The part of a page that seems to hold a receipt of its own."""

    page: int
    polygon: tuple[Point, ...]
    """Convex, corners clockwise; together with the others it covers the page."""


@dataclass(frozen=True, kw_only=True)
class Tag:
    """The tagger's opinion of one word."""

    label: Label
    score: float
    """0..1."""


V = TypeVar("V", str, Decimal, date, time)


@dataclass(frozen=True, kw_only=True)
class Field(Generic[V]):
    """A value read from the receipt and the place it was read at."""

    value: V
    raw_text: str
    """As printed."""
    confidence: float
    """0..1."""
    page: int
    quad: Quad


@dataclass(frozen=True, kw_only=True)
class LineItem:
    """One thing bought. Amounts are in the receipt's currency."""

    description: Field[str] | None = None
    quantity: Field[Decimal] | None = None
    unit_price: Field[Decimal] | None = None
    total: Field[Decimal] | None = None


@dataclass(frozen=True, kw_only=True)
class Payment:
    """One way the receipt was paid."""

    method: Field[str] | None = None
    """`cash`, `card`, `visa`, `mastercard`, … in lower case; the printed words are the raw text."""
    amount: Field[Decimal] | None = None
    last4: Field[str] | None = None
    """Last four digits of the card."""


@dataclass(frozen=True, kw_only=True)
class Tax:
    """One tax line."""

    name: Field[str] | None = None
    rate: Field[Decimal] | None = None
    """Percent."""
    amount: Field[Decimal] | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The fields of one receipt under their public names; `None` where nothing was found."""

    merchant_name: Field[str] | None = None
    merchant_address: Field[str] | None = None
    merchant_phone: Field[str] | None = None
    date: Field[date] | None = None
    time: Field[time] | None = None
    currency: Field[str] | None = None
    """ISO 4217 code."""
    subtotal: Field[Decimal] | None = None
    tax: Field[Decimal] | None = None
    tip: Field[Decimal] | None = None
    total: Field[Decimal] | None = None
    taxes: tuple[Tax, ...] = ()
    payments: tuple[Payment, ...] = ()
    line_items: tuple[LineItem, ...] = ()
    arithmetic_agrees: bool | None = None
    """Whether items, subtotal, tax, tip and total add up; `None` where too little was read to tell."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of a pod, whatever became of it."""

    pod: str
    """Its URL."""
    site: str
    model: str
    release: str
    """`labels/stable`, or what is on trial: `labels/canary`, `versions/3`."""
    outcome: str
    """`ok`, or the code of the error."""
    milliseconds: float
    bytes_sent: int
    """Headers and body, as sent."""
    bytes_received: int
    hedge: bool
    """Whether it was sent beside another call that took long."""


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What reading one file took."""

    seconds: float
    stage_seconds: dict[Stage, float] = field(default_factory=dict)
    engine: str
    model_version: str
    calls: tuple[Call, ...] = ()
    """Calls of pods that ended before the reading did."""

    @property
    def releases(self) -> dict[str, str]:
        """The release of each model that pods answered with; of none where several did."""
        answered = {(call.model, call.release) for call in self.calls if call.outcome == "ok"}
        models = [model for model, _ in answered]
        return {model: release for model, release in sorted(answered) if models.count(model) == 1}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Everything read from one file."""

    pages: tuple[Page, ...]
    lines: tuple[Line, ...]
    """In reading order."""
    receipt: Receipt
    """Of the first region where there are several."""
    usage: Usage
    regions: tuple[Region, ...] = ()
    """In reading order, where the file seems to hold more than one receipt."""
    seem_several: bool = False
    """Whether there are signs of more than one receipt that cannot be told apart."""
