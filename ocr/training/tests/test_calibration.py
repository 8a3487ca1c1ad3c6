"""Fitting confidences to a handful of invented cases."""

from dataclasses import replace

from ocr.layout.calibration import UNPROVEN
from ocr.training.calibration.cases import Case, enough
from ocr.training.calibration.fitting import cross_fit, fit

SURE, DOUBTFUL = (3.0, 3.0, 1.0, 0.0, 0.0), (0.0, 0.0, -1.0, 0.0, 0.0)


def cases(count: int, features: tuple[float, ...], *, wrong: int, gold: bool = True) -> list[Case]:
    return [
        Case(receipt=f"{features[0]}-{i}", field="total", features=features, right=i >= wrong, is_gold=gold)
        for i in range(count)
    ]


def test_many_right_values_may_show_that_they_are_sure_and_doubtful_ones_may_not() -> None:
    total = fit(cases(300, SURE, wrong=2) + cases(100, DOUBTFUL, wrong=40))["total"]
    assert 0.95 <= total.confidence(SURE) < 0.99
    assert 0.4 < total.confidence(DOUBTFUL) < 0.8


def test_a_few_right_values_prove_nothing() -> None:
    assert fit(cases(20, SURE, wrong=0))["total"].confidence(SURE) <= UNPROVEN


def test_many_items_of_few_receipts_prove_no_more_than_these() -> None:
    of_all = cases(300, SURE, wrong=0)
    of_few = [replace(case, receipt=f"few-{number % 30}") for number, case in enumerate(of_all)]
    assert fit(of_few)["total"].confidence(SURE) < 0.96 < fit(of_all)["total"].confidence(SURE)


def test_receipts_are_judged_by_others() -> None:
    judged = list(cross_fit(cases(100, SURE, wrong=5)))
    assert len({case.receipt for case, _, _ in judged}) == 100
    assert all(confidence < 0.95 for _, _, confidence in judged)


def test_labels_of_a_machine_count_where_people_labelled_too_few() -> None:
    silver = cases(30, DOUBTFUL, wrong=3, gold=False)
    assert len(enough(cases(10, SURE, wrong=0) + silver)) == 40
    assert len(enough(cases(40, SURE, wrong=0) + silver)) == 40
