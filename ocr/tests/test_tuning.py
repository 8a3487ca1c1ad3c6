"""The recogniser runs with the weights that learned from receipts, and with these only if they are for it."""

import hashlib

import numpy as np
import pytest

from ocr.engines.embedded import RECOGNIZER_FILE, model_of, models_folder
from ocr.engines.tuning import tuned
from ocr.errors import EngineError

MODEL = b"head" + np.array([1, 2, 3], np.float32).tobytes() + b"!" + np.array([10, 20], np.float32).tobytes()


@pytest.fixture
def weights(tmp_path):
    """Changes of the last two of three floats, and of the first of two that stand at an odd place."""
    path = tmp_path / "recogniser.npz"
    np.savez(
        path,
        model=hashlib.sha256(MODEL).hexdigest(),
        starts=[8, 17],
        counts=[2, 1],
        changes=np.array([0.5, -0.25, 4], np.float16),
    )
    return path


def test_changes_are_added_where_they_belong(weights):
    changed = tuned(MODEL, weights)
    assert np.frombuffer(changed, np.float32, 3, 4).tolist() == [1, 2.5, 2.75]
    assert np.frombuffer(changed, np.float32, 2, 17).tolist() == [14, 20]
    assert (changed[:4], changed[16:17]) == (b"head", b"!")


def test_another_model_is_refused(weights):
    with pytest.raises(EngineError, match="another version of rapidocr"):
        tuned(MODEL + b"newer", weights)


def test_the_engine_runs_the_changed_model():
    original = (models_folder() / RECOGNIZER_FILE).read_bytes()
    changed = model_of(RECOGNIZER_FILE)
    assert len(changed) == len(original)
    assert changed != original
