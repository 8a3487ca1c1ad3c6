"""What a line crop says by the labels of its receipt, and when nobody knows."""

import numpy as np
import pytest

from ocr.geometry import quad_of_box
from ocr.training.layout.pages import ReadPage
from ocr.training.text.lines import ReadLine, _encoded
from ocr.training.text.matching import text_of

PAGE = ReadPage(id="a", width=400, height=100, rotation=0, words=())
PNG = _encoded(np.full((20, 300, 3), 255, np.uint8))


def said(read, *labels, score=0.8, kind="lines"):
    """The text of a line at (0, 0, 300, 20), where `labels` are texts and where they begin and end."""
    line = ReadLine(quad=quad_of_box(0, 0, 300, 20), text=read, score=score, png=PNG)
    parts = [{"text": text, "box": [left, 0, right, 20]} for text, left, right in labels]
    return text_of(line, {kind: parts}, PAGE)


def test_the_label_is_believed_in_the_case_that_was_read():
    assert said("Total Te1:", ("TOTAL TEL:", 0, 300)) == "Total Tel:"


def test_labels_side_by_side_make_up_a_line():
    assert said("SETIA ÁLAM", ("SETIA", 0, 140), ("ALAM", 160, 300)) == "SETIA ALAM"


def test_labels_without_spaces_leave_those_that_were_read():
    assert said("Bretonischer Rlng 7", ("BretonischerRing7", 0, 300), kind="words") == "Bretonischer Ring 7"


@pytest.mark.parametrize(
    "labels",
    [
        [],
        [("JALAN SAGU 18 AND MORE", 0, 500)],
        [("SOMETHING ELSE", 0, 300)],
    ],
)
def test_nobody_knows_what_a_line_says_without_a_label_of_just_it(labels):
    assert said("JALAN SAGU 18", *labels) is None


def test_where_labels_were_made_by_machines_a_sure_reading_is_not_corrected():
    assert said("TOTAL 8", ("TOTAL B", 0, 300), kind="words", score=0.99) is None
    assert said("TOTAL 8", ("TOTAL B", 0, 300), kind="words", score=0.5) == "TOTAL B"


def test_spaces_never_pair_with_letters():
    assert said("A11 Seasons", ("Al lSeasons", 0, 300), kind="words") == "All Seasons"
    assert said("21 20", ("21.20", 0, 300)) == "21.20"


def test_a_times_sign_stays_where_labels_have_a_letter_for_it():
    assert said("2 × 1O.50", ("2 X 10.50", 0, 300)) == "2 × 10.50"


@pytest.mark.parametrize(
    ("read", "label"), [("7/118B", "7/1I8B"), ("12.50", "12,50"), ("Total GST", "Total GST:")]
)
def test_slips_of_labels_are_not_learned(read, label):
    assert said(read, (label, 0, 300), score=0.95) is None


def test_what_changes_in_a_word_of_small_letters_is_small():
    assert said("Take0ut Totai", ("TAKEOUT TOTAL", 0, 300)) == "Takeout Total"
