"""Whether the amounts add up, and how that is said."""

from decimal import Decimal

from frontend.arithmetic import Check, arithmetic_checks
from ocr.layout.arithmetic import Sums


def checks(items: list[str], *, excuse: str = "", **amounts: str) -> list[Check]:
    head = {name: Decimal(amount) for name, amount in amounts.items()}
    return list(arithmetic_checks(Sums(items=tuple(map(Decimal, items)), **head), excuse=excuse))


def said(check: Check) -> tuple[str, str, bool]:
    return (check.left, check.right, check.agrees)


def test_all_agrees():
    found = checks(["4.50", "8.00"], subtotal="12.50", tax="1.00", tip="2.00", total="15.50")
    assert [said(check) for check in found] == [
        ("Items", "Subtotal", True),
        ("Subtotal + tax + tip", "Total", True),
    ]


def test_a_difference_is_told():
    items, total = checks(["4.50"], subtotal="12.50", total="13.00")
    assert (items.agrees, items.shown["gap"]) == (False, "8.00")
    assert (total.agrees, total.shown["gap"]) == (False, "0.50")


def test_prices_may_hold_the_tax():
    items, total = checks(["10.00"], subtotal="10.00", tax="1.60", total="10.00")
    assert items.agrees
    assert (total.agrees, total.tax_included) == (True, True)


def test_items_may_hold_the_tax_that_the_subtotal_leaves_out():
    items, total = checks(["11.60"], subtotal="10.00", tax="1.60", total="11.60")
    assert said(items) == ("Items", "Total", True)
    assert said(total) == ("Subtotal + tax", "Total", True)


def test_without_a_subtotal_the_items_make_the_total():
    (check,) = checks(["40.00"], tax="3.00", tip="5.00", total="48.00")
    assert said(check) == ("Items + tax + tip", "Total", True)


def test_cash_is_rounded_as_the_reader_allows_it():
    items, total = checks(["12.50"], subtotal="12.52", total="12.50")
    assert said(items) == ("Items", "Total", True)
    assert (total.agrees, total.shown["gap"]) == (True, "0.02")


def test_a_gap_that_no_discount_makes_has_no_excuse():
    (above,) = checks([], subtotal="10.00", total="12.00", excuse="a discount")
    (far_below,) = checks([], subtotal="30.00", total="12.00", excuse="a discount")
    assert (above.excuse, far_below.excuse) == ("", "")


def test_what_differs_may_have_an_excuse_and_what_agrees_needs_none():
    items, total = checks(["13.00"], subtotal="13.00", total="12.00", excuse="a discount")
    assert (items.agrees, items.excuse) == (True, "")
    assert (total.agrees, total.excuse, total.shown["gap"]) == (False, "a discount", "1.00")


def test_too_little_is_no_check():
    assert checks([]) == []
    assert checks(["1.00"]) == []
    assert checks([], subtotal="1.00") == []
