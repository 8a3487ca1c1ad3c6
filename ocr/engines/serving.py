"""The nets on remote pods of TensorFlow Serving; geometry and rules stay here."""

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, as_completed
from itertools import islice

from ocr.engines.base import Detector, Engine, Nets, Pixels, ProbabilityMap, Recognizer
from ocr.engines.inputs import batches_of, detector_input, line_upload
from ocr.engines.rules import RuleTagger
from ocr.errors import PodsAwayError
from ocr.serving.client import Client, FileCalls
from ocr.serving.models import MODELS, detect_request, recognize_request
from ocr.serving.race import send
from ocr.types import Transcript

_BATCHES_AT_ONCE = 4
"""Of one file: so that a lone receipt uses several pods, and a thousand lines do not use them all."""

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
        running = dict(self._start(batch, crops) for batch in islice(batches, _BATCHES_AT_ONCE))
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


class ServingEngine(Engine):
    """Calls pods; while none is alive, files wait, or go to the `fallback`."""

    name = "serving"

    def __init__(self, client: Client, *, fallback: Engine | None = None) -> None:
        self._client = client
        self._fallback = fallback

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
            tagger=RuleTagger(),
            model_version=lambda: _version(calls),
            calls=lambda: tuple(calls.made),
        )

    def ready(self) -> bool:
        """Return whether a pod is alive or a fallback stands in."""
        return self._fallback is not None or self._client.pool.ready()


def _version(calls: FileCalls) -> str:
    """Name the models' releases, and the rules that follow them."""
    releases = (f"{model}:{calls.release(model).partition('/')[2]}" for model in MODELS)
    return " ".join((*releases, "rules1"))
