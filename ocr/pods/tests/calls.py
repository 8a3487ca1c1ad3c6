"""Calls of pods as the product's own client makes them."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import requests

from ocr.engines.base import Detector, Engine, Nets, Pixels, ProbabilityMap, Recognizer
from ocr.engines.inputs import batches_of, detector_input, line_upload
from ocr.engines.tagging import NetTagger
from ocr.layout.decoding import Probabilities
from ocr.layout.features import Features, features_of
from ocr.layout.tagger import tag_words
from ocr.layout.tests.printed import words_of
from ocr.serving import payload
from ocr.serving.models import Request, detect_request, recognize_request, tag_request
from ocr.types import Transcript

HEADERS = {"Content-Encoding": "gzip", "Content-Type": "application/json"}


def _features(text: str) -> Features:
    words = words_of(text)
    return features_of(words, tag_words(words))


WORDS = _features("BOBS SHOP\nRice  12.50\nTOTAL  12.50")


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


class PodTagger(NetTagger):
    def __init__(self, url: str) -> None:
        self._url = url

    def name(self) -> str:
        return "canned"

    def probabilities(self, features: Features) -> Probabilities:
        return call(self._url, tag_request(features))


class PodEngine(Engine):
    name = "pod"

    def __init__(self, url: str) -> None:
        self._url = url

    def nets(self) -> Nets:
        nets = PodDetector(self._url), PodRecognizer(self._url), PodTagger(self._url)
        return Nets(detector=nets[0], recognizer=nets[1], tagger=nets[2], ocr_version=lambda: "canned")
