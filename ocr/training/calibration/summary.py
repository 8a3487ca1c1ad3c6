"""What calibration makes of the confidences of receipts that it did not see."""

from collections.abc import Iterator, Sequence

from ocr.evaluation.calibration import SURE
from ocr.layout.calibration import sigmoid
from ocr.training.calibration.cases import Case

HEAD = f"{'field':<24}{'read':>6}{'right':>8}{'raw sure':>10}{'right':>8}{'sure':>7}{'right':>8}"


def summary_lines(judged: Sequence[tuple[Case, float, float]]) -> Iterator[str]:
    """One line a field: cases, share right, and both again of those at SURE or above, before and after."""
    yield HEAD
    for name in dict.fromkeys(case.field for case, _, _ in judged):
        cases = [(case, confidence) for case, _, confidence in judged if case.field == name]
        before = [case.right for case, _ in cases if sigmoid(case.features[0]) >= SURE]
        after = [case.right for case, confidence in cases if confidence >= SURE]
        rights = [case.right for case, _ in cases]
        yield (
            f"{name:<24}{len(cases):>6}{_share(rights):>8}{len(before):>10}{_share(before):>8}"
            f"{len(after):>7}{_share(after):>8}"
        )


def _share(rights: Sequence[bool]) -> str:
    return f"{sum(rights) / len(rights):.1%}" if rights else "-"
