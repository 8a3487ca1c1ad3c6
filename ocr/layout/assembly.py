"""From tagged words to the fields of a receipt, whoever tagged them."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from itertools import accumulate

from ocr.layout.arithmetic import items_agree
from ocr.layout.dates import DateOrder, PrintedDate, find_dates, order_of, resolve
from ocr.layout.line_items import ITEM_LABELS, line_items
from ocr.layout.names import is_branch_number, mend_name, name_span
from ocr.layout.phones import find_phones
from ocr.layout.rows import enclosing
from ocr.layout.settlement import payments, taxes
from ocr.layout.sheet import Sheet, sheet_of
from ocr.layout.spans import Span, confirmed, field, merged_field, spans_of
from ocr.layout.sums import AGREES, sum_fields
from ocr.layout.times import find_times
from ocr.types import Field, Label, Page, Receipt, Tag, Word

LONG_TEXT = 0.85
"""Certainty of a text of several lines: one letter or one line is easily wrong."""

MAX_NAME, MAX_ADDRESS = 100, 300
"""Characters: about twice those of the longest that real receipts bear."""

UNREAD = 0.5
"""Certainty of a text that its parser does not understand."""

Spans = Mapping[Label, Sequence[Span]]


def assemble(*, pages: Sequence[Page], words: Sequence[Word], tags: Sequence[Tag]) -> Receipt:
    """Build the receipt from `words` in reading order and one tag for each."""
    if not pages or not words:
        return Receipt()
    sheet = sheet_of(words)
    spans = spans_of([row.row for row in sheet.rows], words, tags)
    items = line_items(spans, sheet.style)
    tax_lines = taxes(spans, sheet)
    tax_amounts = [line.amount.value for line in tax_lines if line.amount]
    sums = sum_fields(
        spans,
        sheet,
        [item.total.value for item in items if item.total],
        sum(tax_amounts, Decimal(0)) if tax_amounts else None,
    )
    if items_agree(sums.sums):
        # What adds up to the total are items, whatever the tagger thought of them.
        items = line_items(confirmed(spans, ITEM_LABELS, AGREES), sheet.style)
    return Receipt(
        merchant_name=merchant_name(spans),
        merchant_address=merchant_address(spans),
        merchant_phone=_phone(spans, sheet),
        date=_date(spans, sheet),
        time=_time(spans),
        currency=_currency(sheet),
        subtotal=sums.subtotal,
        tax=sums.tax,
        tip=sums.tip,
        total=sums.total,
        taxes=tax_lines,
        payments=payments(spans, sheet),
        line_items=items,
        arithmetic_agrees=sums.agrees,
    )


def merchant_name(spans: Spans) -> Field[str] | None:
    """The name without registration numbers; lines it is broken over are joined."""
    named = spans.get(Label.STORE_NAME, ())
    parts = _head([part for part in named if not is_branch_number(part.text)] or named, MAX_NAME)
    texts = [text for part in parts if (text := _squeezed(part.text[slice(*name_span(part.text))]))]
    if not texts:
        return None
    name = mend_name(" ".join(texts))[:MAX_NAME].rstrip()
    return merged_field(name, "\n".join(part.text for part in parts), parts, 1.0)


def merchant_address(spans: Spans) -> Field[str] | None:
    """The lines of the address, joined."""
    parts = _head(spans.get(Label.STORE_ADDRESS, ()), MAX_ADDRESS)
    if not parts:
        return None
    address = " ".join(_squeezed(part.text) for part in parts)[:MAX_ADDRESS].rstrip()
    return merged_field(address, "\n".join(part.text for part in parts), parts, LONG_TEXT)


def _head(parts: Sequence[Span], limit: int) -> list[Span]:
    """The parts on the first page that has any, as many as `limit` characters hold, but one at least.

    Later pages repeat the head, or are receipts of their own.
    """
    on_page = [part for part in parts if part.page == parts[0].page]
    lengths = accumulate(len(part.text) + 1 for part in on_page)
    return [part for part, length in zip(on_page, lengths, strict=True) if length <= limit] or on_page[:1]


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _phone(spans: Spans, sheet: Sheet) -> Field[str] | None:
    """The best scored number; the words for 'telephone' glued to it are left out."""
    fields = [
        field(phones[0].value, span, phones[0].certainty) if phones else field(span.text, span, UNREAD)
        for span in spans.get(Label.TEL, ())
        for phones in [find_phones(span.text, country=sheet.origin.country)]
    ]
    return max(fields, key=lambda found: found.confidence, default=None)


def _date(spans: Spans, sheet: Sheet) -> Field[date] | None:
    """The best scored date, read in the order that the receipt's own dates or its country prove."""
    printed = [(span, found) for span in spans.get(Label.DATE, ()) for found in _dates_of(span, sheet)]
    order = order_of(found for _, found in printed) or sheet.origin.date_order
    fields = [_date_field(span, found, order) for span, found in printed]
    return max(fields, key=lambda found: found.confidence, default=None)


def _dates_of(span: Span, sheet: Sheet) -> Sequence[PrintedDate]:
    """The dates of the span, or those of its row if it holds but a part of one."""
    return find_dates(span.text) or find_dates(sheet.rows[span.row].text)


def _date_field(span: Span, printed: PrintedDate, order: DateOrder | None) -> Field[date]:
    day, certainty = resolve(printed, order)
    return field(day, span, certainty)


def _time(spans: Spans) -> Field[time] | None:
    """The best scored time; one glued to a date was tagged with it."""
    fields = [
        field(found.value, span, found.certainty)
        for span in [*spans.get(Label.TIME, ()), *spans.get(Label.DATE, ())]
        for found in find_times(span.text, after=_date_end(span))
    ]
    return max(fields, key=lambda found: found.confidence, default=None)


def _date_end(span: Span) -> int:
    """Where a date glued to the time ends."""
    dates = find_dates(span.text)
    return dates[-1].end if dates else 0


def _currency(sheet: Sheet) -> Field[str] | None:
    """The currency at its first sign, or at the row that tells the country."""
    currency = sheet.origin.currency
    if currency is None:
        return None
    row, start = sheet.place(currency.start)
    end = start + currency.end - currency.start
    positions = row.between(start, end)
    return Field(
        value=currency.code,
        raw_text=row.text[start:end],
        confidence=currency.certainty,
        page=row.page,
        quad=enclosing(row.quads[position] for position in positions),
    )
