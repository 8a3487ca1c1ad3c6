"""`manage.py train_recogniser FOLDER` writes changes that make the recogniser's text other."""

import json
import subprocess
import sys

import numpy as np
import pytest

from ocr.engines.embedded import RECOGNIZER_FILE, models_folder
from ocr.engines.tuning import tuned
from ocr.tests.drawing import draw_receipt
from ocr.training.tests.fixtures import ROOT

LINES = ["BOBS CORNER SHOP", "12 MAIN STREET", "14/03/2026 10:15", "RICE 12.50", "TOTAL 12.50"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """What the command said, and the file that it wrote; one label is not what is read."""
    pytest.importorskip("onnx", reason="TensorFlow and ONNX are not installed: run `make export`.")
    folder = tmp_path_factory.mktemp("receipts")
    (folder / "images").mkdir()
    (folder / "images" / "a.jpg").write_bytes(draw_receipt(LINES))
    labelled = [line.replace("SHOP", "SH0P") for line in LINES]
    lines = [{"text": text, "box": [30, 80 + 58 * i, 410, 136 + 58 * i]} for i, text in enumerate(labelled)]
    label = {"id": "a", "split": "train", "width": 800, "height": 600, "lines": lines}
    (folder / "labels.jsonl").write_text(json.dumps(label) + "\n")
    output = folder / "weights" / "recogniser.npz"
    command = [sys.executable, "manage.py", "train_recogniser", str(folder), "--output", str(output)]
    options = ["--cache", str(folder / "cache"), "--epochs", "2", "--drawn", "0"]
    done = subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout, output


def test_it_learns_from_the_lines_whose_text_is_known(trained):
    said, _ = trained
    assert "Learning from 3 lines" in said


def test_only_what_looks_along_the_line_changes(trained):
    _, output = trained
    model = (models_folder() / RECOGNIZER_FILE).read_bytes()
    changed = tuned(model, output)
    different = np.flatnonzero(np.frombuffer(model, np.uint8) != np.frombuffer(changed, np.uint8))
    assert len(different) > 0
    assert different[0] > len(model) // 3
    assert np.isfinite(np.load(output)["changes"]).all()
