"""Words of a line know where they stand."""

import numpy as np
import pytest

from ocr.geometry import quad_of_box
from ocr.types import Transcript
from ocr.words import line_of


def line(text, scores=None):
    """A line of evenly spaced characters, ten pixels each."""
    count = len(text)
    transcript = Transcript(
        text=text,
        char_scores=tuple(scores or [1.0] * count),
        char_centers=tuple((i + 0.5) / count for i in range(count)),
    )
    return line_of(transcript, quad_of_box(0, 0, 10 * count, 20), page=1)


def test_words_are_cut_out_where_they_stand():
    total, amount = line("TOTAL 12.50").words
    assert (total.text, amount.text) == ("TOTAL", "12.50")
    assert np.array(total.quad) == pytest.approx(np.array(quad_of_box(0, 0, 50, 20)))
    assert np.array(amount.quad) == pytest.approx(np.array(quad_of_box(60, 0, 110, 20)))


def test_a_line_without_spaces_is_one_word_of_its_whole_width():
    (word,) = line("TOTAL").words
    assert word.quad == quad_of_box(0, 0, 50, 20)


def test_each_word_has_the_score_of_its_own_characters():
    first, second = line("ab c", [1.0, 0.5, 0.0, 0.25]).words
    assert (first.score, second.score) == (0.75, 0.25)


def test_spaces_at_the_ends_and_in_a_row_leave_no_empty_words():
    found = line("  a   b ")
    assert [word.text for word in found.words] == ["a", "b"]
    assert found.text == "a b"


@pytest.mark.parametrize(
    "printed, words",
    [
        ("DATE:14/03/2026", ["DATE:", "14/03/2026"]),
        ("Total:£3.20", ["Total:", "£3.20"]),
        ("12:41:05", ["12:41:05"]),
        ("TEL: 0186", ["TEL:", "0186"]),
        ("http://till.example", ["http://till.example"]),
        ("GST No.:0012", ["GST", "No.:0012"]),
    ],
)
def test_a_key_is_parted_from_its_value(printed, words):
    found = line(printed)
    assert [word.text for word in found.words] == words
    assert found.text == " ".join(words)
