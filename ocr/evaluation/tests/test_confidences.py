"""Whether confidences hold."""

import pytest

from ocr.evaluation.calibration import Shown, expected_calibration_error


def test_the_error_is_the_mean_gap_of_the_bins() -> None:
    shown = [(0.9, True), (0.85, False), (0.3, True), (0.25, False), (0.95, True)]
    # ]0.8, 0.9] is off by |1 - 1.75|, ]0.2, 0.3] by |1 - 0.55| and ]0.9, 1] by |1 - 0.95|, of five values.
    assert expected_calibration_error(shown) == pytest.approx((0.75 + 0.45 + 0.05) / 5)


def test_confidences_that_hold_have_no_error() -> None:
    assert expected_calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == pytest.approx(0)


def test_the_ends_belong_to_a_bin() -> None:
    assert expected_calibration_error([(0.0, False), (1.0, True)]) == 0
    assert expected_calibration_error([(1.0, False), (0.0, True)]) == 1


def test_without_values_there_is_none() -> None:
    assert expected_calibration_error([]) == 0


def test_sure_begins_at_95_of_100() -> None:
    assert Shown(values=[(0.949, True), (0.95, False), (1.0, True)]).sure == [False, True]
