"""The engine of the settings: it calls the pods that they name and counts what they did."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from ocr.cluster.models import ModelRelease, Pod, Usage
from ocr.cluster.recorder import Recorder
from ocr.cluster.running import serving_engine
from ocr.engines import ENGINES, get_engine
from ocr.engines.scripted import ScriptedEngine
from ocr.errors import EngineError, PodsAwayError
from ocr.serving.discovery import PodListError
from ocr.serving.pool import Pool

pytestmark = pytest.mark.django_db


class FussyPod(BaseHTTPRequestHandler):
    """Refuses every request, which is an answer all the same."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.paths.append(self.path)
        self.send_response(400)
        self.end_headers()
        self.wfile.write(b'{"error": "no"}')

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def fussy_pod() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), FussyPod)
    server.paths = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def recorders(monkeypatch, settings):
    """No threads that outlive the test; gives the recorders that were started."""
    started: list[Recorder] = []
    monkeypatch.setattr(Pool, "start", Pool.refresh)
    monkeypatch.setattr(Recorder, "start", lambda recorder: started.append(recorder))
    settings.OCR_PODS, settings.OCR_FALLBACK = [], ""
    return started


def test_a_file_goes_to_the_pods_of_the_settings_and_its_calls_are_counted(settings, fussy_pod, recorders):
    url = f"http://127.0.0.1:{fussy_pod.server_port}"
    settings.OCR_PODS = [f"berlin={url}"]
    engine = serving_engine()
    assert engine.ready()
    with pytest.raises(EngineError, match="The GPUs failed"):
        engine.nets().detector.detect(np.zeros((64, 64, 3), np.uint8))
    assert fussy_pod.paths == ["/v1/models/textdet/labels/stable:predict"] * 2
    recorders[0].flush()
    row = Usage.objects.get()
    assert (row.pod, row.site, row.model, row.outcome, row.calls) == (
        url,
        "berlin",
        "textdet",
        "request_refused",
        2,
    )
    assert row.bytes_sent > 0


def test_a_release_of_the_operator_gets_its_files(settings, fussy_pod):
    settings.OCR_PODS = [f"http://127.0.0.1:{fussy_pod.server_port}"]
    ModelRelease.objects.create(model="textdet", selector="labels/canary", share=100)
    nets = serving_engine().nets()
    assert "textdet:canary" in nets.ocr_version()
    with pytest.raises(EngineError):
        nets.detector.detect(np.zeros((64, 64, 3), np.uint8))
    assert fussy_pod.paths[0] == "/v1/models/textdet/labels/canary:predict"


def test_a_pod_that_an_operator_drains_gets_nothing_new(settings):
    settings.OCR_PODS = ["http://127.0.0.1:9"]
    serving_engine()
    Pod.objects.update(state="draining")
    assert not serving_engine().ready()
    with pytest.raises(PodsAwayError):
        serving_engine().nets()


def test_without_any_pod_the_fallback_reads(settings, monkeypatch):
    monkeypatch.setitem(ENGINES, "embedded", "ocr.engines.scripted.ScriptedEngine")
    monkeypatch.setattr("ocr.engines._made", {})
    settings.OCR_FALLBACK = "embedded"
    engine = get_engine("serving")
    assert engine.ready()
    assert engine.nets().ocr_version() == ScriptedEngine().nets().ocr_version()


def test_unusable_settings_end_with_a_sentence(settings):
    settings.OCR_PODS = ["gpu1:8501"]
    with pytest.raises(PodListError, match="is no pod's address"):
        serving_engine()
