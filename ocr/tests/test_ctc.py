"""Characters, their scores and their places from the steps of the recogniser."""

import numpy as np
import pytest

from ocr import ctc

CHARSET = ("a", "b", " ")
A, B, SPACE, NONE = 1, 2, 3, ctc.BLANK


def decode(*classes, scores=None, steps=None):
    scores = scores or [1.0] * len(classes)
    return ctc.decode(np.array(classes), np.array(scores, np.float32), CHARSET, steps=steps or len(classes))


def test_neighbours_are_one_character_and_a_blank_parts_two():
    assert decode(A, A, NONE, A, B, B, SPACE, A).text == "aab a"


def test_blanks_alone_are_no_text():
    nothing = decode(NONE, NONE)
    assert (nothing.text, nothing.char_centers, nothing.score) == ("", (), 0.0)


def test_a_character_stands_in_the_middle_of_its_steps_and_scores_as_its_best_one():
    transcript = decode(NONE, A, A, NONE, B, scores=[1, 0.5, 0.75, 1, 0.25])
    assert transcript.char_centers == pytest.approx((0.4, 0.9))
    assert transcript.char_scores == (0.75, 0.25)


def test_centres_are_shares_of_the_crop_without_its_padding():
    assert decode(A, NONE, B, NONE, NONE, NONE, NONE, NONE, steps=4).char_centers == pytest.approx(
        (0.125, 0.625)
    )


def test_wide_forms_are_the_ascii_that_they_are():
    assert ctc.charset_of("a\n：\n（\nＡ\n。\n总") == ("a", ":", "(", "A", "。", "总", " ")


@pytest.mark.parametrize(
    ("seen", "read"), [("7/1l2B", "7/112B"), ("7/ll2", "7/112"), ("5O0", "500"), ("50l 1/2l", "50l 1/2l")]
)
def test_what_looks_like_a_digit_among_digits_is_one(seen, read):
    charset = tuple("0127/BIOl5 m")
    steps = [step for letter in seen for step in (charset.index(letter) + 1, NONE)]
    found = ctc.decode(np.array(steps), np.ones(len(steps), np.float32), charset, steps=len(steps))
    assert (found.text, len(found.char_centers)) == (read, len(read))
