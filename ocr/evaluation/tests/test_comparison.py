"""Reports: what counts as right, and how it is summed up."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ocr.evaluation.datasets import Example
from ocr.evaluation.judging import judge
from ocr.evaluation.merchants import Merchant
from ocr.evaluation.report import Report
from ocr.evaluation.runs import Outcome
from ocr.evaluation.tables import report_lines
from ocr.types import Field, LineItem, Receipt, V

QUAD = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def read(value: V, confidence: float = 0.9) -> Field[V]:
    return Field(value=value, raw_text="", confidence=confidence, page=1, quad=QUAD)


def item(name: str, total: str, quantity: str | None = None) -> LineItem:
    count = read(Decimal(quantity)) if quantity else None
    return LineItem(description=read(name), total=read(Decimal(total)), quantity=count)


def example(fields: Mapping[str, object], silver: Mapping[str, object] | None = None) -> Example:
    return Example(id="1", image=Path("1.jpg"), fields=dict(fields), silver=dict(silver or {}), texts=("RM",))


def report(labels: Example, *receipts: Receipt) -> Report:
    made = Report()
    for receipt in receipts:
        outcome = Outcome(example=labels, receipt=receipt, seconds=1.5)
        made.add(judge(outcome, merchant=Merchant.UNSEEN, usual_order=None))
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
    table = "\n".join(report_lines(made, {}))
    scores = table.split("\n\n")[0]
    assert scores.count("total") == scores.count("tax*") == 1
    assert "1 receipts, 1.50 s an image" in table


def test_precision_counts_what_was_read_and_recall_what_was_labelled() -> None:
    right, wrong, missed = Receipt(total=read(Decimal(5))), Receipt(total=read(Decimal(6))), Receipt()
    score = report(example({"total": "5.00"}), right, right, wrong, missed).fields["total"]
    assert (score.exact, score.precision, score.recall) == (2 / 4, 2 / 3, 2 / 4)
    assert score.f1 == pytest.approx(4 / 7)


def test_zero_and_nothing_are_no_labels() -> None:
    assert not report(example({"total": 0, "tax": "", "tip": None}), Receipt(total=read(Decimal(5)))).fields


def test_a_receipt_goes_straight_through_by_the_rule_and_its_total_may_be_wrong() -> None:
    sure = Receipt(
        merchant_name=read("A"), date=read(date(2018, 4, 3)), total=read(Decimal(5)), arithmetic_agrees=True
    )
    doubtful = replace(sure, total=read(Decimal(5), 0.89))
    wrong = replace(sure, total=read(Decimal(6)))
    made = report(example({"total": "5.00"}), sure, sure, doubtful, wrong)
    assert (made.straight_through, made.their_totals.right, made.their_totals.labelled) == (3, 2, 3)
    assert "straight through 3 of 4 receipts (75.0%), 2 of their 3 labelled totals right (66.7%)" in list(
        report_lines(made, {})
    )


def test_confidences_of_what_was_read_and_labelled_are_judged() -> None:
    right, wrong = Receipt(total=read(Decimal(5), 0.95)), Receipt(total=read(Decimal(6), 0.97))
    made = report(example({"total": "5.00"}), right, wrong, Receipt(), Receipt(tip=read(Decimal(1), 0.99)))
    assert made.shown["total"].values == [(0.95, True), (0.97, False)]
    assert list(made.shown) == ["total"]
    assert made.shown["total"].sure == [True, False]


def test_parts_of_items_are_judged_by_the_label_they_belong_to() -> None:
    labels = example({"items": [{"name": "TEA", "quantity": "2", "price": "5.00"}]})
    made = report(
        labels, Receipt(line_items=(item("Tea", "5", "3"), item("Tea", "5", "2"), item("Stain", "9")))
    )
    judged = {name: [right for _, right in shown.values] for name, shown in made.shown.items()}
    assert judged == {
        "line_items.description": [True, False, False],
        "line_items.total": [True, False, False],
        "line_items.quantity": [False],
    }


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
