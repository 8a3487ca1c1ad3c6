"""Receipts are read by pods that run the real nets, and come out whole when one of the pods dies."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import requests

from deploy import stack
from deploy.tests.requirements import SHARED_DATA
from ocr.engines import get_engine
from ocr.engines.base import Detector, Engine, Nets, Pixels, ProbabilityMap, Recognizer
from ocr.engines.inputs import detector_input, line_upload
from ocr.pods.running import DevelopmentPod, development_pods
from ocr.reader import read
from ocr.serving.encoding import encode_line, encode_page
from ocr.tests.drawing import RECEIPT, draw_receipt
from ocr.types import Transcript

COUNT = 10
PATIENCE = 240
"""Seconds for all: two nets on two cores, shared with everything else."""


@pytest.fixture
def pods(saved_models: Path) -> Iterator[list[DevelopmentPod]]:
    with development_pods(saved_models, 2) as pods:
        yield pods


@pytest.fixture
def installation(tmp_path: Path, pods: list[DevelopmentPod]) -> Iterator[stack.Installation]:
    listed = ",".join(f"here={pod.url}" for pod in pods)
    settings = {"OCR_ENGINE": "serving", "OCR_PODS": listed, "WORKER_THREADS": "4"}
    with stack.installation(tmp_path, **settings) as installation:
        yield installation


def photos() -> list[bytes]:
    """Real receipts where there are any, and drawn ones that differ."""
    real = [path.read_bytes() for path in sorted((SHARED_DATA / "sroie" / "images").glob("*"))[:3]]
    drawn = [draw_receipt((f"SHOP NUMBER {number}", *RECEIPT[1:])) for number in range(COUNT - len(real))]
    return real + drawn


def pixels_of(data: bytes) -> Pixels:
    return cv2.cvtColor(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


class DetectorAtHome(Detector):
    """The embedded detector, on what would cross the network."""

    def detect(self, image: Pixels) -> ProbabilityMap:
        page = pixels_of(encode_page(detector_input(image)))
        probabilities = get_engine("embedded").nets().detector.detect(page)
        return np.round(probabilities * 15) / 15


class RecognizerAtHome(Recognizer):
    """The embedded recogniser, on what would cross the network."""

    def recognize(self, crops: Sequence[Pixels]) -> Iterator[tuple[int, Transcript]]:
        lines = [pixels_of(encode_line(line_upload(crop))) for crop in crops]
        return get_engine("embedded").nets().recognizer.recognize(lines)


class EngineAtHome(Engine):
    """What pods do, without them."""

    name = "embedded"

    def nets(self) -> Nets:
        embedded = get_engine("embedded").nets()
        return replace(embedded, detector=DetectorAtHome(), recognizer=RecognizerAtHome())


def texts_of(photo: bytes) -> list[str]:
    return [line.text for line in read(photo, engine=EngineAtHome()).lines]


def stored_texts(database: Path, receipt_id: str) -> list[str]:
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "SELECT json_extract(line.value, '$.text') FROM receipts_page, json_each(lines) AS line "
            "WHERE receipt_id = ? ORDER BY number, line.key",
            (receipt_id.replace("-", ""),),
        )
        return [text for (text,) in rows]


def model_versions(database: Path) -> set[str]:
    with sqlite3.connect(database) as connection:
        return {version for (version,) in connection.execute("SELECT model_version FROM receipts_field")}


def test_ten_receipts_are_read_though_a_pod_dies_in_the_middle(installation, pods, tmp_path):
    headers = {"Authorization": f"Bearer {installation.key}"}

    def upload(photo: bytes) -> str:
        answer = requests.post(
            installation.api, headers=headers, files={"file": ("a.jpg", photo)}, timeout=30
        )
        assert answer.status_code == 202, answer.text
        return answer.json()["id"]

    def status_of(id: str) -> str:
        return requests.get(f"{installation.api}{id}/", headers=headers, timeout=30).json()["status"]

    def finished() -> list[str]:
        return [id for id in ids if status_of(id) not in ("queued", "processing")]

    sent = photos()
    ids = [upload(photo) for photo in sent]
    stack.wait_until(lambda: len(finished()) >= 2, "the first receipts' end", seconds=PATIENCE)
    pods[0].stop()
    assert len(finished()) < COUNT, "a pod must die before all is read"
    stack.wait_until(lambda: len(finished()) == COUNT, "the end of all receipts", seconds=PATIENCE)

    assert {status_of(id) for id in ids} <= {"completed", "needs_review"}
    assert model_versions(tmp_path / "tillroll.sqlite3") == {
        get_engine("embedded").nets().model_version([()])
    }
    expected = [text for photo in sent for text in texts_of(photo)]
    read_by_pods = [text for id in ids for text in stored_texts(tmp_path / "tillroll.sqlite3", id)]
    assert len(read_by_pods) == len(expected)
    same = sum(a == b for a, b in zip(read_by_pods, expected, strict=True))
    assert same >= 0.99 * len(expected), [p for p in zip(read_by_pods, expected, strict=True) if p[0] != p[1]]
