"""PP-OCRv6 small in this process, by ONNX Runtime, from the files of the `rapidocr` wheel."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ocr import ctc
from ocr.engines.base import Detector, Engine, Nets, Pixels, ProbabilityMap, Recognizer
from ocr.engines.inputs import LINE_HEIGHT, LinePixels, batches_of, detector_input, line_input, padded_width
from ocr.engines.layout import LearnedTagger
from ocr.engines.tuning import tuned
from ocr.errors import EngineError
from ocr.types import Transcript

Tensor = NDArray[np.float32]
T = TypeVar("T")

DETECTOR_FILE = "PP-OCRv6_det_small.onnx"
RECOGNIZER_FILE = "PP-OCRv6_rec_small.onnx"


# One net runs at a time, on all cores: two at once would only share them, at twice the memory. It is always
# the same thread, because the allocator keeps what a net used for the thread that it ran on.
_runner = ThreadPoolExecutor(1, thread_name_prefix="nets")


class Net:
    """One loaded ONNX model; all threads share it, and it loads when it first runs."""

    def __init__(self, file: str | Path, *, is_tuned: bool = True) -> None:
        """`file` is a name among the models of `rapidocr`, or an absolute path.

        With `is_tuned` the recogniser has the weights that learned from receipts.
        """
        self._file = file
        self._is_tuned = is_tuned

    def run(self, tensor: Tensor) -> Tensor:
        """Return the net's output for `tensor`. Raises `EngineError`."""
        return self.start(tensor)()

    def start(self, tensor: Tensor) -> Callable[[], Tensor]:
        """Run the net beside the caller; return what waits for its output."""
        future = _runner.submit(self._run, tensor)
        return future.result

    def metadata(self, name: str) -> str:
        """Return one entry of the model's own metadata."""
        return str(_runner.submit(lambda: self._session.get_modelmeta().custom_metadata_map[name]).result())

    @cached_property
    def checksum(self) -> str:
        """What tells the file from any other, in eight digits. Raises `EngineError`."""
        return f"{crc32(model_of(self._file, is_tuned=self._is_tuned)):08x}"

    def _run(self, tensor: Tensor) -> Tensor:
        session = self._session
        try:
            return np.asarray(session.run(None, {session.get_inputs()[0].name: tensor})[0])
        except Exception as error:  # the classes that ONNX Runtime raises have no other base
            raise EngineError(
                "The embedded OCR nets failed on this file. Try it again.", code="net_failed", retryable=True
            ) from error

    @cached_property
    def _session(self) -> Any:
        """Created on the runner's thread only, so it needs no lock."""
        model = model_of(self._file, is_tuned=self._is_tuned)
        return onnxruntime.InferenceSession(model, _options(), providers=["CPUExecutionProvider"])


class EmbeddedDetector(Detector):
    """PP-OCRv6 small detector."""

    def __init__(self) -> None:
        self._net = Net(DETECTOR_FILE)

    def name(self) -> str:
        """Name the exact net; pods with the same one tell the same name. Raises `EngineError`."""
        return f"textdet-{self._net.checksum}"

    def detect(self, image: Pixels) -> ProbabilityMap:
        return np.asarray(self._net.run(_normalized([detector_input(image)]))[0, 0])


class EmbeddedRecognizer(Recognizer):
    """PP-OCRv6 small recogniser."""

    def __init__(self, *, is_tuned: bool = True) -> None:
        self._net = Net(RECOGNIZER_FILE, is_tuned=is_tuned)
        self._charset: tuple[str, ...] = ()

    def name(self) -> str:
        """Name the exact net; pods with the same one tell the same name. Raises `EngineError`."""
        return f"textrec-{self._net.checksum}"

    def recognize(self, crops: Sequence[Pixels]) -> Iterator[tuple[int, Transcript]]:
        lines = (([line_input(crops[i]) for i in batch], batch) for batch in batches_of(crops))
        runs = ((batch, inputs, self._net.start(padded(inputs))) for inputs, batch in lines)
        for batch, inputs, wait in _one_ahead(runs):
            classes, scores = _best(wait())
            del wait  # and with it the scores of all classes, tens of megabytes
            covered = classes.shape[1] / padded_width(inputs)
            for row, i in enumerate(batch):
                steps = inputs[row].shape[1] * covered
                yield i, ctc.decode(classes[row], scores[row], self._characters(), steps=steps)

    def _characters(self) -> tuple[str, ...]:
        if not self._charset:
            self._charset = ctc.charset_of(self._net.metadata("character"))
        return self._charset


class EmbeddedEngine(Engine):
    """All nets in this process."""

    name = "embedded"

    def __init__(self, *, is_tuned: bool = True) -> None:
        """Without `is_tuned` the recogniser is as published: what it learns from receipts starts there."""
        detector, recognizer = EmbeddedDetector(), EmbeddedRecognizer(is_tuned=is_tuned)
        self._nets = Nets(
            detector=detector,
            recognizer=recognizer,
            tagger=LearnedTagger(),
            ocr_version=lambda: f"{detector.name()} {recognizer.name()}",
        )

    def nets(self) -> Nets:
        """Return the same nets for every file: they keep nothing of any."""
        return self._nets


def model_of(file: str | Path, *, is_tuned: bool = True) -> bytes:
    """The model of a file as in `Net`. Raises `EngineError` if there is none."""
    try:
        model = (models_folder() / file).read_bytes()
        return tuned(model) if is_tuned and file == RECOGNIZER_FILE else model
    except OSError as error:
        raise EngineError(
            f"The file {error.filename} of the OCR models cannot be read. Run `make install` again.",
            code="models_missing",
            retryable=False,
        ) from error


def models_folder() -> Path:
    """The wheel is used for its files alone: importing it would set up logging and download models."""
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise EngineError(
            "The OCR models are not installed. Run `make install`, or install the rapidocr package.",
            code="models_missing",
            retryable=False,
        )
    return Path(spec.origin).parent / "models"


def _options() -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = os.cpu_count() or 1
    # Shapes differ with every receipt, so memory kept for the last shape is only growth.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    # Waiting threads must not burn the cores that another worker process could use.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _normalized(images: Sequence[NDArray[Any]]) -> Tensor:
    """(x / 255 - 0.5) / 0.5, channels first in the order blue, green, red: what the nets were trained on."""
    return np.asarray(
        cv2.dnn.blobFromImages(images, scalefactor=1 / 127.5, mean=(127.5, 127.5, 127.5), swapRB=True)
    )


def padded(lines: Sequence[LinePixels]) -> Tensor:
    """The lines as one batch, padded on the right with the grey that becomes zero."""
    batch = np.full((len(lines), LINE_HEIGHT, padded_width(lines), 3), 127, np.float32)
    for row, line in zip(batch, lines, strict=True):
        row[:, : line.shape[1]] = line
    return _normalized(list(batch))


def _best(output: Tensor) -> tuple[NDArray[np.int64], Tensor]:
    """Best class of each step and its probability."""
    classes = output.argmax(axis=2)
    return classes, np.take_along_axis(output, classes[..., np.newaxis], axis=2)[..., 0]


def _one_ahead(items: Iterable[T]) -> Iterator[T]:
    """Draw the next item before giving one out: a net reads a batch while the one before is decoded."""
    waiting: deque[T] = deque()
    for item in items:
        waiting.append(item)
        if len(waiting) > 1:
            yield waiting.popleft()
    yield from waiting
