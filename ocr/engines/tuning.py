"""The wheel's recogniser with the weights that learned from receipts.

Only what differs is kept: small numbers that are added to the model's own, so half precision is enough.
"""

import hashlib
from pathlib import Path

import numpy as np

from ocr.errors import EngineError

WEIGHTS = Path(__file__).parent / "weights" / "recogniser.npz"


def tuned(model: bytes, weights: Path = WEIGHTS) -> bytes:
    """The ONNX file `model` with the changes in `weights` added.

    These are `model`, the SHA-256 of the file that they were learned for; `starts` and `counts`, where in it
    the 32-bit floats of each changed tensor begin, in bytes, and how many they are; and `changes`, what is to
    be added to all of them. Raises `EngineError` if they were learned for another file.
    """
    tuning = np.load(weights)
    if str(tuning["model"]) != hashlib.sha256(model).hexdigest():
        raise EngineError(
            "The recogniser's weights were learned for another version of rapidocr than the one installed. "
            "Run `make install`, or `make recogniser` for this version.",
            code="models_missing",
            retryable=False,
        )
    changed = bytearray(model)
    ends = np.cumsum(tuning["counts"])
    for start, change in zip(tuning["starts"], np.split(tuning["changes"], ends[:-1]), strict=True):
        tensor = np.frombuffer(changed, np.float32, len(change), int(start))
        tensor += change
    return bytes(changed)
