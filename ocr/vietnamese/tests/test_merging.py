"""Letters come from the second recogniser, numbers from the first."""

import pytest

from ocr.types import Transcript
from ocr.vietnamese.merging import merged


def transcript(text, *, score=0.9, scores=None):
    return Transcript(
        text=text,
        char_scores=tuple(scores or [score] * len(text)),
        char_centers=tuple((place + 0.5) / len(text) for place in range(len(text))),
    )


def text_of(first, second):
    return merged(first, second).text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Tng cng 45.000", "Tổng cộng 45,000"),
        ("Tong cong: 45.000", "Tổng cộng:45.000"),
        ("Phi dch v 5%", "Phí dịch vụ 5%"),
        ("Phuòng13", "Phường 13"),
    ],
)
def test_letters_are_the_seconds(first, second):
    letters = [letter for letter in text_of(transcript(first), transcript(second)) if letter.isalpha()]
    assert letters == [letter for letter in second if letter.isalpha()]


@pytest.mark.parametrize("misread", ["4O.000", "40,000", "40. 000", "40.00", "400.000", "4.0.000"])
def test_numbers_are_the_firsts(misread):
    text = text_of(transcript("Tin 40.000"), transcript(f"Tiền {misread}", score=0.99))
    assert text == "Tiền 40.000"


def test_spaces_of_either_part_words():
    assert text_of(transcript("Cà phêsüa 3"), transcript("Càphê sữa 3")) == "Cà phê sữa 3"


def test_an_accent_that_the_first_saw_better_stays():
    assert text_of(transcript("VÉ", score=0.99), transcript("VÊ", score=0.5)) == "VÉ"


def test_an_accent_that_the_first_cannot_write_is_the_seconds():
    assert text_of(transcript("NUÓC", score=0.99), transcript("NƯỚC", score=0.8)) == "NƯỚC"


def test_letters_stay_as_large_as_the_surer_one_saw_them():
    first, second = transcript("RAU MUONG", score=0.99), transcript("Rau Muống", score=0.8)
    assert text_of(first, second) == "RAU MUỐNG"


def test_each_character_keeps_a_score_and_a_place_in_order():
    both = merged(transcript("Tng cng 45.000", score=0.7), transcript("Tổng cộng 45.000", score=0.8))
    assert len(both.text) == len(both.char_scores) == len(both.char_centers)
    assert list(both.char_centers) == sorted(both.char_centers)
    assert set(both.char_scores) == {0.7, 0.8}


@pytest.mark.parametrize(("first", "second"), [("", ""), ("", "Tiền"), ("45.000", "")])
def test_one_may_have_read_nothing(first, second):
    assert text_of(transcript(first), transcript(second)) in (first, second)
