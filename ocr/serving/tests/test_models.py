"""What goes into a call of each model, and what must come out."""

import base64
import gzip
import json

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.errors import PodError
from ocr.layout.features import LABELS, VERSION, features_of
from ocr.layout.tagger import tag_words
from ocr.layout.tests.printed import words_of
from ocr.serving.encoding import encode_features
from ocr.serving.models import (
    LAYOUT,
    TEXT_DETECTION,
    TEXT_RECOGNITION,
    detect_request,
    recognize_request,
    tag_request,
)
from ocr.serving.tests.test_payload import JSON

PAGE = np.full((32, 64, 3), 255, np.uint8)
LINES = [np.full((48, width, 3), 255, np.uint8) for width in (60, 90)]
WORDS = words_of("TOTAL 12.50")
FEATURES = features_of(WORDS, tag_words(WORDS))


def b64(data):
    return {"b64": base64.b64encode(data).decode()}


def detection():
    return {
        "map_bytes": b64(cv2.imencode(".png", np.full((32, 64), 51, np.uint8))[1].tobytes()),
        "size": [32, 64],
    }


def recognition():
    return {
        "text_bytes": [b64("Té".encode()), b64(b"")],
        "char_scores_bytes": [b64(b"\xff\x33"), b64(b"")],
        "char_centers_bytes": [b64(b"\x00\x00\xff\xff"), b64(b"")],
        "score": [0.9, 0.0],
    }


def tagging():
    levels = np.zeros((len(WORDS), len(LABELS)), np.uint16)
    levels[:, 3] = 13107
    return {
        "probabilities_bytes": b64(cv2.imencode(".png", levels)[1].tobytes()),
        "size": [len(WORDS), len(LABELS)],
    }


def with_(outputs, name, value):
    return {"outputs": {**outputs, name: value}}


def sent(request):
    return json.loads(gzip.decompress(request.body))


def test_a_page_is_sent_as_one_jpeg():
    request = detect_request(PAGE)
    assert request.model == TEXT_DETECTION
    assert sent(request)["signature_name"] == "detect"
    image = base64.b64decode(sent(request)["inputs"]["image"]["b64"])
    assert cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR).shape == PAGE.shape


def test_lines_are_sent_as_pngs_in_their_order():
    request = recognize_request(LINES)
    assert request.model == TEXT_RECOGNITION
    assert sent(request)["signature_name"] == "recognize"
    crops = [base64.b64decode(crop["b64"]) for crop in sent(request)["inputs"]["crops"]]
    shapes = [cv2.imdecode(np.frombuffer(crop, np.uint8), cv2.IMREAD_COLOR).shape for crop in crops]
    assert shapes == [line.shape for line in LINES]


def test_words_are_sent_to_a_net_for_their_features():
    request = tag_request(FEATURES)
    assert request.model == LAYOUT
    assert sent(request)["signature_name"] == f"tag_features_{VERSION}"
    assert base64.b64decode(sent(request)["inputs"]["words"]["b64"]) == encode_features(FEATURES)


def test_the_map_of_a_page_is_read():
    probability = detect_request(PAGE).read({"outputs": detection()})
    assert probability.shape == (32, 64)
    assert np.allclose(probability, 0.2)


def test_texts_are_read_with_scores_and_centres_of_their_characters():
    first, second = recognize_request(LINES).read({"outputs": recognition()})
    assert first.text == "Té"
    assert first.char_scores == pytest.approx((1.0, 0.2))
    assert first.char_centers == pytest.approx((0.0, 1.0))
    assert second.text == "" and second.char_scores == second.char_centers == ()


def test_the_probabilities_of_words_are_read():
    probabilities = tag_request(FEATURES).read({"outputs": tagging()})
    assert probabilities.shape == (len(WORDS), len(LABELS))
    assert np.allclose(probabilities[:, 3], 0.2) and probabilities.sum() == pytest.approx(0.4)


@pytest.mark.parametrize("name", list(tagging()))
def test_a_tagging_must_be_complete(name):
    outputs = tagging()
    del outputs[name]
    with pytest.raises(PodError, match=f"lacks {name}"):
        tag_request(FEATURES).read({"outputs": outputs})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", [len(WORDS) - 1, len(LABELS)]),
        ("size", [len(LABELS), len(WORDS)]),
        ("size", None),
        ("probabilities_bytes", b64(cv2.imencode(".png", np.zeros((3, 17), np.uint16))[1].tobytes())),
        ("probabilities_bytes", b64(b"no image")),
        ("probabilities_bytes", "AAAA"),
    ],
)
def test_probabilities_of_other_words_are_refused(name, value):
    with pytest.raises(PodError) as raised:
        tag_request(FEATURES).read(with_(tagging(), name, value))
    assert raised.value.code == "pod_answer_invalid"


@pytest.mark.parametrize("name", ["map_bytes", "size"])
def test_a_detection_must_be_complete(name):
    outputs = detection()
    del outputs[name]
    with pytest.raises(PodError, match=f"lacks {name}"):
        detect_request(PAGE).read({"outputs": outputs})


@pytest.mark.parametrize("size", [[64, 32], [32, 64, 3], [[32, 64]], "32x64", None, [32], {"a": 1}, 2048])
def test_a_map_of_another_size_is_refused(size):
    with pytest.raises(PodError, match="another size"):
        detect_request(PAGE).read(with_(detection(), "size", size))


@pytest.mark.parametrize("name", list(recognition()))
def test_a_recognition_must_be_complete(name):
    outputs = recognition()
    del outputs[name]
    with pytest.raises(PodError, match=f"lacks {name}"):
        recognize_request(LINES).read({"outputs": outputs})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text_bytes", ["Te", ""]),
        ("text_bytes", [b64(b"Te")]),
        ("text_bytes", [[b64(b"Te")], [b64(b"")]]),
        ("text_bytes", [b64(b"\xff\xfe"), b64(b"")]),
        ("text_bytes", [b64("\ud800".encode("utf-8", "surrogatepass")), b64(b"")]),
        ("text_bytes", [b64(b"T\x00"), b64(b"")]),
        ("text_bytes", [b64(b"x" * 100_000), b64(b"")]),
        ("char_scores_bytes", [b64(b"\xff"), b64(b"")]),
        ("char_scores_bytes", [[1.0, 0.2], []]),
        ("char_scores_bytes", 5),
        ("char_centers_bytes", [b64(b"\x00\x00\xff"), b64(b"")]),
        ("char_centers_bytes", [b64(bytes(1_000_000)), b64(b"")]),
        ("char_centers_bytes", [None, None]),
        ("score", [float("nan"), 0.0]),
        ("score", [float("inf"), 0.0]),
        ("score", [10**400, 0.0]),
        ("score", ["0.9", "0"]),
        ("score", [[0.9], [0.0]]),
        ("score", [0.9] * 3),
        ("score", 0.9),
    ],
)
def test_one_wrong_value_is_an_invalid_answer(name, value):
    with pytest.raises(PodError) as raised:
        recognize_request(LINES).read(with_(recognition(), name, value))
    assert raised.value.code == "pod_answer_invalid"


def test_a_line_without_end_is_an_invalid_answer():
    long = {
        "text_bytes": [b64(b"x" * 5000)],
        "char_scores_bytes": [b64(bytes(5000))],
        "char_centers_bytes": [b64(bytes(10000))],
        "score": [0.5],
    }
    with pytest.raises(PodError, match="without end"):
        recognize_request(LINES[:1]).read({"outputs": long})


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(recognition())), JSON | st.lists(JSON, min_size=2, max_size=2))
def test_any_value_in_a_recognition_is_accepted_or_an_invalid_answer(name, value):
    try:
        assert len(recognize_request(LINES).read(with_(recognition(), name, value))) == 2
    except PodError as error:
        assert error.code == "pod_answer_invalid"


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(list(detection())), JSON)
def test_any_value_in_a_detection_is_an_invalid_answer(name, value):
    with pytest.raises(PodError):
        detect_request(PAGE).read(with_(detection(), name, value))
