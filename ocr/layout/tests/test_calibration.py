"""Confidences: what evidence, counts and the version of the models allow."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.layout import calibration
from ocr.layout.calibration import UNPROVEN, Curve, Table, calibrated, read_table, write_table
from ocr.types import Field, Label, Receipt, Tag, Word

QUAD = ((0.0, 0.0), (100.0, 0.0), (100.0, 20.0), (0.0, 20.0))
NEUTRAL = (0.0,) * 5


def curve(*, intercept: float = 1.0, ceiling: float = 0.97) -> Curve:
    return Curve(intercept=intercept, weights=(1.0, 1.0, 1.0, 0.0, 1.0), scores=(0.0,), ceilings=(ceiling,))


def read(value: object, confidence: float = 0.99) -> Field:
    return Field(value=value, raw_text=str(value), confidence=confidence, page=1, quad=QUAD)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Receipt:
    table = Table(version="m1", curves={"merchant_name": curve(ceiling=0.9), "total": curve()})
    monkeypatch.setattr(calibration, "table_shipped", lambda: table)
    return Receipt(
        merchant_name=read("SHOP"), tip=read(Decimal(1)), total=read(Decimal(5)), arithmetic_agrees=True
    )


def confidences(receipt: Receipt, version: str, *, word_score: float = 0.99) -> dict[str, float]:
    word = Word(text="5", score=word_score, quad=QUAD, page=1, line=0)
    done = calibrated(receipt, [word], [Tag(label=Label.TOTAL, score=1.0)], version=version)
    return {name: field.confidence for name, field in calibration.named_fields(done)}


def test_a_field_shows_what_labelled_receipts_support(shop: Receipt) -> None:
    assert confidences(shop, "m1") == {"merchant_name": 0.9, "tip": UNPROVEN, "total": 0.97}


def test_a_badly_read_word_costs_confidence(shop: Receipt) -> None:
    assert confidences(shop, "m1", word_score=0.02)["total"] < 0.97


def test_of_unknown_models_only_what_adds_up_is_sure(shop: Receipt) -> None:
    assert confidences(shop, "m2") == {"merchant_name": UNPROVEN, "tip": UNPROVEN, "total": 0.99}


@given(
    st.lists(st.floats(-6, 6), min_size=5, max_size=5), st.integers(0, 4), st.floats(0, 3), st.floats(0, 1)
)
def test_more_evidence_never_lowers_a_confidence(
    features: list[float], which: int, more: float, ceiling: float
) -> None:
    made = Curve(
        intercept=0.0,
        weights=(1.0, 0.5, 0.0, 2.0, 0.1),
        scores=(-1.0, 1.0),
        ceilings=(ceiling / 2, ceiling),
    )
    raised = [value + more * (index == which) for index, value in enumerate(features)]
    below, above = made.confidence(tuple(features)), made.confidence(tuple(raised))
    assert 0 <= below <= above <= ceiling


def test_a_table_is_what_was_written(tmp_path: Path) -> None:
    table = Table(version="m1", curves={"total": curve()})
    write_table(table, tmp_path / "table.json")
    assert read_table(tmp_path / "table.json") == table


@pytest.mark.parametrize(
    "content", [b"{}", b"[]", b"\xff", b'{"fields": [], "version": "m1"}', b'{"fields": {"total": 1}}']
)
def test_a_file_that_is_no_table_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "table.json").write_bytes(content)
    with pytest.raises(ValueError, match=r"manage\.py calibrate"):
        read_table(tmp_path / "table.json")


def test_the_shipped_table_has_weights_and_ceilings_as_promised() -> None:
    for made in calibration.table_shipped().curves.values():
        assert min(made.weights) >= 0
        assert list(made.ceilings) == sorted(made.ceilings)
        assert made.ceilings[-1] < 1
        assert 0 < made.confidence(NEUTRAL) < 1
