"""The way from folders of labelled receipts to the file of the recogniser's changed weights."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx

from ocr.engines.embedded import RECOGNIZER_FILE, models_folder
from ocr.training.text.learning import Report, Weights, learn
from ocr.training.text.samples import Sample, balanced, drawn_samples, labelled_samples

Loaded = Callable[[int], None]
"""Called with the number of samples."""


def train(
    folders: Sequence[Path],
    output: Path,
    *,
    cache: Path,
    split: str,
    epochs: int,
    drawn: int,
    loaded: Loaded,
    report: Report,
) -> None:
    """Fine-tune the wheel's recogniser, and write what changed to `output`.

    With the labelled lines go `drawn` ones of each language, so that none is forgotten. Raises `OSError`.
    """
    model = (models_folder() / RECOGNIZER_FILE).read_bytes()
    charset = _charset(model)
    samples: list[Sample] = []
    for folder in folders:
        samples += balanced(labelled_samples(folder, cache=cache, split=split))
    samples += drawn_samples(drawn, charset)
    loaded(len(samples))
    write_changes(output, model, learn(model, samples, charset, epochs=epochs, report=report))


def write_changes(output: Path, model: bytes, weights: Weights) -> None:
    """Write what `ocr.engines.tuning` adds to `model` so that it has these weights."""
    starts, changes = [], []
    for tensor in onnx.load_from_string(model).graph.initializer:
        if tensor.name in weights:
            if model.count(tensor.raw_data) != 1:
                raise ValueError(f"{tensor.name} cannot be told from other weights of the model.")
            starts.append(model.index(tensor.raw_data))
            change = weights[tensor.name] - onnx.numpy_helper.to_array(tensor)
            changes.append(change.astype(np.float16).ravel())
    output.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        output,
        model=hashlib.sha256(model).hexdigest(),
        starts=np.array(starts),
        counts=np.array([change.size for change in changes]),
        changes=np.concatenate(changes),
    )


def _charset(model: bytes) -> tuple[str, ...]:
    """As the model has it: with East Asia's wide forms, which are classes of their own."""
    metadata = {entry.key: entry.value for entry in onnx.load_from_string(model).metadata_props}
    return (*metadata["character"].split("\n"), " ")
