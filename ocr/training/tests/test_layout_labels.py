"""How labels of receipts become labels of the words that OCR read."""

from ocr.layout.tagger import tag_words
from ocr.layout.tests.printed import words_of
from ocr.training.layout.pages import ReadPage
from ocr.training.layout.printed import printed_page
from ocr.training.layout.projection import labels_by_box
from ocr.training.layout.silver import labels_by_value, most_similar
from ocr.types import Label, Word

RECEIPT = """
BOBS CORNER SHOP
123 Main Street,
Springfield
Date: 14/03/2026
Printed: 15/03/2026
Rice            12.50
TOTAL           12.50
"""


def page(words, *, width=400, height=300, rotation=0):
    return ReadPage(id="1", width=width, height=height, rotation=rotation, words=tuple(words))


def word(left, top, right, bottom):
    quad = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Word(text="12.50", score=1.0, quad=quad, page=1, line=0)


def test_a_word_has_the_label_of_the_box_that_covers_it():
    label = {
        "width": 400,
        "height": 300,
        "words": [
            {"box": [0, 0, 100, 20], "label": "Store_name_value"},
            {"box": [0, 100, 90, 120], "label": "Total_key"},
            {"box": [100, 100, 200, 120], "label": "Total_value"},
            {"box": [0, 200, 100, 220], "label": "Ignore"},
        ],
    }
    words = [word(*box) for box in ((5, 2, 60, 19), (5, 99, 60, 119), (110, 99, 160, 119), (5, 201, 50, 219))]
    lone = word(300, 0, 350, 20)
    found = labels_by_box(page([*words, lone]), label)
    assert found == [Label.STORE_NAME, Label.KEY, Label.TOTAL, None, Label.OTHER]


def test_boxes_turn_with_the_page_and_grow_with_it():
    label = {"width": 300, "height": 400, "words": [{"box": [10, 40, 30, 100], "label": "Total_value"}]}
    turned = page([word(2 * 300, 2 * 10, 2 * 360, 2 * 30)], width=800, height=600, rotation=90)
    assert labels_by_box(turned, label) == [Label.TOTAL]


def test_an_address_is_found_over_lines_and_reading_errors():
    words = words_of(RECEIPT.replace("Main", "Maln"))
    found = most_similar(words, "123 MAIN STREET SPRINGFIELD")
    assert [words[index].text for index in found] == ["123", "Maln", "Street,", "Springfield"]
    assert most_similar(words, "1 Rodeo Drive, Beverly Hills") == []


def test_values_tell_the_labels_and_correct_the_rules():
    fields = {
        "store_name": "Bobs Corner Shop",
        "store_address": "123 Main Street, Springfield",
        "date": "15/03/2026",
        "total": "12.50",
    }
    words = words_of(RECEIPT)
    found = labels_by_value(page(words), {"fields": fields}, tag_words(words))
    by_text = {(w.text, i): name for i, (w, name) in enumerate(zip(words, found, strict=True))}
    dates = [name for (text, _), name in by_text.items() if "2026" in text]
    prices = [name for (text, _), name in by_text.items() if text == "12.50"]
    assert dates == [Label.OTHER, Label.DATE]
    assert prices == [Label.ITEM_PRICE, Label.TOTAL]
    assert found[:6] == [Label.STORE_NAME] * 3 + [Label.STORE_ADDRESS] * 3


def test_labelled_lines_become_a_page_of_words():
    lines = [{"text": "TOTAL 12.50", "box": [0, 50, 110, 70]}, {"text": "BOBS", "box": [0, 0, 40, 20]}]
    read = printed_page({"id": "1", "width": 200, "height": 100, "lines": lines})
    assert [word.text for word in read.words] == ["BOBS", "TOTAL", "12.50"]
    assert round(read.words[2].quad[0][0]) == 60
