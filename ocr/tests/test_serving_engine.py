"""The engine that calls pods; what it shares with the others is in `test_engines`."""

import itertools
import threading
from dataclasses import replace

import numpy as np
import pytest

from ocr.engines import tagging
from ocr.engines.inputs import MAX_LINE_WIDTH
from ocr.engines.rules import RULES
from ocr.engines.scripted import DEMO_LINES, ScriptedEngine
from ocr.errors import EngineError, PodError, PodsAwayError
from ocr.layout.tagger import tag_words
from ocr.layout.tests.printed import page_of, words_of
from ocr.reader import read
from ocr.serving import client as client_module
from ocr.serving.models import TEXT_DETECTION
from ocr.serving.values import Answer, Release
from ocr.tests.drawing import draw_receipt
from ocr.tests.pods import LocalPod, OneText, serving_engine
from ocr.types import Label, Tag, Usage

PATIENCE = 10.0
WORDS = words_of("BOBS SHOP\nRice   12.50\nTOTAL  12.50")
PAGE = page_of(WORDS)


def wide_crops(count):
    """Return crops that are too wide to share a batch."""
    return [np.zeros((48, MAX_LINE_WIDTH, 3), np.uint8) for _ in range(count)]


def pod_that(meanwhile):
    return LocalPod(replace(ScriptedEngine().nets(), recognizer=OneText()), meanwhile=meanwhile)


def outstanding(engine):
    return sum(member.health.outstanding for member in engine._client.pool._members.values())


def settle(engine):
    engine._client.requests.shutdown()
    engine._client.attempts.shutdown()


def eject_all(engine):
    pool = engine._client.pool
    while pool.ready():
        pool.failed(pool.take(TEXT_DETECTION), PodError("gone", code="pod_unreachable"))


def version_by(kind, **options):
    pod = kind(ScriptedEngine().nets())
    return read(draw_receipt(), engine=serving_engine(pod, **options)).usage.model_version


class PodWithoutLayout(LocalPod):
    """Was started with models of an earlier export."""

    def send(self, path, *, body, seconds):
        if "/layout/" not in path:
            return super().send(path, body=body, seconds=seconds)
        self.paths.append(path)
        said = b'{"error": "Unrecognized servable version label: stable"}'
        return Answer(status=400, body=said, bytes_sent=len(body), bytes_received=len(said))


class CanaryFails(LocalPod):
    """Takes the release on trial away after its first call."""

    def send(self, path, *, body, seconds):
        if "canary" in path and self.paths:
            return Answer(status=404, body=b"{}", bytes_sent=len(body), bytes_received=2)
        return super().send(path, body=body, seconds=seconds)


class SpareTagger:
    """Says that all words are keys."""

    tags = [Tag(label=Label.KEY, score=0.5)] * len(WORDS)

    def tag(self, page, words):
        return self.tags

    def version(self, words):
        return "spare"


class UnnamedNets(LocalPod):
    """Was started with models that told no names yet."""

    def told(self, model, outputs):
        return outputs


class NewNetEveryTime(LocalPod):
    """Changes its nets from call to call, as pods do once in an update."""

    def __init__(self, nets):
        super().__init__(nets)
        self.numbers = itertools.count()

    def told(self, model, outputs):
        return super().told(model, outputs) | {"net": [f"{model}-{next(self.numbers):08x}"]}


class Gate:
    """Lets `free` calls pass and keeps the others until it is opened."""

    def __init__(self, free):
        self.free = free
        self.calls = 0
        self.opened = threading.Event()
        self.reached = threading.Event()

    def __call__(self):
        self.calls += 1
        if self.calls > self.free:
            self.reached.set()
            assert self.opened.wait(PATIENCE)


@pytest.fixture
def one_request_at_a_time(monkeypatch):
    monkeypatch.setattr(client_module, "_THREADS", 1)


def test_what_a_reading_took_names_its_calls():
    usage = read(draw_receipt(), engine=serving_engine()).usage
    assert {call.outcome for call in usage.calls} == {"ok"}
    assert usage.calls[0].model == "textdet"
    assert {call.model for call in usage.calls[1:-1]} == {"textrec"}
    assert usage.calls[-1].model == "layout"
    assert all(call.bytes_sent and call.bytes_received for call in usage.calls)


def test_a_reading_tells_which_release_of_each_model_did_it():
    canary = Release(model="textrec", selector="labels/canary", share=1.0)
    usage = read(draw_receipt(), engine=serving_engine(releases=[canary])).usage
    stable = "labels/stable"
    assert usage.releases == {"layout": stable, "textdet": stable, "textrec": "labels/canary"}


def test_of_a_model_of_which_two_releases_took_part_it_tells_none():
    pod = CanaryFails(ScriptedEngine().nets())
    canary = Release(model="layout", selector="labels/canary", share=1.0)
    nets = serving_engine(pod, releases=[canary]).nets()
    for _ in range(2):
        nets.tagger.tag(PAGE, WORDS)
    usage = Usage(seconds=1.0, engine="serving", model_version="", calls=nets.calls())
    assert [call.outcome for call in usage.calls] == ["ok", "model_missing", "ok"]
    assert usage.releases == {}


def test_each_file_has_calls_of_its_own():
    engine = serving_engine()
    one, other = engine.nets(), engine.nets()
    one.detector.detect(np.zeros((64, 64, 3), np.uint8))
    assert len(one.calls()) == 1 and other.calls() == ()


def test_batches_go_out_four_at_a_time():
    together, lock, most = threading.Barrier(4), threading.Lock(), [0, 0]

    def meanwhile():
        with lock:
            most[0] += 1
            most[1] = max(most)
        together.wait(PATIENCE)
        with lock:
            most[0] -= 1

    engine = serving_engine(pod_that(meanwhile))
    found = list(engine.nets().recognizer.recognize(wide_crops(12)))
    assert sorted(index for index, _ in found) == list(range(12))
    assert most[1] == 4


def test_an_abandoned_reading_sends_nothing_more(one_request_at_a_time):
    gate = Gate(free=1)
    engine = serving_engine(pod_that(gate))
    nets = engine.nets()
    texts = nets.recognizer.recognize(wide_crops(20))
    next(texts)
    assert gate.reached.wait(PATIENCE)
    texts.close()
    gate.opened.set()
    settle(engine)
    assert gate.calls == 2
    assert len(nets.calls()) == 2 and outstanding(engine) == 0


def test_a_batch_that_fails_ends_the_file(one_request_at_a_time):
    calls = []

    def refuse():
        calls.append(1)
        raise PodError("bad crop", code="request_refused", retryable=False)

    engine = serving_engine(pod_that(refuse))
    with pytest.raises(EngineError, match="The GPUs failed on this receipt"):
        list(engine.nets().recognizer.recognize(wide_crops(20)))
    settle(engine)
    assert len(calls) <= 10 and outstanding(engine) == 0


def test_without_pods_files_wait():
    engine = serving_engine()
    assert engine.ready()
    eject_all(engine)
    assert not engine.ready()
    with pytest.raises(PodsAwayError):
        engine.nets()


def test_without_pods_files_go_to_the_fallback():
    pod = LocalPod(ScriptedEngine().nets())
    engine = serving_engine(pod, fallback=ScriptedEngine())
    eject_all(engine)
    assert engine.ready()
    reading = read(draw_receipt(), engine=engine)
    assert [line.text for line in reading.lines] == list(DEMO_LINES)
    assert (reading.usage.model_version, reading.usage.calls, pod.paths) == ("scripted rules", (), [])


def test_while_there_are_pods_the_fallback_rests():
    assert serving_engine(fallback=ScriptedEngine()).nets().ocr_version() != "scripted"


def test_fields_are_kept_under_the_names_that_pods_tell_of_their_nets():
    assert version_by(LocalPod) == "textdet-0000c0de textrec-0000c0de layout-0000c0de"


def test_fields_by_nets_without_names_are_kept_under_their_releases():
    assert version_by(UnnamedNets) == "textdet:stable textrec:stable layout:stable"
    canary = Release(model="textrec", selector="labels/canary", share=1.0)
    version = version_by(UnnamedNets, releases=[canary])
    assert version == "textdet:stable textrec:canary layout:stable"


def test_lines_by_several_nets_are_by_none_that_is_known():
    nets = serving_engine(NewNetEveryTime(ScriptedEngine().nets())).nets()
    assert len(list(nets.recognizer.recognize(wide_crops(2)))) == 2
    assert nets.ocr_version() == "textdet:stable textrec:mixed"


def test_words_go_to_the_release_of_the_layout_net_that_is_on_trial():
    pod = LocalPod(ScriptedEngine().nets())
    nets = serving_engine(pod, releases=[Release(model="layout", selector="versions/7", share=1.0)]).nets()
    assert len(nets.tagger.tag(PAGE, WORDS)) == len(WORDS)
    assert pod.paths == ["/v1/models/layout/versions/7:predict"]


def test_pods_without_a_layout_net_read_all_the_same_and_the_log_says_what_to_do(caplog):
    pod = PodWithoutLayout(ScriptedEngine().nets())
    spare = SpareTagger()
    engine = serving_engine(pod, spare_tagger=lambda: spare)
    for number in range(1, 6):
        nets = engine.nets()
        for _ in range(2):
            assert nets.tagger.tag(PAGE, WORDS) == spare.tags
        assert nets.tagger.version(WORDS) == "spare"
        assert len(pod.paths) == 2 * number, "two pods refuse, and no other page asks again"
    assert engine._client.pool.open_count() == 2
    assert "Run `manage.py export_models` anew." in caplog.text


def test_a_layout_net_that_fails_fails_the_file():
    def fail():
        raise PodError("out of memory", code="pod_failed", retryable=False)

    engine = serving_engine(LocalPod(ScriptedEngine().nets(), meanwhile=fail))
    with pytest.raises(EngineError, match="The GPUs failed on this receipt"):
        engine.nets().tagger.tag(PAGE, WORDS)


def test_a_page_without_words_or_with_more_than_any_receipt_has_is_not_sent(monkeypatch):
    monkeypatch.setattr(tagging, "MAX_WORDS", len(WORDS) - 1)
    pod = LocalPod(ScriptedEngine().nets())
    tagger = serving_engine(pod).nets().tagger
    assert tagger.tag(PAGE, []) == []
    assert tagger.tag(PAGE, WORDS) == tag_words(WORDS)
    assert tagger.version(WORDS) == RULES
    assert pod.paths == []
