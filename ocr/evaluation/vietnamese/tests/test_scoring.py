"""What counts as right."""

import pytest

from ocr.evaluation.vietnamese.corpus import LETTERS, letter_words
from ocr.evaluation.vietnamese.scoring import amounts_right, character_error


@pytest.mark.parametrize(
    ("read", "error"), [("Tiền mặt", 0), ("Tiền  mặt", 0), ("Tien mat", 2 / 8), ("Tin mặtt", 2 / 8), ("", 1)]
)
def test_errors_are_counted_by_the_character(read, error):
    assert character_error([read], ["Tiền mặt"]) == error


@pytest.mark.parametrize("read", ["Tin 45.000", "Tiền 45,000", "Tiền 45. 000", "Tiền 4S.000"])
def test_an_amount_is_right_when_the_reader_takes_it_so(read):
    assert amounts_right([read, "Bàn"], ["Tiền 45.000", "Bàn"]) == 1


@pytest.mark.parametrize("read", ["45.00", "46.000", "45.000 1.000", "45 000"])
def test_an_amount_is_wrong_by_a_digit(read):
    assert amounts_right([read, "10.000"], ["45.000", "10.000"]) == 0.5


def test_the_words_of_letters_hold_them_all():
    assert set(LETTERS + LETTERS.upper()) <= set("".join(letter_words()))
