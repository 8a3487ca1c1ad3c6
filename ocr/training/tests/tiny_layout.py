"""A tiny layout net that has learned nothing, as ONNX file and SavedModel. Run as `python -m … FOLDER`."""

import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np

from ocr.pods.tests.calls import WORDS
from ocr.training.export import save_layout
from ocr.training.layout.graph import write_graph
from ocr.training.layout.network import Size, initial_weights


def save(folder: Path) -> None:
    size = Size(numbers=WORDS.numbers.shape[1], pieces=4, width=16, layers=2, heads=2, inner=8)
    nets = [initial_weights(size, np.random.default_rng(seed)) for seed in range(2)]
    write_graph(folder / "layout.onnx", nets, size)
    save_layout(folder / "layout.onnx", folder / "layout" / "1")


if __name__ == "__main__":
    save(Path(sys.argv[1]))
