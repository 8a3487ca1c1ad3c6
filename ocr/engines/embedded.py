"""PP-OCRv6 small in this process, by ONNX Runtime, from the files of the `rapidocr` wheel."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ocr import ctc
from ocr.engines.base import Detector, Engine, Pixels, ProbabilityMap, Recognizer
from ocr.engines.rules import RuleTagger
from ocr.errors import EngineError
from ocr.types import Transcript

Tensor = NDArray[np.float32]
T = TypeVar("T")

DETECTOR_FILE = "PP-OCRv6_det_small.onnx"
RECOGNIZER_FILE = "PP-OCRv6_rec_small.onnx"

MAX_DETECTOR_PIXELS = 1280 * 960
"""An area, not a side: a long receipt must not become too narrow to be seen."""
SMALL_SHORT_SIDE, SMALL_LONG_SIDE = 960, 1280
"""A page that has neither is enlarged until it has one: the net misses print below 8 pixels."""
DETECTOR_STRIDE = 32

LINE_HEIGHT = 48
MIN_LINE_WIDTH = 48
MAX_LINE_WIDTH = 2400
MAX_BATCH = 8
MAX_BATCH_WIDTH = 4000
"""Width of all lines of a batch together; its 500 steps score 18,710 classes each, 37 MB."""


# One net runs at a time, on all cores: two at once would only share them, at twice the memory. It is always
# the same thread, because the allocator keeps what a net used for the thread that it ran on.
_runner = ThreadPoolExecutor(1, thread_name_prefix="nets")


class Net:
    """One loaded ONNX model; all threads share it, and it loads when it first runs."""

    def __init__(self, file: str) -> None:
        self._file = file

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

    def _run(self, tensor: Tensor) -> Tensor:
        session = self._session
        try:
            return np.asarray(session.run(None, {"x": tensor})[0])
        except Exception as error:  # the classes that ONNX Runtime raises have no other base
            raise EngineError(
                "The embedded OCR nets failed on this file. Try it again.", code="net_failed", retryable=True
            ) from error

    @cached_property
    def _session(self) -> Any:
        """Created on the runner's thread only, so it needs no lock."""
        path = _models_folder() / self._file
        return onnxruntime.InferenceSession(str(path), _options(), providers=["CPUExecutionProvider"])


class EmbeddedDetector(Detector):
    """PP-OCRv6 small detector."""

    def __init__(self) -> None:
        self._net = Net(DETECTOR_FILE)

    def detect(self, image: Pixels) -> ProbabilityMap:
        size = _detector_size(image.shape[1], image.shape[0])
        resized = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        return np.asarray(self._net.run(_normalized([resized]))[0, 0])


class EmbeddedRecognizer(Recognizer):
    """PP-OCRv6 small recogniser."""

    def __init__(self) -> None:
        self._net = Net(RECOGNIZER_FILE)
        self._charset: tuple[str, ...] = ()

    def recognize(self, crops: Sequence[Pixels]) -> Iterator[tuple[int, Transcript]]:
        widths = [_line_width(crop) for crop in crops]
        runs = ((batch, self._net.start(_lines(crops, widths, batch))) for batch in _batches(widths))
        for batch, wait in _one_ahead(runs):
            classes, scores = _best(wait())
            del wait  # and with it the scores of all classes, tens of megabytes
            covered = classes.shape[1] / _padded_width(widths, batch)
            for row, i in enumerate(batch):
                steps = widths[i] * covered
                yield i, ctc.decode(classes[row], scores[row], self._characters(), steps=steps)

    def _characters(self) -> tuple[str, ...]:
        if not self._charset:
            self._charset = (*self._net.metadata("character").split("\n"), " ")
        return self._charset


def embedded_engine() -> Engine:
    """Nets and rules in this process."""
    return Engine(
        name="embedded",
        detector=EmbeddedDetector(),
        recognizer=EmbeddedRecognizer(),
        tagger=RuleTagger(),
        model_version="ppocr6s-rules1",
    )


def _models_folder() -> Path:
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


def _detector_size(width: int, height: int) -> tuple[int, int]:
    short, long = sorted((width, height))
    enlarged = max(1.0, min(SMALL_SHORT_SIDE / short, SMALL_LONG_SIDE / long))
    scale = min(enlarged, (MAX_DETECTOR_PIXELS / (width * height)) ** 0.5)
    return _multiple(width * scale), _multiple(height * scale)


def _multiple(length: float) -> int:
    return max(1, round(length / DETECTOR_STRIDE)) * DETECTOR_STRIDE


def _normalized(images: Sequence[NDArray[Any]]) -> Tensor:
    """(x / 255 - 0.5) / 0.5, channels first in the order blue, green, red: what the nets were trained on."""
    return np.asarray(
        cv2.dnn.blobFromImages(images, scalefactor=1 / 127.5, mean=(127.5, 127.5, 127.5), swapRB=True)
    )


def _line_width(crop: Pixels) -> int:
    height, width = int(crop.shape[0]), int(crop.shape[1])
    return min(max(1, round(width * LINE_HEIGHT / height)), MAX_LINE_WIDTH)


def _padded_width(widths: Sequence[int], batch: Sequence[int]) -> int:
    return max(MIN_LINE_WIDTH, *(widths[i] for i in batch))


def _lines(crops: Sequence[Pixels], widths: Sequence[int], batch: Sequence[int]) -> Tensor:
    """The crops at the net's height, padded on the right with the grey that becomes zero."""
    lines = np.full((len(batch), LINE_HEIGHT, _padded_width(widths, batch), 3), 127, np.uint8)
    for line, i in zip(lines, batch, strict=True):
        line[:, : widths[i]] = cv2.resize(crops[i], (widths[i], LINE_HEIGHT), interpolation=cv2.INTER_LINEAR)
    return _normalized(list(lines))


def _best(output: Tensor) -> tuple[NDArray[np.int64], Tensor]:
    """Best class of each step and its probability."""
    classes = output.argmax(axis=2)
    return classes, np.take_along_axis(output, classes[..., np.newaxis], axis=2)[..., 0]


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of crops of similar width, the widest first."""
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=lambda i: -widths[i]):
        if len(batch) == MAX_BATCH or (batch and (len(batch) + 1) * widths[batch[0]] > MAX_BATCH_WIDTH):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _one_ahead(items: Iterable[T]) -> Iterator[T]:
    """Draw the next item before giving one out: a net reads a batch while the one before is decoded."""
    waiting: deque[T] = deque()
    for item in items:
        waiting.append(item)
        if len(waiting) > 1:
            yield waiting.popleft()
    yield from waiting
