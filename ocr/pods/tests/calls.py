"""Calls of pods as the product's own client makes them."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import requests

from ocr.engines.base import Detector, Engine, Nets, Pixels, ProbabilityMap, Recognizer
from ocr.engines.inputs import batches_of, detector_input, line_upload
from ocr.engines.rules import RuleTagger
from ocr.serving import payload
from ocr.serving.models import Request, detect_request, recognize_request
from ocr.types import Transcript

HEADERS = {"Content-Encoding": "gzip", "Content-Type": "application/json"}


def page(width: int = 960, height: int = 1280) -> Pixels:
    return np.full((height, width, 3), 200, np.uint8)


def post(url: str, request: Request[Any], seconds: float = 10) -> requests.Response:
    path = f"{url}/v1/models/{request.model}:predict"
    return requests.post(path, data=request.body, headers=HEADERS, timeout=seconds)


def call(url: str, request: Request[Any]) -> Any:
    return request.read(payload.parse(post(url, request).content))


class PodDetector(Detector):
    def __init__(self, url: str) -> None:
        self._url = url

    def detect(self, image: Pixels) -> ProbabilityMap:
        return call(self._url, detect_request(detector_input(image)))


class PodRecognizer(Recognizer):
    def __init__(self, url: str) -> None:
        self._url = url

    def recognize(self, crops: Sequence[Pixels]) -> Iterator[tuple[int, Transcript]]:
        for batch in batches_of(crops):
            request = recognize_request([line_upload(crops[index]) for index in batch])
            yield from zip(batch, call(self._url, request), strict=True)


class PodEngine(Engine):
    name = "pod"

    def __init__(self, url: str) -> None:
        self._url = url

    def nets(self) -> Nets:
        nets = PodDetector(self._url), PodRecognizer(self._url), RuleTagger()
        return Nets(detector=nets[0], recognizer=nets[1], tagger=nets[2], model_version=lambda: "canned")
