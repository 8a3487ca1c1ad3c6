"""Keywords, whatever their spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.layout.keywords import KEYWORDS, Concept, phrases
from ocr.layout.matching import concepts, find


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("TOTAL ROUNDED RM 33.90", Concept.GRAND_TOTAL),
        ("GRANDTOTAL:", Concept.GRAND_TOTAL),
        ("TotalRM15.40", Concept.TOTAL),
        ("T0TAL", Concept.TOTAL),
        ("TOTAI", Concept.TOTAL),
        ("T O T A L", Concept.TOTAL),
        ("Tổng cộng", Concept.TOTAL),
        ("TỔNG TIỀN", Concept.TOTAL),
        ("Summe", Concept.TOTAL),
        ("SUBTOTAL", Concept.SUBTOTAL),
        ("Zwischensumme", Concept.SUBTOTAL),
        ("Tạm tính", Concept.SUBTOTAL),
        ("MwSt 19%", Concept.TAX),
        ("PPN 10%", Concept.TAX),
        ("Roundlng Adj", Concept.ROUNDING),
        ("Tunai", Concept.CASH),
        ("Kembalian", Concept.CHANGE),
        ("Rückgeld", Concept.CHANGE),
        ("Tiền thừa", Concept.CHANGE),
        ("TotalQty: 3", Concept.COUNT),
        ("SDN BHD", Concept.COMPANY),
    ],
)
def test_a_phrase_is_recognised(text: str, concept: Concept) -> None:
    assert concept in concepts(text)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("SUBTOTAL", Concept.TOTAL),
        ("TOTAL QTY", Concept.TOTAL),
        ("CASHIER", Concept.CASH),
        ("HOTEL", Concept.TEL),
        ("MULTIPLE", Concept.TIP),
        ("SUMMER CUP", Concept.TOTAL),
        ("TAXI", Concept.TAX),
        ("PASIR", Concept.TITLE),
    ],
)
def test_a_look_alike_is_not(text: str, concept: Concept) -> None:
    assert concept not in concepts(text)


def test_a_mended_phrase_is_less_certain_and_has_its_place() -> None:
    (printed,) = (hit for hit in find("NET  TOTAL") if hit.concept == Concept.GRAND_TOTAL)
    (misread,) = (hit for hit in find("NET  TOTAI") if hit.concept == Concept.GRAND_TOTAL)
    assert (printed.start, printed.end) == (0, 10)
    assert misread.score < printed.score == 1.0


def test_every_phrase_is_written_as_it_is_folded() -> None:
    for concept in KEYWORDS:
        for phrase in phrases(concept):
            assert concept in concepts(" ".join(phrase)), phrase


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    for hit in find(text):
        assert 0 <= hit.start < hit.end <= len(text)
