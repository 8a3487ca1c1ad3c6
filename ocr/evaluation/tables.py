"""A report as a text table."""

from collections.abc import Iterator
from statistics import mean, median

from ocr.evaluation.comparison import Report
from ocr.evaluation.scoring import Score

HEAD = f"{'field':<22}{'labelled':>9}{'exact':>8}{'precision':>11}{'recall':>8}{'F1':>7}"

SILVER = "*"
"""Marks fields whose labels were made by a machine."""


def report_lines(report: Report) -> Iterator[str]:
    """The table, one line a field, and the time it took."""
    yield HEAD
    for name, score in report.fields.items():
        yield _line(name, score)
    yield _line("all fields (micro)", report.micro)
    for name, score in report.silver.items():
        yield _line(name + SILVER, score)
    if report.items.labelled:
        mark = "" if report.items_are_gold else SILVER
        yield _line("items" + mark, report.items)
        yield _line("items with quantity" + mark, report.items_with_quantity)
    if report.seconds:
        yield (
            f"{len(report.seconds)} receipts, {mean(report.seconds):.2f} s an image "
            f"(median {median(report.seconds):.2f} s)"
        )


def _line(name: str, score: Score) -> str:
    return (
        f"{name:<22}{score.labelled:>9}{score.exact:>8.1%}{score.precision:>11.1%}"
        f"{score.recall:>8.1%}{score.f1:>7.1%}"
    )
