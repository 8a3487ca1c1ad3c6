"""Both stand-ins answer as TensorFlow Serving's documentation says."""

import gzip
import json

import pytest
import requests

from ocr.pods.tests.exchanges import EXCHANGES, HALF_PLUS_TWO


@pytest.fixture(params=["quick_stub", "development_pod"])
def url(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue(request.param).url


@pytest.mark.parametrize("name", EXCHANGES)
def test_an_answer_is_the_documented_one(url, name):
    method, path, body, status, expected = EXCHANGES[name]

    answer = requests.request(method, url + path, json=body, timeout=10)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/json"
    if isinstance(expected, str):
        assert expected in answer.json()["error"]
    else:
        assert answer.json() == expected


def test_rows_are_written_on_one_line(url):
    answer = requests.post(f"{url}{HALF_PLUS_TWO}:predict", json={"instances": [1.0, 2.0, 5.0]}, timeout=10)

    assert answer.text == '{\n    "predictions": [2.5, 3.0, 4.5\n    ]\n}'


def test_columns_are_written_one_value_a_line(url):
    answer = requests.post(f"{url}{HALF_PLUS_TWO}:predict", json={"inputs": [1.0, 2.0]}, timeout=10)

    assert answer.text == '{\n    "outputs": [\n        2.5,\n        3.0\n    ]\n}'


def test_a_body_may_be_gzipped(url):
    body = gzip.compress(json.dumps({"inputs": [1.0]}).encode())
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}

    answer = requests.post(f"{url}{HALF_PLUS_TWO}:predict", data=body, headers=headers, timeout=10)

    assert answer.json() == {"outputs": [2.5]}


def test_numbers_that_are_none_are_legal_in_both_directions(url):
    answer = requests.post(
        f"{url}{HALF_PLUS_TWO}:predict", data='{"inputs": [NaN, Infinity, -Infinity]}', timeout=10
    )

    assert "".join(answer.text.split()) == '{"outputs":[NaN,Infinity,-Infinity]}'


def test_metadata_names_inputs_and_outputs(url):
    document = requests.get(f"{url}{HALF_PLUS_TWO}/metadata", timeout=10).json()

    assert document["model_spec"] == {"name": "half_plus_two", "signature_name": "", "version": "1"}
    signature = document["metadata"]["signature_def"]["signature_def"]["serving_default"]
    assert signature["method_name"] == "tensorflow/serving/predict"
    assert signature["inputs"]["x"]["dtype"] == "DT_FLOAT"
    assert signature["outputs"]["y"]["tensor_shape"].keys() == {"dim", "unknown_rank"}


def test_outside_the_api_an_answer_is_no_json(url):
    answer = requests.get(f"{url}/index", timeout=10)

    assert answer.status_code == 404
    assert "html" in answer.headers["Content-Type"]


def test_a_connection_serves_many_requests(url):
    with requests.Session() as session:
        answers = [session.get(url + HALF_PLUS_TWO, timeout=10, stream=True) for _ in range(3)]
        ports = {answer.raw._original_response is not None and answer.content for answer in answers}

    assert len(ports) == 1
