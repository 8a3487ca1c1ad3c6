"""The three models that pods serve: what goes into a call of each, and what must come out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from ocr.ctc import mended
from ocr.engines.base import Pixels, ProbabilityMap
from ocr.layout.decoding import Probabilities
from ocr.layout.features import LABELS, VERSION, Features, signature_of
from ocr.serving import payload
from ocr.serving.encoding import decode_shares, encode_features, encode_line, encode_page
from ocr.serving.payload import Json
from ocr.types import Transcript

T = TypeVar("T")

TEXT_DETECTION = "textdet"
TEXT_RECOGNITION = "textrec"
LAYOUT = "layout"
MODELS = (TEXT_DETECTION, TEXT_RECOGNITION, LAYOUT)
REQUIRED = (TEXT_DETECTION, TEXT_RECOGNITION)
"""Without these a pod is of no use. The layout net comes with this package too: pods may have none yet."""

_MAX_CHARACTERS = 1000
"""Of a line; the widest line has half as many steps."""


@dataclass(frozen=True, kw_only=True)
class Request(Generic[T]):
    """A call, whichever pod gets it."""

    model: str
    body: bytes
    read: Callable[[Json], T]
    """Makes the result of the pod's answer; raises `PodError` when that breaks the contract."""


def detect_request(image: Pixels) -> Request[ProbabilityMap]:
    """Return the request for the text probability of a page at the detector's size."""
    height, width = image.shape[:2]

    def read(answer: Json) -> ProbabilityMap:
        outputs = payload.outputs_of(answer, ("map_bytes", "size"))
        if outputs["size"] != [height, width]:
            raise payload.invalid("has a map of another size than the page's")
        return decode_shares(payload.bytes_in(outputs["map_bytes"]), width=width, height=height)

    inputs = {"image": payload.binary(encode_page(image))}
    body = payload.request_body(signature="detect", inputs=inputs)
    return Request(model=TEXT_DETECTION, body=body, read=read)


def recognize_request(lines: Sequence[Pixels]) -> Request[list[Transcript]]:
    """Return the request for the texts of line crops at the recogniser's height."""

    def read(answer: Json) -> list[Transcript]:
        names = ("text_bytes", "char_scores_bytes", "char_centers_bytes", "score")
        outputs = payload.outputs_of(answer, names)
        columns = [payload.column(outputs[name], count=len(lines)) for name in names]
        return [_transcript(*row) for row in zip(*columns, strict=True)]

    inputs = {"crops": [payload.binary(encode_line(line)) for line in lines]}
    body = payload.request_body(signature="recognize", inputs=inputs)
    return Request(model=TEXT_RECOGNITION, body=body, read=read)


def tag_request(features: Features) -> Request[Probabilities]:
    """Return the request for the probabilities of the labels of a page's words."""
    words, labels = len(features.pieces), len(LABELS)

    def read(answer: Json) -> Probabilities:
        outputs = payload.outputs_of(answer, ("probabilities_bytes", "size"))
        if outputs["size"] != [words, labels]:
            raise payload.invalid("has not one row for each word")
        return decode_shares(payload.bytes_in(outputs["probabilities_bytes"]), width=labels, height=words)

    inputs = {"words": payload.binary(encode_features(features))}
    body = payload.request_body(signature=signature_of(VERSION), inputs=inputs)
    return Request(model=LAYOUT, body=body, read=read)


def _transcript(text: object, scores: object, centers: object, score: object) -> Transcript:
    payload.number(score)
    characters = _text(payload.bytes_in(text))
    return Transcript(
        text=mended(characters),
        char_scores=_shares(payload.bytes_in(scores), ">u1", count=len(characters)),
        char_centers=_shares(payload.bytes_in(centers), ">u2", count=len(characters)),
    )


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise payload.invalid("has text that is no UTF-8") from error
    if len(text) > _MAX_CHARACTERS:
        raise payload.invalid("has a line without end")
    if "\0" in text:
        raise payload.invalid("has text that no database takes")
    return text


def _shares(data: bytes, kind: str, *, count: int) -> tuple[float, ...]:
    """Return whole numbers of the kind as shares (0..1) of its largest."""
    if len(data) != count * np.dtype(kind).itemsize:
        raise payload.invalid("has not one value for each character")
    values: NDArray[np.unsignedinteger] = np.frombuffer(data, kind)
    return tuple((values / np.iinfo(np.dtype(kind)).max).tolist())
