"""A stub pod fails in the ways in which real ones do, and comes back."""

import pytest
import requests

from ocr.errors import PodError
from ocr.pods.tests.calls import (
    HEADERS,
    WORDS,
    call,
    detect_request,
    page,
    post,
    recognize_request,
    tag_request,
)

STATE = "/v1/models/textdet"
DETECT = detect_request(page(320, 320))
RECOGNIZE = recognize_request([page(200, 48)] * 3)
TAG = tag_request(WORDS)


def state(url: str) -> str:
    answer = requests.get(url + STATE, timeout=0.5)
    return answer.json()["model_version_status"][0]["state"]


def test_a_pod_refuses_connections_and_comes_back_on_its_port(stub):
    with requests.Session() as session:
        assert session.get(stub.url + STATE, timeout=1).ok
        stub.behave(mode="refuse")

        for _ in range(2):  # neither the kept connection nor a new one
            with pytest.raises(requests.ConnectionError):
                session.get(stub.url + STATE, timeout=1)

    stub.behave(mode="normal")
    assert state(stub.url) == "AVAILABLE"


def test_a_pod_hangs_whatever_it_is_asked(stub):
    stub.behave(mode="hang")

    with pytest.raises(requests.ReadTimeout):
        post(stub.url, DETECT, seconds=0.2)
    with pytest.raises(requests.ReadTimeout):
        state(stub.url)

    stub.behave(mode="normal")
    assert state(stub.url) == "AVAILABLE"


def test_a_pod_loses_its_models(stub):
    stub.behave(mode="not_available")

    assert state(stub.url) == "LOADING"
    answer = post(stub.url, DETECT)
    assert (answer.status_code, answer.json()) == (
        404,
        {"error": "Servable not found for request: Latest(textdet)"},
    )


def test_a_pod_has_an_error(stub):
    stub.behave(mode="error500")

    answer = post(stub.url, DETECT)

    assert answer.status_code == 500
    assert answer.json()["error"]


@pytest.mark.parametrize("mode", ["garbage", "html", "nan", "wrong_shape", "missing_output"])
@pytest.mark.parametrize("request_", [DETECT, RECOGNIZE, TAG], ids=["detect", "recognize", "tag"])
def test_a_pod_answers_what_no_client_can_use(stub, mode, request_):
    stub.behave(mode=mode)

    assert post(stub.url, request_).status_code == 200
    with pytest.raises(PodError):
        call(stub.url, request_)


def test_numbers_of_a_pod_are_none(stub):
    stub.behave(mode="nan")

    assert "NaN" in post(stub.url, RECOGNIZE).text


def test_a_connection_is_cut_in_the_middle_of_an_answer(stub):
    stub.behave(mode="cut_off")

    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="Connection broken"):
        post(stub.url, DETECT)


def test_the_second_half_of_an_answer_never_comes(stub):
    stub.behave(mode="half_body")

    with pytest.raises(requests.ConnectionError, match="timed out"):
        post(stub.url, DETECT, seconds=0.3)


@pytest.mark.parametrize(("mode", "enough"), [("endless_body", 2_000_000), ("drip", 3)])
def test_an_answer_never_ends(stub, mode, enough):
    stub.behave(mode=mode)
    path = f"{stub.url}/v1/models/textdet:predict"

    with requests.post(path, data=DETECT.body, headers=HEADERS, timeout=5, stream=True) as answer:
        received = 0
        while received < enough:
            received += len(answer.raw.read1(65_536))

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "mode", ["error500", "garbage", "html", "half_body", "cut_off", "endless_body", "nan"]
)
def test_a_probe_finds_a_pod_healthy_whose_predictions_fail(stub, mode):
    stub.behave(mode=mode)

    assert state(stub.url) == "AVAILABLE"
