"""A page's only accent is a speck, unless it was read surely."""

from ocr.accents import without_specks
from ocr.types import Transcript


def page(*lines, accent=0.6):
    """Lines whose letters are sure but for the accented ones."""
    return {
        index: Transcript(
            text=line,
            char_scores=tuple(0.99 if letter.isascii() else accent for letter in line),
            char_centers=tuple(i / len(line) for i in range(len(line))),
        )
        for index, line in enumerate(lines)
    }


def texts(page):
    return [line.text for line in without_specks(page).values()]


def test_a_speck_over_an_english_letter_is_no_accent():
    assert texts(page("TSH POWER HARDWÀRE", "TOTAL 4.50")) == ["TSH POWER HARDWARE", "TOTAL 4.50"]


def test_an_accent_that_was_read_surely_stays():
    assert texts(page("Hoegaarden Rosée", "TOTAL 4.50", accent=0.97)) == ["Hoegaarden Rosée", "TOTAL 4.50"]


def test_a_language_with_accents_has_more_than_one():
    assert texts(page("Désignation", "14 AVR 2026 à 21:35")) == ["Désignation", "14 AVR 2026 à 21:35"]
    assert texts(page("Brötchen", "Käse")) == ["Brötchen", "Käse"]


def test_letters_that_only_look_accented_stay():
    assert texts(page("Smørrebrød 45,00")) == ["Smørrebrød 45,00"]
    assert texts(page("한글 ガ")) == ["한글 ガ"]


def test_scores_and_centres_still_go_with_the_characters():
    before = page("TÁX INVOICE")[0]
    after = without_specks({0: before})[0]
    assert (after.char_scores, after.char_centers) == (before.char_scores, before.char_centers)
    assert after.text == "TAX INVOICE"
