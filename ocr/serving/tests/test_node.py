"""What a pod's answers mean."""

import json

import pytest

from ocr.errors import PodError
from ocr.serving import payload
from ocr.serving.node import Node
from ocr.serving.values import Answer, PodAddress

OSLO = PodAddress(url="http://oslo:8501", site="office")
AVAILABLE = {"model_version_status": [{"version": "3", "state": "AVAILABLE", "status": {}}]}


class Line:
    """Takes the part of a `Transport`: gives the next of its answers and notes what was asked."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.asked: list = []

    def send(self, path: str, *, body: bytes | None, seconds: float) -> Answer:
        self.asked.append((path, body, seconds))
        status, said = self.answers.pop(0)
        if isinstance(said, Exception):
            raise said
        said = said if isinstance(said, bytes) else json.dumps(said).encode()
        return Answer(status=status, body=said, bytes_sent=1, bytes_received=len(said))

    def reset(self) -> None:
        self.asked.append("reset")


def predict(line, release="labels/stable"):
    return Node(OSLO, line).predict("textrec", release=release, body=b"gzip", seconds=7.0)


@pytest.mark.parametrize(
    ("release", "path"),
    [
        ("versions/3", "/v1/models/textrec/versions/3:predict"),
        ("labels/canary", "/v1/models/textrec/labels/canary:predict"),
    ],
)
def test_a_prediction_is_asked_for_at_the_path_of_its_release(release, path):
    line = Line((200, {"outputs": {}}))
    answer = predict(line, release)
    assert line.asked == [(path, b"gzip", 7.0)]
    assert payload.parse(answer.body) == {"outputs": {}}


@pytest.mark.parametrize(
    ("status", "said", "code", "retryable", "at_fault"),
    [
        (400, {"error": "bad crop"}, "request_refused", False, True),
        (413, b"<html>", "request_refused", False, True),
        (400, b"<html>", "pod_failed", True, True),
        (404, {"error": "Servable not found"}, "model_missing", True, True),
        (429, {"error": "out of memory"}, "pod_busy", True, False),
        (503, {"error": "The batch scheduling queue is full"}, "pod_busy", True, False),
        (503, b"<html>no upstream</html>", "pod_failed", True, True),
        (500, {"error": "broken"}, "pod_failed", True, True),
        (502, b"<html>bad gateway</html>", "pod_failed", True, True),
        (504, {"error": "Timed out waiting for notification"}, "pod_failed", True, True),
        (302, b"", "pod_failed", True, True),
        (204, b"", "pod_failed", True, True),
    ],
)
def test_every_status_but_200_is_an_error(status, said, code, retryable, at_fault):
    with pytest.raises(PodError) as raised:
        predict(Line((status, said)))
    error = raised.value
    assert (error.code, error.retryable, error.at_fault) == (code, retryable, at_fault)
    assert not error.gone
    assert (error.bytes_sent, error.bytes_received > 0) == (1, said != b"")


def test_an_error_says_who_said_what():
    with pytest.raises(PodError, match=r"http://oslo:8501 answered: out of memory"):
        predict(Line((500, {"error": "out of memory"})))
    with pytest.raises(PodError, match=r"http://oslo:8501 answered: status 502"):
        predict(Line((502, b"<html>")))


def test_a_pod_serves_when_each_model_has_an_available_version():
    line = Line((200, AVAILABLE), (200, AVAILABLE))
    assert Node(OSLO, line).is_serving(("textdet", "textrec"))
    reset, *asked = line.asked
    assert reset == "reset", "an old connection may lead into a network that is dead"
    assert [(path, body) for path, body, _ in asked] == [
        ("/v1/models/textdet", None),
        ("/v1/models/textrec", None),
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"model_version_status": [{"version": "3", "state": "LOADING"}]},
        {"model_version_status": []},
        {"model_version_status": {"state": "AVAILABLE"}},
        {"model_version_status": ["AVAILABLE", None, 5]},
        {"model_version_status": [{"state": ["AVAILABLE"]}]},
        {},
        [],
        b"<html>",
        PodError("gone", code="pod_unreachable"),
    ],
)
def test_a_pod_with_anything_less_does_not(said):
    assert not Node(OSLO, Line((200, AVAILABLE), (200, said))).is_serving(("textdet", "textrec"))


def test_a_status_other_than_200_does_not_say_that_it_serves():
    assert not Node(OSLO, Line((404, AVAILABLE))).is_serving(("textdet",))
