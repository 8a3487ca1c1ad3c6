"""Reports: what counts as right, and how it is summed up."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from ocr.evaluation.comparison import Report
from ocr.evaluation.datasets import Example
from ocr.evaluation.tables import report_lines
from ocr.types import Field, LineItem, Receipt, V

QUAD = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def read(value: V) -> Field[V]:
    return Field(value=value, raw_text="", confidence=0.9, page=1, quad=QUAD)


def item(name: str, total: str, quantity: str | None = None) -> LineItem:
    count = read(Decimal(quantity)) if quantity else None
    return LineItem(description=read(name), total=read(Decimal(total)), quantity=count)


def example(fields: Mapping[str, object], silver: Mapping[str, object] | None = None) -> Example:
    return Example(id="1", image=Path("1.jpg"), fields=dict(fields), silver=dict(silver or {}), texts=("RM",))


def report(labels: Example, receipt: Receipt) -> Report:
    made = Report()
    made.add(labels, receipt, usual_order=None, seconds=1.5)
    return made


def test_names_are_compared_without_case_spaces_and_punctuation() -> None:
    labels = example({"store_name": "INDAH GIFT & HOME", "total": "60.30", "date": "03/04/2018"})
    receipt = Receipt(
        merchant_name=read("Indah Gift&Home"), total=read(Decimal("60.3")), date=read(date(2018, 4, 3))
    )
    made = report(labels, receipt)
    assert made.micro.exact == made.micro.precision == 1.0


def test_wrong_and_missed_values_count_differently() -> None:
    made = report(example({"store_name": "A", "total": "5.00"}), Receipt(total=read(Decimal(6))))
    assert (made.fields["total"].wrong, made.fields["merchant_name"].missed) == (1, 1)
    assert (made.micro.precision, made.micro.recall) == (0.0, 0.0)


def test_what_nobody_labelled_is_not_held_against_the_reader() -> None:
    made = report(example({"total": "5.00"}), Receipt(total=read(Decimal(5)), merchant_name=read("X")))
    assert list(made.fields) == ["total"]
    assert made.micro.f1 == 1.0


def test_machine_labels_are_kept_apart() -> None:
    made = report(example({"total": "5.00"}, {"tax": 0.3}), Receipt(total=read(Decimal(5))))
    assert (list(made.fields), list(made.silver)) == (["total"], ["tax"])


def test_items_need_the_price_and_nearly_the_name() -> None:
    labels = example(
        {
            "items": [
                {"name": "GF-TABLE LAMP", "quantity": "1", "price": "55.90"},
                {"name": "CHAIR", "quantity": "2x", "price": "10.00"},
                {"name": "SPOON", "quantity": None, "price": "1.00"},
            ]
        }
    )
    receipt = Receipt(
        line_items=(
            item("GF TABLE LAMP <I>", "55.9", "1"),
            item("Chair", "10"),
            item("FORK", "1"),
            item("SPOON", "2"),
        )
    )
    made = report(labels, receipt)
    assert (made.items.right, made.items.missed, made.items.spurious) == (2, 1, 2)
    assert made.items_with_quantity.right == 1


def test_the_table_names_every_field_once() -> None:
    made = report(example({"total": "5.00"}, {"tax": 0.3}), Receipt(total=read(Decimal(5))))
    table = "\n".join(report_lines(made))
    assert table.count("total") == table.count("tax*") == 1
    assert "1 receipts, 1.50 s an image" in table


def test_a_name_printed_twice_may_be_read_once() -> None:
    labels = example({"store_name": "Chez Bob Chez Bob", "_multi": {"store_name": ["Chez Bob", "Chez Bob"]}})
    assert report(labels, Receipt(merchant_name=read("Chez Bob"))).micro.exact == 1.0
    assert report(labels, Receipt(merchant_name=read("Chez Bob Chez Bob"))).micro.exact == 1.0
    assert report(labels, Receipt(merchant_name=read("Chez"))).micro.exact == 0.0


def test_of_several_taxes_each_and_their_sum_are_right() -> None:
    labels = example({"tax": "1.30 0.38"})
    assert report(labels, Receipt(tax=read(Decimal("1.68")))).micro.exact == 1.0
    assert report(labels, Receipt(tax=read(Decimal("0.38")))).micro.exact == 1.0
    assert report(labels, Receipt(tax=read(Decimal("1.69")))).micro.exact == 0.0
