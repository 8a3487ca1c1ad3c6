"""The file of the layout net, where it is missing or none."""

import pytest

from ocr.engines.layout import LearnedTagger
from ocr.errors import EngineError
from ocr.layout.tests.printed import page_of, words_of

WORDS = words_of("BOBS SHOP\nTOTAL  12.50")


@pytest.mark.parametrize("content", [None, b"Dear Sir or Madam"])
def test_a_net_that_cannot_be_loaded_says_what_to_do(tmp_path, content):
    weights = tmp_path / "layout.onnx"
    if content is not None:
        weights.write_bytes(content)
    for ask in (LearnedTagger(weights).version, lambda: LearnedTagger(weights).tag(page_of(WORDS), WORDS)):
        with pytest.raises(EngineError, match="make train") as raised:
            ask()
        assert (raised.value.code, raised.value.retryable) == ("models_missing", False)
