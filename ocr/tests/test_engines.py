"""What every engine promises, whatever it is made of."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest

from ocr.boxes import find_boxes
from ocr.crops import cut_crop
from ocr.engines import get_engine
from ocr.engines.scripted import DEMO_LINES, Script, ScriptedEngine
from ocr.errors import EngineError
from ocr.geometry import quad_of_box
from ocr.reader import read
from ocr.tests.drawing import RECEIPT, draw_receipt, receipt_image
from ocr.tests.pods import serving_engine
from ocr.types import Page, Word

TEXTS = {
    "embedded": tuple(line for line in RECEIPT if line),
    "scripted": DEMO_LINES,
    "serving": DEMO_LINES,
}
VERSIONS = dict.fromkeys(TEXTS, "textdet-[0-9a-f]{8} textrec-[0-9a-f]{8} layout-[0-9a-f]{8}") | {
    "scripted": "scripted rules"
}


@pytest.fixture(params=["embedded", "scripted", "serving"])
def engine(request):
    return serving_engine() if request.param == "serving" else get_engine(request.param)


@pytest.fixture(scope="module")
def image():
    return np.asarray(receipt_image())


def crops_of(engine, image):
    height, width = image.shape[:2]
    quads = find_boxes(engine.nets().detector.detect(image), width=width, height=height)
    return [cut_crop(image, quad) for quad in quads]


def test_the_map_covers_the_image_with_probabilities(engine, image):
    probability = engine.nets().detector.detect(image)
    assert probability.dtype == np.float32 and probability.ndim == 2
    assert probability.min() >= 0 and probability.max() <= 1
    assert probability.shape[1] / probability.shape[0] == pytest.approx(
        image.shape[1] / image.shape[0], rel=0.05
    )
    assert probability.max() > 0.9


def test_each_crop_is_read_once(engine, image):
    crops = crops_of(engine, image)
    found = list(engine.nets().recognizer.recognize(crops))
    assert sorted(index for index, _ in found) == list(range(len(crops)))


def test_scores_and_centres_go_with_the_characters(engine, image):
    for _, transcript in engine.nets().recognizer.recognize(crops_of(engine, image)):
        assert len(transcript.text) == len(transcript.char_scores) == len(transcript.char_centers)
        assert all(0 <= score <= 1.001 for score in transcript.char_scores)
        assert all(0 <= center <= 1 for center in transcript.char_centers)
        assert list(transcript.char_centers) == sorted(transcript.char_centers)


def test_no_crops_are_no_texts(engine):
    assert list(engine.nets().recognizer.recognize([])) == []


def test_each_word_gets_a_tag(engine):
    page = Page(number=1, width=100, height=100, rotation=0, jpeg=b"")
    words = [
        Word(text=text, score=1.0, quad=quad_of_box(x, 0, x + 40, 10), page=1, line=0)
        for x, text in ((0, "TOTAL"), (50, "12.50"))
    ]
    assert len(engine.nets().tagger.tag(page, words)) == 2
    assert engine.nets().tagger.tag(page, []) == []


def test_the_reader_reads_with_it(engine):
    reading = read(draw_receipt(), engine=engine)
    texts = {line.text.replace(" ", "") for line in reading.lines}
    expected = {part.replace(" ", "") for line in TEXTS[engine.name] for part in line.split("   ") if part}
    assert len(expected - texts) <= 1
    assert reading.usage.engine == engine.name
    assert re.fullmatch(VERSIONS[engine.name], reading.usage.model_version)


def test_threads_share_it(engine):
    receipts = [draw_receipt(RECEIPT[start : start + 4]) for start in (0, 6, 9)]
    alone = [[line.text for line in read(data, engine=engine).lines] for data in receipts]
    with ThreadPoolExecutor(3) as pool:
        together = list(
            pool.map(lambda data: [line.text for line in read(data, engine=engine).lines], receipts)
        )
    assert together == alone


def test_an_engine_is_made_once_a_process():
    engines = []
    threads = [threading.Thread(target=lambda: engines.append(get_engine("embedded"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(engine) for engine in [*engines, get_engine("embedded")]}) == 1


def test_the_script_can_be_ones_own():
    engine = ScriptedEngine(Script(lines=("TOTAL 1.00", "THANK YOU")))
    assert [line.text for line in read(draw_receipt(), engine=engine).lines] == ["TOTAL 1.00", "THANK YOU"]


def test_the_script_can_fail():
    failure = EngineError("The pods are away. They are tried again.", code="pods_away", retryable=True)
    with pytest.raises(EngineError, match="pods are away"):
        read(draw_receipt(), engine=ScriptedEngine(Script(error=failure)))


def test_the_script_can_be_slow(monkeypatch):
    slept = []
    # The module's own name is replaced, never time.sleep itself: other tests' threads sleep too.
    monkeypatch.setattr("ocr.engines.scripted.time", SimpleNamespace(sleep=slept.append))
    read(draw_receipt(), engine=ScriptedEngine(Script(seconds=7)))
    assert sum(slept) == pytest.approx(7)
