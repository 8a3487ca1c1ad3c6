"""What the layout net sees: the same for the same receipt at any size, and for any digits."""

from dataclasses import replace

import numpy as np

from ocr.layout.features import PIECES, features_of, pieces_of
from ocr.layout.tagger import tag_words
from ocr.layout.tests.printed import words_of

RECEIPT = """
BOB'S GROCERY
12 Main Street
Date: 14/03/2026  10:15

Rice 5kg   2   12.50
TOTAL          12.50
"""


def look_at(words):
    return features_of(words, tag_words(words))


def test_a_receipt_photographed_larger_looks_the_same() -> None:
    words = words_of(RECEIPT)
    larger = [replace(word, quad=tuple((3 * x + 100, 3 * y + 50) for x, y in word.quad)) for word in words]
    small, large = look_at(words), look_at(larger)
    np.testing.assert_array_equal(small.pieces, large.pieces)
    np.testing.assert_array_equal(small.places, large.places)
    np.testing.assert_allclose(small.numbers, large.numbers, atol=1e-3)


def test_words_that_differ_in_their_digits_have_the_same_pieces() -> None:
    assert pieces_of("12.50") == pieces_of("98.70")
    assert pieces_of("12.50") != pieces_of("12,50")


def test_a_word_of_any_length_has_as_many_pieces() -> None:
    assert [len(pieces_of(text)) for text in ("", "a", "TOTAL", "x" * 100)] == [PIECES] * 4
    assert pieces_of("a")[0] > 0


def test_words_know_their_row_their_column_and_their_line() -> None:
    words = words_of("TOTAL    12.50\nCASH     20.00")
    assert look_at(words).places.tolist() == [[0, 5, 0], [0, 26, 1], [1, 4, 2], [1, 26, 3]]


def test_features_cross_the_network_without_loss() -> None:
    seen = look_at(words_of(RECEIPT))
    assert np.array_equal(seen.numbers, seen.numbers.astype(np.float16).astype(np.float32))
    assert seen.numbers.dtype == np.float32
