"""`manage.py train_layout FOLDER` writes a net that the engines run."""

import json
import subprocess
import sys

import numpy as np
import pytest

from ocr.engines.layout import LearnedTagger
from ocr.layout.tests.printed import page_of, words_of
from ocr.tests.drawing import draw_receipt
from ocr.training.tests.fixtures import ROOT

LINES = ["BOBS CORNER SHOP", "12 MAIN STREET", "14/03/2026 10:15", "RICE 12.50", "TOTAL 12.50"]
LABELS = ["Store_name_value", "Store_addr_value", "Date_value", "Prod_item_value", "Total_value"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two receipts with labelled boxes, and one of another split that must not be read."""
    folder = tmp_path_factory.mktemp("receipts")
    (folder / "images").mkdir()
    with (folder / "labels.jsonl").open("w") as labels:
        for name, split in (("a", "train"), ("b", "train"), ("c", "val")):
            (folder / "images" / f"{name}.jpg").write_bytes(b"" if split == "val" else draw_receipt(LINES))
            words = [
                {"text": text, "box": [0, 60 * i, 2000, 60 * i + 60], "label": label}
                for i, (text, label) in enumerate(zip(LINES, LABELS, strict=True))
            ]
            labels.write(
                json.dumps({"id": name, "split": split, "width": 800, "height": 600, "words": words}) + "\n"
            )
    return folder


@pytest.fixture(scope="module")
def weights(folder, tmp_path_factory):
    pytest.importorskip("onnx", reason="TensorFlow and ONNX are not installed: run `make export`.")
    output = tmp_path_factory.mktemp("weights") / "layout.onnx"
    command = [sys.executable, "manage.py", "train_layout", str(folder), "--output", str(output)]
    options = ["--cache", str(output.parent / "cache"), "--epochs", "1", "--nets", "1", "--invented", "3"]
    subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True)
    return output


def test_the_net_tags_every_word(weights):
    words = words_of("\n".join(LINES))
    tags = LearnedTagger(weights).tag(page_of(words), words)
    assert len(tags) == len(words)
    assert all(0 < tag.score <= 1 for tag in tags)
    assert LearnedTagger(weights).tag(page_of(words), []) == []


def test_what_ocr_read_is_kept(weights):
    lines = (weights.parent / "cache").glob("*.jsonl")
    pages = [json.loads(line) for path in lines for line in path.read_text().splitlines()]
    assert [page["id"] for page in pages] == ["a", "b"]
    assert "CORNER" in [word[0] for word in pages[0]["words"]]


def test_the_file_is_small(weights):
    assert 500_000 < weights.stat().st_size < 5_000_000


def test_tensorflow_gives_what_the_engine_gives(weights):
    script = (
        "import sys, numpy as np, onnxruntime\n"
        "from pathlib import Path\n"
        "from ocr.training.converter import Net\n"
        "session = onnxruntime.InferenceSession(sys.argv[1])\n"
        "shapes = {item.name: [2, 7, item.shape[2]] for item in session.get_inputs()}\n"
        "random = np.random.default_rng(0)\n"
        "inputs = {'pieces': random.integers(0, 8000, shapes['pieces']).astype(np.int32),\n"
        "    'numbers': random.random(shapes['numbers']).astype(np.float32),\n"
        "    'places': random.integers(0, 30, shapes['places']).astype(np.int32)}\n"
        "here = session.run(None, inputs)[0]\n"
        "print(np.abs(Net(Path(sys.argv[1])).of(**inputs).numpy() - here).max())\n"
    )
    command = [sys.executable, "-c", script, str(weights)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert float(done.stdout) < 1e-4
    assert np.isfinite(float(done.stdout))
