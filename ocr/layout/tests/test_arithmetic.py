"""Do the amounts add up?"""

from decimal import Decimal
from typing import Any

import pytest

from ocr.layout.arithmetic import Sums, agreement, items_agree, parts_agree, payment_agrees


def sums(**amounts: str | list[str]) -> Sums:
    return Sums(**{name: _decimals(value) for name, value in amounts.items()})


def _decimals(value: str | list[str]) -> Any:
    return Decimal(value) if isinstance(value, str) else tuple(map(Decimal, value))


def test_nothing_known_nothing_told() -> None:
    assert agreement(Sums()) is None
    assert agreement(sums(total="5.00")) is None


@pytest.mark.parametrize(
    ("amounts", "agrees"),
    [
        (sums(items=["2.00", "3.00"], total="5.00"), True),
        (sums(items=["2.00", "3.00"], total="5.50"), False),
        (sums(items=["2.00", "3.00"], subtotal="5.00", total="5.30", tax="0.30"), True),
        (sums(items=["2.00", "3.00"], discount="0.50", total="4.50"), True),
        (sums(items=["2.00", "3.00"], tax="0.30", tip="1.00", total="6.30"), True),
        (sums(items=["2.00", "3.02"], rounding="-0.02", total="5.00"), True),
        (sums(items=["2.00", "3.05"], rounding="0.05", total="5.00"), True),
        (sums(items=["58000", "21000"], total="79000"), True),
        (sums(items=["58000", "21000"], total="79500"), False),
    ],
)
def test_items_make_the_total(amounts: Sums, agrees: bool) -> None:
    assert items_agree(amounts) is agrees


@pytest.mark.parametrize(
    ("amounts", "agrees"),
    [
        (sums(subtotal="18.50", tax="1.16", tip="3.70", total="23.36"), True),
        (sums(subtotal="18.50", tax="1.16", total="18.50"), True),
        (sums(subtotal="10.00", discount="2.00", tax="0.80", total="8.80"), True),
        (sums(subtotal="60.31", rounding="-0.01", total="60.30"), True),
        (sums(subtotal="60.31", rounding="-0.01", total="60.31"), False),
        (sums(subtotal="60.31", rounding="0.01", total="60.30"), True),
        (sums(subtotal="60.31", total="60.30"), True),
        (sums(subtotal="18.50", tax="1.16", total="25.00"), False),
        (sums(subtotal="18.50", tax="1.16", tip="3.00", total="19.66"), False),
        (sums(subtotal="18.50"), None),
    ],
)
def test_parts_make_the_total(amounts: Sums, agrees: bool | None) -> None:
    assert parts_agree(amounts) is agrees


@pytest.mark.parametrize(
    ("amounts", "agrees"),
    [
        (sums(paid=["50.00"], change="16.10", total="33.90"), True),
        (sums(paid=["50.00"], change="16.10", total="33.92"), True),
        (sums(paid=["50.00"], change="16.10", total="34.90"), False),
        (sums(paid=["33.90"], total="33.90"), True),
        (sums(paid=["50.00"], total="33.90"), None),
        (sums(paid=["5.00", "30.00"], change="1.10", total="33.90"), True),
        (sums(paid=["5.00", "28.90"], total="33.90"), True),
        (sums(paid=["50.00", "50.00"], change="16.10", total="33.90"), True),
        (sums(paid=["5.00", "20.00"], change="1.10", total="33.90"), False),
        (sums(paid=["80.00", "50.00"], change="16.10", total="33.90"), True),
        (sums(paid=["40.00", "10.00"], total="10.00"), None),
        (sums(paid=["33.90"], change="0.00", rounding="-0.02", total="33.91"), False),
        (sums(paid=["33.90"], change="0.00", rounding="-0.02", total="33.90"), True),
    ],
)
def test_payment_less_change_is_the_total(amounts: Sums, agrees: bool | None) -> None:
    assert payment_agrees(amounts) is agrees


@pytest.mark.parametrize(
    ("amounts", "proven"),
    [
        (sums(items=["5.00"], total="5.00", paid=["10.00"], change="4.00"), False),
        (sums(items=["3.00"], total="5.00", paid=["10.00"], change="5.00"), True),
        (sums(items=["3.00"], subtotal="4.70", tax="0.30", total="5.00"), True),
        (sums(items=["5.00"], subtotal="4.00", tax="0.30", total="5.00"), False),
        (sums(items=["4.70"], subtotal="4.70", tax="0.30", total="5.00", paid=["9.00"], change="1.00"), True),
        (sums(items=["3.00"], total="5.00"), False),
        (sums(subtotal="20.00", tax="1.40", total="21.54", paid=["21.54"]), False),
        (sums(items=["20.00", "1.54"], subtotal="19.00", total="21.54", paid=["21.54"]), True),
        (sums(items=["5.50"], total="5.00", paid=["5.00"]), True),
        (sums(items=["50.00"], total="5.00", paid=["5.00"]), False),
        (sums(items=["3.00", "2.00"], total="5.00", paid=["10.00"], change="4.00"), True),
        (sums(items=["3.00", "2.00"], subtotal="4.00", total="5.00", paid=["10.00"], change="4.00"), False),
    ],
)
def test_payment_proves_a_total_then_its_parts_then_the_items(amounts: Sums, proven: bool) -> None:
    assert agreement(amounts) is proven
