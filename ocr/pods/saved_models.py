"""SavedModels in a folder as TensorFlow Serving has it; loads TensorFlow, which few installations have."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from ocr.pods.contract import ContractError, Json

_STATUS_BY_CODE = {3: 400, 4: 504, 5: 404, 8: 429, 12: 501, 14: 503}
"""HTTP status by the number of TensorFlow's error; any other is 500."""


class ModelsError(Exception):
    """There is nothing to serve; `str(error)` says what to do."""


@dataclass(frozen=True, kw_only=True)
class VersionedModel:
    """The versions of one model."""

    versions: Mapping[int, "SavedModel"]
    labels: Mapping[str, int]


Models = Mapping[str, VersionedModel]


class SavedModel:
    """One version of a model, run as TensorFlow Serving runs it, by a session; one call at a time."""

    def __init__(self, folder: Path, *, threads: int, gpu: Lock) -> None:
        self._tf = _tensorflow()
        self._gpu = gpu
        v1 = self._tf.compat.v1
        config = v1.ConfigProto(intra_op_parallelism_threads=threads, inter_op_parallelism_threads=threads)
        self._session = v1.Session(graph=self._tf.Graph(), config=config)
        with self._session.graph.as_default():
            self._definitions = v1.saved_model.load(self._session, ["serve"], str(folder)).signature_def

    def input_names(self, signature: str) -> list[str]:
        """Return the names of a signature's inputs. Raises `ContractError`."""
        return list(self._definition(signature).inputs)

    def predict(self, signature: str, tensors: Mapping[str, Any]) -> dict[str, Any]:
        """Return nested lists of outputs by name. Raises `ContractError`."""
        definition = self._definition(signature)
        fetched = {name: info.name for name, info in definition.outputs.items()}
        try:
            fed = {info.name: self._array(info, tensors[name]) for name, info in definition.inputs.items()}
            with self._gpu:
                outputs = self._session.run(fetched, fed)
        except self._tf.errors.OpError as error:
            raise ContractError(_STATUS_BY_CODE.get(error.error_code, 500), error.message) from error
        except (TypeError, ValueError) as error:
            raise ContractError(400, f"An input has not the type or shape that it must: {error}") from error
        return {name: _listed(output) for name, output in outputs.items()}

    def signatures_as_json(self) -> Json:
        """Return SignatureDef by name in protocol buffers' JSON, without those for the loader itself."""
        to_dict = import_module("google.protobuf.json_format").MessageToDict
        return {
            name: to_dict(
                definition, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
            )
            for name, definition in self._definitions.items()
            if not name.startswith("__")
        }

    def _definition(self, signature: str) -> Any:
        if signature not in self._definitions:
            raise ContractError(400, f'Serving signature name: "{signature}" not found in signature def')
        return self._definitions[signature]

    def _array(self, info: Any, value: Any) -> Any:
        """The value as an array of the input's type, which numpy alone would not insist on."""
        np.shape(value)  # refuses ragged lists, which TensorFlow flattens where they hold strings
        return self._tf.make_ndarray(self._tf.make_tensor_proto(value, info.dtype))


def load_models(folder: Path, *, threads: int = 1) -> Models:
    """Load every version of every model in the folder. Raises `ModelsError` and `OSError`."""
    found = {model.name: _version_folders(model) for model in sorted(folder.iterdir()) if model.is_dir()}
    if not any(found.values()):
        raise ModelsError(f"{folder} has no models. Write them by `manage.py export_models {folder}`.")
    config = folder / "models.config"
    labels = parse_labels(config.read_text(encoding="utf-8")) if config.exists() else {}
    gpu = Lock()
    return {
        name: VersionedModel(
            versions={int(path.name): SavedModel(path, threads=threads, gpu=gpu) for path in paths},
            labels=labels.get(name, {}),
        )
        for name, paths in found.items()
        if paths
    }


def parse_labels(config: str) -> dict[str, dict[str, int]]:
    """Return versions by model and label, of a `models.config` in protocol buffers' text format."""
    text = re.sub(r"#.*", "", config)
    models = (part for part in re.split(r"\bconfig\s*:?\s*\{", text) if re.search(r"\bname\s*:", part))
    return {_quoted("name", model): _labels_of(model) for model in models}


def _labels_of(model: str) -> dict[str, int]:
    blocks = re.findall(r"version_labels\s*:?\s*\{([^}]*)\}", model)
    return {_quoted("key", block): int(_found(r"value\s*:\s*(\d+)", block)) for block in blocks}


def _quoted(field: str, text: str) -> str:
    return _found(rf"""\b{field}\s*:\s*["']([^"']*)["']""", text)


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise ModelsError(f"models.config cannot be understood near: {text.strip()[:60]!r}")
    return match[1]


def _version_folders(model: Path) -> Sequence[Path]:
    return [path for path in model.iterdir() if path.name.isdecimal() and (path / "saved_model.pb").exists()]


def _listed(output: Any) -> Any:
    """The array as nested lists; a scalar of bytes is no array."""
    if not hasattr(output, "tolist"):
        return output
    return _shortened(output.tolist()) if output.dtype == np.float32 else output.tolist()


def _shortened(value: Any) -> Any:
    """Numbers of 32 bits in 6 digits, or in 9 where that would change them, as the real one does."""
    if isinstance(value, list):
        return [_shortened(item) for item in value]
    short = float(f"{value:.6g}")
    return short if np.float32(short) == np.float32(value) else float(f"{value:.9g}")


def _tensorflow() -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        tensorflow = import_module("tensorflow")
    except ModuleNotFoundError as error:
        raise ModelsError(
            "Development pods need TensorFlow, which is not installed. Run `make export` first."
        ) from error
    tensorflow.get_logger().setLevel("ERROR")  # sessions are what TensorFlow Serving has, deprecated or not
    return tensorflow
