"""The learned tagger: a net on what `ocr.layout.features` sees of a page."""

import threading
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from ocr.engines.tagging import NetTagger
from ocr.errors import EngineError
from ocr.layout.decoding import Probabilities
from ocr.layout.features import VERSION, Features

WEIGHTS = Path(__file__).parent.parent / "layout" / "weights" / "layout.onnx"


class LearnedTagger(NetTagger):
    """Tags words with the net in `weights`; all threads share it, and it loads when it first runs."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._weights = weights
        self._lock = threading.Lock()

    def name(self) -> str:
        return str(self._metadata()["name"])

    def probabilities(self, features: Features) -> Probabilities:
        inputs = {"pieces": features.pieces, "numbers": features.numbers, "places": features.places}
        session = self._loaded()
        try:
            output = session.run(None, {name: value[np.newaxis] for name, value in inputs.items()})[0]
        except Exception as error:  # the classes that ONNX Runtime raises have no other base
            raise EngineError(
                "The layout net failed on this file. Try it again.", code="net_failed", retryable=True
            ) from error
        return np.asarray(output[0], np.float32)

    def _metadata(self) -> dict[str, str]:
        return dict(self._loaded().get_modelmeta().custom_metadata_map)

    def _loaded(self) -> Any:
        with self._lock:
            return self._session

    @cached_property
    def _session(self) -> Any:
        options = onnxruntime.SessionOptions()
        # The net is small: a second thread would cost more than it brings.
        options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        try:
            session = onnxruntime.InferenceSession(
                str(self._weights), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the classes that ONNX Runtime raises have no other base
            raise EngineError(
                f"{self._weights} is no layout net that loads. Restore it, or train one: `make train`.",
                code="models_missing",
                retryable=False,
            ) from error
        version = session.get_modelmeta().custom_metadata_map.get("features")
        if version != VERSION:
            raise EngineError(
                f"The layout net was trained on features {version}, but these are {VERSION}. "
                "Train it anew: `make train`.",
                code="models_missing",
                retryable=False,
            )
        return session
