"""What stands below the items: sums, payments and the end of the slip. Amounts in the smallest unit."""

from dataclasses import dataclass

from ocr.training.layout.classes import Known, key_of
from ocr.training.layout.invented.bodies import Body
from ocr.training.layout.invented.printing import UNSURE, Row, apart, centered, left, said
from ocr.training.layout.invented.till import Till
from ocr.types import Label


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Subtotal, what is added to it, and the total that they come to."""

    subtotal: int
    taxes: tuple[tuple[str, int], ...]
    """Rates as printed, and the amounts."""
    included: bool
    """Whether the prices hold the taxes already."""
    service: int
    discount: int
    """Below zero, or zero."""
    tip: int
    rounding: int

    @property
    def total(self) -> int:
        added = 0 if self.included else sum(amount for _, amount in self.taxes)
        return self.subtotal + added + self.service + self.discount + self.tip + self.rounding


def sums_of(till: Till, items: int) -> Sums:
    """Sums of items worth `items`."""
    rates = till.random.sample(till.country["rates"], till.random.choice([0, 1, 1, 1, 1, 2, 2]))
    service = items // 10 if till.trade in ("meals", "hotel") and till.chance(0.15) else 0
    taxes = tuple((rate, round(items * float(rate.strip("%").replace(",", ".")) / 100)) for rate in rates)
    included = till.chance(till.country.get("included", 0))
    rest = items + service + (0 if included else sum(amount for _, amount in taxes))
    step = 5 if till.places else 100
    return Sums(
        subtotal=items,
        taxes=taxes,
        included=included,
        service=service,
        discount=-(items // 20) if till.chance(0.08) else 0,
        tip=items * till.random.choice([15, 18, 20, 22]) // 100
        if till.trade == "meals" and till.chance(0.15)
        else 0,
        rounding=-(rest % step) if till.chance(0.12) else 0,
    )


def rows_of_sums(till: Till, sums: Sums, count: int) -> list[Row]:
    """From the subtotal to the end."""
    rows: list[Row] = (
        [left(*said(till.random.choice(["-" * 24, "=" * 20]), Label.OTHER))] if till.chance(0.1) else []
    )
    if till.chance(0.15):
        rows.append(_sum(till, till.pick("total_count"), UNSURE, str(count), Label.OTHER))
    if till.chance(0.7):
        rows.append(_amount(till, "subtotal", Label.SUBTOTAL, sums.subtotal))
    if sums.service:
        rows.append(_other(till, "service", sums.service))
    for rate, amount in sums.taxes:
        rows.append(_tax(till, rate, amount))
    if sums.discount:
        rows.append(_other(till, "discounts", sums.discount))
    if sums.rounding:
        rows.append(_other(till, "rounding", sums.rounding))
    if sums.tip and till.chance(0.6):
        rows.append(_amount(till, "total", Label.TOTAL, sums.total - sums.tip))
    if sums.tip:
        rows.append(_amount(till, "tip", Label.TIP, sums.tip))
    rows += [_total(till, sums.total) for _ in range(2 if till.chance(0.12) else 1)]
    rows += _payments(till, sums.total)
    if till.chance(0.12):
        rows += _tax_table(till, sums)
    return rows + _footer(till, sums)


def body_and_sums(till: Till, body: Body) -> list[Row]:
    """The items and all below them."""
    return body.rows + rows_of_sums(till, sums_of(till, body.total), body.count)


def _sum(till: Till, key: str, key_class: str | Known, amount: str, label: Label, size: float = 1.0) -> Row:
    key_words, value = said(key, key_class), said(amount, label)
    if till.chance(0.06):
        return left(*key_words, *value, size=size)
    return apart(key_words, value, size)


def _amount(till: Till, name: str, label: Label, amount: int) -> Row:
    return _sum(till, till.pick(name), key_of(label), till.money(amount), label)


def _other(till: Till, name: str, amount: int) -> Row:
    return _sum(till, till.pick(name), UNSURE, till.money(amount), Label.OTHER)


def _tax(till: Till, rate: str, amount: int) -> Row:
    name = till.random.choice(till.country["taxes"])
    if "%" not in name and till.chance(0.5):
        name = f"{name} {till.random.choice(['{}', '({})', '@{}', '{}:']).format(rate)}"
    return _sum(till, name.upper() if till.upper else name, key_of(Label.TAX), till.money(amount), Label.TAX)


def _total(till: Till, total: int) -> Row:
    signed = till.signed_items or till.chance(0.6)
    size = till.random.choice([1.0, 1.0, 1.0, 1.3, 1.7])
    return _sum(
        till, till.pick("total"), key_of(Label.TOTAL), till.money(total, signed=signed), Label.TOTAL, size
    )


def _payments(till: Till, total: int) -> list[Row]:
    if till.chance(0.25):
        return []
    if till.chance(0.5):
        note = 100 * 10**till.places if till.places else 50000
        given = -(-total // note) * note if till.chance(0.6) else total
        rows = [_sum(till, till.pick("cash"), Label.PAYMENT_METHOD, till.money(given), Label.PAYMENT_AMOUNT)]
        return [*rows, _other(till, "change", given - total)] if till.chance(0.85) else rows
    rows = [_sum(till, till.pick("card"), Label.PAYMENT_METHOD, till.money(total), Label.PAYMENT_AMOUNT)]
    slip = [
        left(*said(till.pick("slip"), Label.OTHER)) for _ in range(till.random.choice([0, 0, 1, 2, 4, 7]))
    ]
    return rows + slip


def _tax_table(till: Till, sums: Sums) -> list[Row]:
    """Once more what the taxes are of."""
    rows = [
        apart(
            said(f"{till.random.choice(till.country['taxes'])} Summary", Label.OTHER),
            said("Amount", Label.OTHER),
        )
    ]
    for rate, amount in sums.taxes:
        texts = f"{till.money(sums.subtotal)} {till.money(amount)}"
        rows.append(apart(said(f"{till.random.choice('ASZ')} {rate}", Label.OTHER), said(texts, Label.OTHER)))
    return rows


def _footer(till: Till, sums: Sums) -> list[Row]:
    rows = []
    if till.trade == "meals" and "en" in till.languages and till.chance(0.1):
        for percent in (15, 18, 20):
            text = f"{percent}% = {till.money(sums.subtotal * percent // 100)}"
            rows.append(centered(*said(text, Label.OTHER)))
    for _ in range(till.random.choice([0, 1, 1, 2, 2, 3, 4, 6])):
        rows.append(centered(*said(till.pick("footers"), Label.OTHER)))
    return rows
