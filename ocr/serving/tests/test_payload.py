"""TensorFlow Serving's JSON: what is written, and what is made of what comes back."""

import base64
import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.errors import PodError
from ocr.serving import payload

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_a_request_is_gzipped_json_in_column_form():
    body = payload.request_body(signature="detect", inputs={"image": payload.binary(b"\xff\x00")})
    assert json.loads(gzip.decompress(body)) == {
        "signature_name": "detect",
        "inputs": {"image": {"b64": "/wA="}},
    }


def test_the_same_request_is_the_same_bytes():
    one, other = (payload.request_body(signature="detect", inputs={"a": [1]}) for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502</html>",
        b"[]",
        b"null",
        b"NaN",
        b'{"outputs": ',
        b"\xff\xfe\xfd",
        b"\x00" * 8,
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_no_json_object_is_an_invalid_answer(body):
    with pytest.raises(PodError) as raised:
        payload.parse(body)
    assert raised.value.code == "pod_answer_invalid"
    assert raised.value.retryable and raised.value.at_fault


NAME = "textrec-1a2b3c4d"


@pytest.mark.parametrize("told", [NAME, [NAME], [NAME, NAME]])
def test_an_answer_may_tell_the_name_of_its_net(told):
    assert payload.net_in({"outputs": {"net": told}}) == NAME


@pytest.mark.parametrize("told", [None, "", 7, [], {}, "stable", NAME + " x", NAME * 9, [NAME, "textrec-0"]])
def test_what_is_no_name_of_one_net_tells_nothing(told):
    assert payload.net_in({"outputs": {"net": told}}) is None


@pytest.mark.parametrize("answer", [{}, {"outputs": None}, {"outputs": [NAME]}, {"outputs": {}}])
def test_answers_need_not_tell_their_net(answer):
    assert payload.net_in(answer) is None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_parsed_or_an_invalid_answer(body):
    try:
        assert isinstance(payload.parse(body), dict)
    except PodError as error:
        assert error.code == "pod_answer_invalid"


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_any_value_anywhere_is_accepted_or_an_invalid_answer(value):
    readers = (
        lambda: payload.outputs_of({"outputs": value}, ("text",)),
        lambda: payload.outputs_of({"outputs": {"text": value}}, ("text", "score")),
        lambda: payload.bytes_in(value),
        lambda: payload.bytes_in({"b64": value}),
        lambda: payload.column(value, count=2),
        lambda: payload.number(value),
    )
    for read in readers:
        try:
            read()
        except PodError as error:
            assert error.code == "pod_answer_invalid"
            assert len(str(error)) < 200


@pytest.mark.parametrize("answer", [{}, {"outputs": []}, {"outputs": None}, {"predictions": [1]}])
def test_outputs_must_be_named(answer):
    with pytest.raises(PodError, match="no named outputs"):
        payload.outputs_of(answer, ("text",))


def test_missing_outputs_are_named():
    with pytest.raises(PodError, match="lacks score"):
        payload.outputs_of({"outputs": {"text": 1}}, ("text", "score"))


@pytest.mark.parametrize("value", ["AAAA", {"b64": 1}, {"b64": "a"}, {"b64": "é"}, {"b64": "AA AA"}, None])
def test_bytes_must_be_base64(value):
    with pytest.raises(PodError):
        payload.bytes_in(value)


@given(st.binary())
def test_bytes_survive_json(data):
    assert payload.bytes_in(json.loads(json.dumps(payload.binary(data)))) == data


@pytest.mark.parametrize("token", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "true", '"1"', "[1]"])
def test_what_is_no_finite_number_is_refused(token):
    with pytest.raises(PodError):
        payload.number(payload.parse(b'{"score": %s}' % token.encode())["score"])


def test_numbers_are_floats():
    assert payload.number(1) == 1.0 and payload.number(0.5) == 0.5


@pytest.mark.parametrize("value", [[], [1], [1, 2, 3], "ab", {"0": 1, "1": 2}, None])
def test_a_column_has_one_row_each(value):
    with pytest.raises(PodError):
        payload.column(value, count=2)


def test_the_text_of_an_error_is_one_short_line_that_can_be_stored():
    said = payload.error_of(json.dumps({"error": "no\n\x00\ud800 signature " + "x" * 9_000}).encode())
    assert said.startswith("no    signature x")
    assert len(said) == 500
    said.encode()


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"error": null}', b'{"error": {"code": 5}}', b"[]"])
def test_an_answer_without_an_error_text_has_none(body):
    assert payload.error_of(body) == ""


def test_bytes_are_base64_as_the_pods_write_it():
    assert payload.bytes_in({"b64": base64.b64encode(b"abc").decode()}) == b"abc"
