"""The items of an invented receipt."""

from collections.abc import Iterator
from dataclasses import dataclass

from ocr.training.layout.classes import key_of
from ocr.training.layout.invented.printing import Cell, Piece, Row, left, said
from ocr.training.layout.invented.till import Till
from ocr.types import Label

STYLES = (
    "count name price",
    "name price",
    "name count price",
    "name count unit price",
    "count name unit price",
    "code name price",
    "below",
    "below price",
    "name unit count price",
)
WEIGHTS = (8, 6, 3, 4, 3, 2, 3, 3, 1)

HEADERS = {
    "name": Label.ITEM_NAME,
    "count": Label.ITEM_COUNT,
    "unit": Label.ITEM_UNIT,
    "price": Label.ITEM_PRICE,
}


@dataclass(frozen=True, kw_only=True)
class Bought:
    """One thing bought; amounts in the smallest unit."""

    name: str
    count: int
    unit: int

    @property
    def price(self) -> int:
        return self.count * self.unit


@dataclass(frozen=True, kw_only=True)
class Body:
    """The rows of the items and what they come to, in the smallest unit."""

    rows: list[Row]
    total: int
    count: int


def body_of(till: Till) -> Body:
    """Items in one of the ways that tills print them."""
    bought = [_bought(till) for _ in range(min(1 + int(till.random.expovariate(0.2)), 22))]
    style = till.random.choices(STYLES, WEIGHTS)[0]
    kinds = style.split() if "below" not in style else ["name", "count", "unit", "price"]
    columns = _columns(kinds)
    rows = [_header(till, kinds, columns)] if till.chance(0.45 if len(kinds) > 2 else 0.15) else []
    suffix = till.random.choice(["", "", "", "", "", "A", "T", "SR", "B", "Z", "F"])
    for item in bought:
        if till.chance(0.04):
            rows.append(left(*said(till.pick("sections"), Label.OTHER)))
        rows += _item(till, item, style, columns, suffix)
        if till.trade == "meals" and till.chance(0.08):
            rows.append(Row((Cell(said(till.pick("modifiers"), Label.ITEM_NAME), 0.08),)))
    total = sum(item.price for item in bought)
    if till.chance(0.1):
        less = -max(1, total // till.random.choice([5, 10, 20]))
        total += less
        name = said(till.pick("discounts"), Label.ITEM_NAME)
        rows.append(Row((Cell(name, 0.1), Cell(said(till.money(less), Label.ITEM_PRICE), 1.0, 1.0))))
    return Body(rows=rows, total=total, count=sum(item.count for item in bought))


def _bought(till: Till) -> Bought:
    count = till.random.choice([1, 1, 1, 1, 1, 1, 2, 2, 3, 4, till.random.randint(5, 24)])
    level = till.country.get("level", 1)
    if not till.places:
        return Bought(
            name=till.item(),
            count=count,
            unit=till.random.randint(4, 150) * level * 500 // 900 // 50 * 50 + 500,
        )
    cents = int(till.random.lognormvariate(6.6, 0.8)) * level + 5
    return Bought(name=till.item(), count=count, unit=cents // 5 * 5 if till.chance(0.7) else cents)


def _columns(kinds: list[str]) -> dict[str, Cell]:
    """Where the columns stand: cells without words."""
    places = {"price": Cell((), 1.0, 1.0)}
    numbers = [kind for kind in reversed(kinds) if kind in ("count", "unit")]
    right = 0.78
    for kind in numbers:
        if kinds[0] == kind:
            continue
        places[kind] = Cell((), right, 1.0)
        right -= 0.2
    first = kinds[0] if kinds[0] != "name" else ""
    if first:
        places[first] = Cell((), 0.0)
    places["name"] = Cell((), {"": 0.0, "count": 0.08, "code": 0.2}.get(first, 0.0))
    return places


def _at(column: Cell, words: tuple[Piece, ...]) -> Cell:
    return Cell(words, column.at, column.align)


def _header(till: Till, kinds: list[str], columns: dict[str, Cell]) -> Row:
    shown = [kind for kind in kinds if kind in HEADERS]
    return Row(
        tuple(_at(columns[kind], said(till.pick(f"item_{kind}"), key_of(HEADERS[kind]))) for kind in shown)
    )


def _item(till: Till, item: Bought, style: str, columns: dict[str, Cell], suffix: str) -> Iterator[Row]:
    price = said(till.money(item.price), Label.ITEM_PRICE) + said(suffix, Label.OTHER)
    unit = said(till.money(item.unit), Label.ITEM_UNIT)
    count = said(_count(till, item.count), Label.ITEM_COUNT)
    name = said(item.name, Label.ITEM_NAME)
    if "below" in style:
        times = said(till.random.choice(["x", "X", "@", "*"]), Label.OTHER)
        below = Cell((*count, *times, *unit), 0.06)
        if style == "below":
            yield left(*name)
            yield Row((below, Cell(price, 1.0, 1.0)))
        else:
            yield Row((Cell(name), Cell(price, 1.0, 1.0)))
            if item.count > 1:
                yield Row((below,))
        return
    cut = _break(till, name)
    texts = {"name": name[:cut], "price": price, "unit": unit, "count": count}
    if "code" in style:
        texts["code"] = said(till.fill("~_____"), Label.OTHER)
    yield Row(tuple(_at(columns[kind], texts[kind]) for kind in style.split()))
    if cut < len(name):
        yield Row((_at(columns["name"], name[cut:]),))


def _break(till: Till, name: tuple[Piece, ...]) -> int:
    """After how many words a name goes on in the next row."""
    long = sum(len(text) + 1 for text, _ in name) > 18
    return max(1, len(name) - 1) if long and till.chance(0.5) else len(name)


def _count(till: Till, count: int) -> str:
    forms = (f"{count}x", f"{count}.00", f"{count} x")
    return forms[len(till.coined) % 3] if len(till.coined) % 4 == 0 else str(count)
