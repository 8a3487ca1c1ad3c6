"""Whether the amounts add up, and how that is said."""

from types import SimpleNamespace

from frontend.arithmetic import Check, arithmetic_checks
from receipts.models import Field


def checks(items: list[str], **amounts: str) -> list[Check]:
    names = ("subtotal", "tax", "tip", "total")
    fields = {name: Field(name=name, value=amounts.get(name, "")) for name in names}
    rows = [SimpleNamespace(cells={"total": Field(name="total", value=item)}) for item in items]
    return list(arithmetic_checks(SimpleNamespace(fields=fields, line_items=rows)))


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


def test_cash_is_rounded_but_items_are_not():
    items, total = checks(["12.50"], subtotal="12.52", total="12.50")
    assert not items.agrees
    assert (total.agrees, total.shown["gap"]) == (True, "0.02")


def test_too_little_is_no_check():
    assert checks([]) == []
    assert checks(["1.00"]) == []
    assert checks([], subtotal="1.00") == []
