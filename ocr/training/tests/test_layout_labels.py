"""What labels of receipts tell of the words that OCR read."""

from ocr.layout.tagger import tag_words
from ocr.layout.tests.printed import words_of
from ocr.training.layout.classes import ANY
from ocr.training.layout.pages import ReadPage
from ocr.training.layout.printed import printed_page
from ocr.training.layout.projection import LABEL_OF_CLASS, known_by_box, names_used
from ocr.training.layout.silver import known_by_value, most_similar
from ocr.types import Label, Word

NAMES = frozenset(f"{name}_value" for name in LABEL_OF_CLASS)

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
    *labelled, ignored, unlabelled = known_by_box(page([*words, lone]), label, names=NAMES)
    assert labelled == [{Label.STORE_NAME}, {"key_of_total"}, {Label.TOTAL}]
    assert ignored == ANY
    assert Label.OTHER in unlabelled and Label.PAYMENT_AMOUNT in unlabelled
    assert not unlabelled & {Label.STORE_NAME, Label.TOTAL, Label.TAX}


def test_what_a_folder_never_names_may_be_among_the_others():
    label = {"width": 400, "height": 300, "words": [{"box": [0, 0, 100, 20], "label": "Others"}]}
    names = names_used([label] * 50 + [{"words": [{"label": "Total_value"}, {"label": "Tax_value"}]}] * 3)
    assert names == {"Others", "Total_value", "Tax_value"}
    (known,) = known_by_box(page([word(5, 2, 60, 19)]), label, names=names)
    assert {Label.OTHER, Label.SUBTOTAL, "key_of_subtotal"} <= known
    assert not known & {Label.TOTAL, Label.TAX, "key_of_tax"}
    assert "Tax_value" not in names_used([label] * 99 + [{"words": [{"label": "Tax_value"}]}])


def test_boxes_turn_with_the_page_and_grow_with_it():
    label = {"width": 300, "height": 400, "words": [{"box": [10, 40, 30, 100], "label": "Total_value"}]}
    turned = page([word(2 * 300, 2 * 10, 2 * 360, 2 * 30)], width=800, height=600, rotation=90)
    assert known_by_box(turned, label, names=NAMES) == [{Label.TOTAL}]


def test_boxes_turn_with_a_tilted_page():
    """By 30 degrees about the middle, so that (100, 0) from there becomes (87, 50)."""
    label = {"width": 300, "height": 400, "words": [{"box": [230, 190, 270, 210], "label": "Total_value"}]}
    turned = page([word(302, 288, 332, 308)], width=460, height=496, rotation=30)
    assert known_by_box(turned, label, names=NAMES) == [{Label.TOTAL}]


def test_an_address_is_found_over_lines_and_reading_errors():
    words = words_of(RECEIPT.replace("Main", "Maln"))
    found = most_similar(words, "123 MAIN STREET SPRINGFIELD")
    assert [words[index].text for index in found] == ["123", "Maln", "Street,", "Springfield"]
    assert most_similar(words, "1 Rodeo Drive, Beverly Hills") == []


def test_values_tell_what_words_are_and_what_they_are_not():
    fields = {
        "store_name": "Bobs Corner Shop",
        "store_address": "123 Main Street, Springfield",
        "date": "15/03/2026",
        "total": "12.50",
    }
    words = words_of(RECEIPT)
    known = known_by_value(page(words), {"fields": fields}, tag_words(words))
    dates = [classes for word, classes in zip(words, known, strict=True) if "2026" in word.text]
    prices = [classes for word, classes in zip(words, known, strict=True) if word.text == "12.50"]
    assert Label.OTHER in dates[0] and Label.DATE not in dates[0]
    assert dates[1] == {Label.DATE}
    assert Label.ITEM_PRICE in prices[0] and Label.STORE_NAME not in prices[0]
    assert prices[1] == {Label.TOTAL}
    assert known[:6] == [{Label.STORE_NAME}] * 3 + [{Label.STORE_ADDRESS}] * 3


def test_a_value_that_is_nowhere_on_the_page_may_be_any_word():
    words = words_of(RECEIPT)
    known = known_by_value(page(words), {"fields": {"store_name": "Alices Bakery"}}, tag_words(words))
    assert all(Label.STORE_NAME in classes for classes in known)


def test_a_machines_values_confirm_the_rules():
    silver = {"items": [{"name": "RICE", "price": 12.5}], "time": "10:15"}
    words = words_of(
        "BOBS SHOP\n14/03/2026 10:15\nRice            12.50\nSoap             9.90\nTOTAL    22.40"
    )
    known = known_by_value(page(words), {"fields": {}, "fields_gpt4o": silver}, tag_words(words))
    by_text = dict(zip((word.text for word in words), known, strict=True))
    assert by_text["Rice"] == {Label.ITEM_NAME}
    assert by_text["12.50"] == {Label.ITEM_PRICE}
    assert by_text["10:15"] == {Label.TIME}
    assert len(by_text["Soap"]) > 5
    assert len(by_text["9.90"]) > 5


def test_labelled_lines_become_a_page_of_words():
    lines = [{"text": "TOTAL 12.50", "box": [0, 50, 110, 70]}, {"text": "BOBS", "box": [0, 0, 40, 20]}]
    read = printed_page({"id": "1", "width": 200, "height": 100, "lines": lines})
    assert [word.text for word in read.words] == ["BOBS", "TOTAL", "12.50"]
    assert round(read.words[2].quad[0][0]) == 60
