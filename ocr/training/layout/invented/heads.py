"""The head of an invented receipt: who sold, where, and when."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from ocr.training.layout.classes import key_of
from ocr.training.layout.invented.printing import UNSURE, Cell, Piece, Row, apart, centered, left, said
from ocr.training.layout.invented.till import Till
from ocr.types import Label

DATES = (
    "%m/%d/%Y",
    "%m/%d/%y",
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%Y-%m-%d",
    "%d %b %Y",
    "%b %d, %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%B %d, %Y",
    "%a %d %b %Y",
    "%b%d'%y",
    "%d%b'%y",
    "%a, %b %d, %Y",
    "%Y/%m/%d",
    "%d %B %Y",
    "%d/%b/%Y",
)
TIMES = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%H:%M:%S", "%H.%M")

Print = Callable[..., Row]


def head_of(till: Till) -> tuple[list[Row], list[Row]]:
    """Rows above the items, and those that this receipt prints below its sums."""
    printed: Print = centered if till.chance(0.7) else left
    blocks = [_name(till, printed), _address(till, printed), _contact(till, printed)]
    if till.chance(0.12):
        till.random.shuffle(blocks)
    shown = [block for block in blocks if not till.chance(0.06)]
    below = [shown.pop()] if shown and till.chance(0.06) else []
    (below if till.chance(0.2) else shown).append(_meta(till))
    above = [printed(*said(till.pick("before"), Label.OTHER))] if till.chance(0.3) else []
    return above + [row for block in shown for row in block], [row for block in below for row in block]


def _name(till: Till, printed: Print) -> list[Row]:
    name, size = till.pick("names"), till.random.choice([1.0, 1.0, 1.3, 1.6, 2.0])
    if till.chance(0.4):
        name = name.upper()
    if till.chance(0.08):
        name = f"{name} {till.pick('legal')}"
    words = name.split()
    cut = till.random.randint(1, len(words)) if till.chance(0.25) else len(words)
    rows = [
        printed(*said(" ".join(part), Label.STORE_NAME), size=size)
        for part in (words[:cut], words[cut:])
        if part
    ]
    extra: tuple[Piece, ...] = ()
    if "ms" in till.languages and till.chance(0.5):
        extra = said(till.fill("(______-{letter})"), Label.OTHER)
    elif till.chance(0.12):
        extra = said(till.pick("suffixes"), Label.OTHER)
    elif till.chance(0.15):
        extra = said(till.pick("slogans"), Label.OTHER)
    if extra and till.chance(0.2) and len(extra) == 1:
        return [*rows[:-1], printed(*rows[-1].cells[0].words, *extra, size=size)]
    return [*rows, printed(*extra)] if extra else rows


def _address(till: Till, printed: Print) -> list[Row]:
    text = till.fill(till.random.choice(till.country["addresses"])).replace(";", ",")
    if till.chance(0.08):
        text = f"{till.fill('{unit}')}|{text}"
    if till.upper or till.chance(0.3):
        text = text.upper()
    if till.chance(0.2):
        text = text.replace(",", "")
    elif till.chance(0.4):
        text = "".join("|" if letter == "," and till.chance(0.4) else letter for letter in text)
    lines = [line for part in text.split("|") for line in _wrapped(part, 34)]
    return [printed(*said(line, Label.STORE_ADDRESS)) for line in lines]


def _wrapped(text: str, most: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + len(word) >= most:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    if line:
        yield line


def _contact(till: Till, printed: Print) -> list[Row]:
    number = till.fill(till.random.choice(till.country["phones"]))
    key = said(till.pick("tel"), key_of(Label.TEL)) if till.chance(0.65) else ()
    phone = (*key, *said(number, Label.TEL))
    if till.chance(0.12):
        fax = till.fill(till.random.choice(till.country["phones"]))
        phone = (*phone, *said(till.pick("fax"), UNSURE), *said(fax, Label.OTHER))
    rows = [printed(*phone)] if till.chance(0.88) else []
    if till.chance(0.4):
        number = till.fill(
            till.random.choice(("____________", "~__.___.___-_.___", "__-_______", "___ ___ ___"))
        )
        identity = (*said(till.random.choice(till.country["ids"]), UNSURE), *said(number, Label.OTHER))
        rows.insert(till.random.randint(0, len(rows)), printed(*identity))
    for name, share in (("web", 0.15), ("owners", 0.06)):
        if till.chance(share):
            rows.append(printed(*said(till.pick(name), Label.OTHER)))
    return rows


def _meta(till: Till) -> list[Row]:
    """Date, time and numbers, two in a row at times."""
    parts = [said(till.pick("meta"), Label.OTHER) for _ in range(till.random.randint(0, 5))]
    if till.chance(0.95):
        parts[till.random.randint(0, len(parts)) : 0] = _moment(till)
    rows = []
    while parts:
        first = parts.pop(0)
        if parts and till.chance(0.4) and sum(len(text) for text, _ in (*first, *parts[0])) < 38:
            second = parts.pop(0)
            rows.append(apart(first, second) if till.chance(0.8) else left(*first, *second))
        else:
            rows.append(_keyed(till, first))
    return rows


def _moment(till: Till) -> list[tuple[Piece, ...]]:
    """Date and time, in one part or in two."""
    moment = datetime(2008, 1, 1) + timedelta(minutes=till.random.randrange(17 * 365 * 24 * 60))
    day = moment.strftime(till.random.choice(DATES))
    hour = moment.strftime(till.random.choice(TIMES))
    keyed = till.chance(0.5)
    date = (*(said(till.pick("date"), key_of(Label.DATE)) if keyed else ()), *said(day, Label.DATE))
    if till.chance(0.15):
        return [date]
    time_keyed = keyed and till.chance(0.5)
    time = (*(said(till.pick("time"), key_of(Label.TIME)) if time_keyed else ()), *said(hour, Label.TIME))
    if till.chance(0.1) and not time_keyed:
        return [time, date]
    return [date, time] if till.chance(0.4) else [(*date, *time)]


def _keyed(till: Till, words: tuple[Piece, ...]) -> Row:
    """On the left, in the middle, or its value in a column of its own."""
    if len(words) > 1 and till.chance(0.15):
        return Row((Cell(words[:1]), Cell(words[1:], 0.4)))
    return centered(*words) if till.chance(0.15) else left(*words)
