"""The nets on remote pods of TensorFlow Serving; geometry and rules stay here."""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from itertools import islice

from ocr.engines import get_engine
from ocr.engines.base import Detector, Engine, Nets, Pixels, ProbabilityMap, Recognizer, Tagger
from ocr.engines.inputs import batches_of, detector_input, line_upload
from ocr.engines.tagging import NetTagger
from ocr.errors import EngineError, PodsAwayError
from ocr.layout.decoding import Probabilities
from ocr.layout.features import Features
from ocr.serving.client import NO_SUCH_MODEL, Client, FileCalls
from ocr.serving.models import (
    LAYOUT,
    TEXT_DETECTION,
    TEXT_RECOGNITION,
    detect_request,
    recognize_request,
    tag_request,
)
from ocr.serving.race import send
from ocr.serving.values import BATCHES_AT_ONCE
from ocr.types import Page, Tag, Transcript, Word

logger = logging.getLogger(__name__)

_preparing = threading.BoundedSemaphore(os.cpu_count() or 1)
"""More at once would only share the cores, each with large pixels in its hands."""


class ServingDetector(Detector):
    """The detector of the pods."""

    def __init__(self, calls: FileCalls) -> None:
        self._calls = calls

    def detect(self, image: Pixels) -> ProbabilityMap:
        with _preparing:
            request = detect_request(detector_input(image))
        return send(request, self._calls)


class ServingRecognizer(Recognizer):
    """The recogniser of the pods."""

    def __init__(self, calls: FileCalls) -> None:
        self._calls = calls

    def recognize(self, crops: Sequence[Pixels]) -> Iterator[tuple[int, Transcript]]:
        batches = batches_of(crops)
        running = dict(self._start(batch, crops) for batch in islice(batches, BATCHES_AT_ONCE))
        try:
            while running:
                done = next(as_completed(running))
                batch = running.pop(done)
                running.update(self._start(following, crops) for following in islice(batches, 1))
                yield from zip(batch, done.result(), strict=True)
        finally:
            for abandoned in running:
                abandoned.cancel()

    def _start(self, batch: list[int], crops: Sequence[Pixels]) -> tuple[Future[list[Transcript]], list[int]]:
        with _preparing:
            request = recognize_request([line_upload(crops[index]) for index in batch])
        return self._calls.client.requests.submit(send, request, self._calls), batch


class ServingTagger(NetTagger):
    """The layout net of the pods; where these have none that fits, the `spare` tagger does the whole file."""

    def __init__(self, calls: FileCalls, spare: Callable[[], Tagger]) -> None:
        self._calls = calls
        self._spare = spare
        self._pods_can = True
        self._pods_did = False

    def tag(self, page: Page, words: Sequence[Word]) -> list[Tag]:
        if self._pods_can:
            try:
                tags = super().tag(page, words)
            except EngineError as error:
                if error.code not in NO_SUCH_MODEL:
                    raise
                self._pods_can = False
                logger.warning(
                    "The pods have no layout net that fits, so words are tagged in this process. "
                    "Run `manage.py export_models` anew."
                )
            else:
                self._pods_did = True
                return tags
        return self._spare().tag(page, words)

    def version(self, words: Sequence[Word]) -> str:
        if self._pods_can:
            return super().version(words)
        spare = self._spare().version(words)
        return f"{spare} {self.name()}" if self._pods_did else spare

    def name(self) -> str:
        return self._calls.net(LAYOUT)

    def probabilities(self, features: Features) -> Probabilities:
        return send(tag_request(features), self._calls)


def embedded_tagger() -> Tagger:
    """Return the tagger of the embedded engine; asking for it loads ONNX Runtime."""
    return get_engine("embedded").nets().tagger


class ServingEngine(Engine):
    """Calls pods; while none is alive, files wait, or go to the `fallback`.

    Words are tagged by what `spare_tagger` returns where no pod has a layout net that fits.
    """

    name = "serving"

    def __init__(
        self,
        client: Client,
        *,
        fallback: Engine | None = None,
        spare_tagger: Callable[[], Tagger] = embedded_tagger,
    ) -> None:
        self._client = client
        self._fallback = fallback
        self._spare_tagger = spare_tagger

    def nets(self) -> Nets:
        """Return the nets for one file: they share its deadline, its releases and its count of calls."""
        if not self._client.pool.ready():
            if self._fallback is None:
                raise PodsAwayError
            return self._fallback.nets()
        calls = self._client.open_file()
        return Nets(
            detector=ServingDetector(calls),
            recognizer=ServingRecognizer(calls),
            tagger=ServingTagger(calls, self._spare_tagger),
            ocr_version=lambda: f"{calls.net(TEXT_DETECTION)} {calls.net(TEXT_RECOGNITION)}",
            calls=lambda: tuple(calls.made),
        )

    def ready(self) -> bool:
        """Return whether a pod is alive or a fallback stands in."""
        return self._fallback is not None or self._client.pool.ready()
