"""Writes the embedded engine's nets as SavedModels for TensorFlow Serving."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tensorflow as tf

from ocr.ctc import charset_of
from ocr.engines.embedded import (
    DETECTOR_FILE,
    RECOGNIZER_FILE,
    EmbeddedDetector,
    EmbeddedRecognizer,
    model_of,
)
from ocr.engines.layout import WEIGHTS
from ocr.layout.features import signature_of
from ocr.training.converter import Net
from ocr.training.publishing import publish
from ocr.training.serving_config import RECOGNIZER_BATCHING
from ocr.training.signatures import detect_signature, recognize_signature, tag_signature

DEFAULT_SIGNATURE = "serving_default"


def export_models(folder: Path, *, base_path: str) -> dict[str, int]:
    """Write the next version of each model, and the configuration; return the versions by model.

    `base_path` is where the pods see `folder`. Raises `OSError`, and `EngineError` when there are no weights.
    """
    tf.get_logger().setLevel("WARNING")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".export-", dir=folder) as temporary:
        built = Path(temporary)
        _save_detector(model_of(DETECTOR_FILE), built / "textdet")
        _save_recognizer(model_of(RECOGNIZER_FILE), built / "textrec")
        save_layout(WEIGHTS, built / "layout")
        return publish(built, folder, base_path=base_path)


def _save_detector(weights: bytes, model: Path) -> None:
    _save(model, "detect", detect_signature(Net(weights), EmbeddedDetector().name()))


def _save_recognizer(weights: bytes, model: Path) -> None:
    net = Net(weights)
    charset = charset_of(net.metadata["character"])
    signature = recognize_signature(net, EmbeddedRecognizer().name(), charset)
    _save(model, "recognize", signature)
    (model / "batching_params.pbtxt").write_text(RECOGNIZER_BATCHING, encoding="utf-8")


def save_layout(weights: Path, model: Path) -> None:
    """Write the layout net as `model`; its signature is named after the features that it was trained on."""
    net = Net(weights)
    _save(model, signature_of(net.metadata["features"]), tag_signature(net, net.metadata["name"]))


def _save(model: Path, name: str, signature: Any) -> None:
    tf.saved_model.save(tf.Module(), str(model), signatures={name: signature, DEFAULT_SIGNATURE: signature})
