"""The file of the layout net, where it is missing or none."""

import pytest

from ocr.engines import tagging
from ocr.engines.embedded import EmbeddedEngine
from ocr.engines.layout import LearnedTagger
from ocr.engines.rules import RULES
from ocr.errors import EngineError
from ocr.layout.calibration import table_shipped
from ocr.layout.tests.printed import page_of, words_of

WORDS = words_of("BOBS SHOP\nTOTAL  12.50")


def test_confidences_are_fitted_to_the_nets_that_are_shipped():
    assert table_shipped().version == EmbeddedEngine().nets().model_version([WORDS])


def test_pages_that_the_net_leaves_to_the_rules_are_of_another_version(monkeypatch):
    monkeypatch.setattr(tagging, "MAX_WORDS", len(WORDS) - 1)
    nets = EmbeddedEngine().nets()
    assert nets.model_version([WORDS]) == f"{nets.ocr_version()} {RULES}"
    assert nets.model_version([WORDS[:1], WORDS]).endswith(f"{LearnedTagger().name()} {RULES}")


@pytest.mark.parametrize("content", [None, b"Dear Sir or Madam"])
def test_a_net_that_cannot_be_loaded_says_what_to_do(tmp_path, content):
    weights = tmp_path / "layout.onnx"
    if content is not None:
        weights.write_bytes(content)
    for ask in (LearnedTagger(weights).name, lambda: LearnedTagger(weights).tag(page_of(WORDS), WORDS)):
        with pytest.raises(EngineError, match="make train") as raised:
            ask()
        assert (raised.value.code, raised.value.retryable) == ("models_missing", False)
