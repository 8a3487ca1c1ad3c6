"""A report as text tables."""

from collections.abc import Iterator, Mapping
from statistics import mean, median

from ocr.evaluation.calibration import SURE, Shown
from ocr.evaluation.merchants import Merchant
from ocr.evaluation.report import Report
from ocr.evaluation.scoring import Score

SCORES = (
    f"{'field':<26}{'labelled':>9}{'exact':>8}{'95 % interval':>16}{'precision':>11}{'recall':>8}{'F1':>8}"
)
CONFIDENCES = f"{'confidence':<26}{'shown':>9}{f'>= {SURE}':>9}{'right':>8}{'ECE':>8}"
_GROUP = f"{'labelled':>9}{'exact':>8}{'F1':>8}"

SILVER = "*"
"""Marks fields whose labels were made by a machine."""

_ALL = "all fields (micro)"


def report_lines(report: Report, by_merchant: Mapping[Merchant, Report]) -> Iterator[str]:
    """The tables, and what they were made of; `by_merchant` has the same receipts in groups."""
    yield from score_lines(report)
    yield ""
    yield from confidence_lines(report)
    yield ""
    yield from merchant_lines(by_merchant)
    yield ""
    if report.characters.labelled:
        yield _characters(report)
    yield _straight_through(report)
    yield _receipts(report)


def score_lines(report: Report) -> Iterator[str]:
    """One line a field.

    Only fields have an interval: what is of one receipt is right or wrong together, so that the counts of
    items and of all fields are of fewer cases than they seem.
    """
    yield SCORES
    for name, score in report.fields.items():
        yield _score(name, score, _interval(score))
    yield _score(_ALL, report.micro)
    for name, score in report.silver.items():
        yield _score(name + SILVER, score, _interval(score))
    for name, score in _items(report).items():
        yield _score(name, score)


def confidence_lines(report: Report) -> Iterator[str]:
    """One line a field: how many values were shown, at `SURE` or above, and how many of these are right."""
    yield CONFIDENCES
    for name, shown in report.shown.items():
        yield _confidence(name, shown)
    yield _confidence(_ALL, report.all_shown)
    for name, shown in report.silver_shown.items():
        yield _confidence(name + SILVER, shown)


def merchant_lines(by_merchant: Mapping[Merchant, Report]) -> Iterator[str]:
    """How many merchants are also in another split; the scores of both groups when there are both."""
    counts = {merchant: by_merchant.get(merchant, Report()).receipts for merchant in Merchant}
    yield "merchants in another split: " + ", ".join(f"{name} {count}" for name, count in counts.items())
    if not (counts[Merchant.SEEN] and counts[Merchant.UNSEEN]):
        return
    groups = by_merchant[Merchant.SEEN], by_merchant[Merchant.UNSEEN]
    seen, unseen = map(_rows, groups)
    yield f"{'':<26}{Merchant.SEEN:>25}{Merchant.UNSEEN:>27}"
    yield f"{'field':<26}{_GROUP}  {_GROUP}"
    for name in dict.fromkeys((*seen, *unseen)):
        yield f"{name:<26}{_short(seen.get(name))}  {_short(unseen.get(name))}"
    shares = (_share(group.straight_through, group.receipts) for group in groups)
    yield "{:<26}{:>17}{:>27}".format("straight through", *shares)


def _rows(report: Report) -> dict[str, Score]:
    silver = {name + SILVER: score for name, score in report.silver.items()}
    return {**report.fields, _ALL: report.micro, **silver, **_items(report)}


def _items(report: Report) -> dict[str, Score]:
    if not report.items.labelled:
        return {}
    mark = "" if report.items_are_gold else SILVER
    return {f"items{mark}": report.items, f"items with quantity{mark}": report.items_with_quantity}


def _score(name: str, score: Score, interval: str = "") -> str:
    return (
        f"{name:<26}{score.labelled:>9}{score.exact:>8.1%}{interval:>16}{score.precision:>11.1%}"
        f"{score.recall:>8.1%}{score.f1:>8.1%}"
    )


def _interval(score: Score) -> str:
    low, high = score.interval
    return f"{low:.1%}-{high:.1%}"


def _short(score: Score | None) -> str:
    return f"{score.labelled:>9}{score.exact:>8.1%}{score.f1:>8.1%}" if score else f"{'-':>9}{'-':>8}{'-':>8}"


def _confidence(name: str, shown: Shown) -> str:
    sure = shown.sure
    return (
        f"{name:<26}{len(shown.values):>9}{len(sure):>9}{_share(sum(sure), len(sure)):>8}{shown.error:>8.3f}"
    )


def _characters(report: Report) -> str:
    errors = report.characters
    return (
        f"character error rate {errors.rate:.2%} of {errors.labelled:,} characters; "
        f"{_share(errors.unread, errors.labelled)} are where nothing was read"
    )


def _straight_through(report: Report) -> str:
    totals = report.their_totals
    right = _share(totals.right, totals.labelled)
    return (
        f"straight through {report.straight_through} of {report.receipts} receipts "
        f"({_share(report.straight_through, report.receipts)}), "
        f"{totals.right} of their {totals.labelled} labelled totals right ({right})"
    )


def _receipts(report: Report) -> str:
    if not report.seconds:
        return f"{report.receipts} receipts, OCR from cache: no times"
    return (
        f"{report.receipts} receipts, {mean(report.seconds):.2f} s an image "
        f"(median {median(report.seconds):.2f} s)"
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"
