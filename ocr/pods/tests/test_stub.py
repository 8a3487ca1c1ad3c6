"""A stub pod serves the product's own client, and tells when its GPU was busy."""

import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from ocr.boxes import find_boxes
from ocr.layout.tagger import tag_words
from ocr.layout.tests.printed import page_of, words_of
from ocr.pods import canned
from ocr.pods.canned import RECEIPT
from ocr.pods.running import stub_pods
from ocr.pods.tests.calls import (
    WORDS,
    PodEngine,
    PodTagger,
    call,
    detect_request,
    page,
    post,
    recognize_request,
    tag_request,
)
from ocr.reader import read
from ocr.tests.drawing import encoded, receipt_image


@pytest.mark.parametrize("size", [(960, 1280), (640, 1920), (1280, 960), (480, 2560)])
def test_the_client_finds_the_known_number_of_lines(quick_stub, size):
    width, height = size

    probability = call(quick_stub.url, detect_request(page(width, height)))

    assert probability.shape == (height, width)
    assert len(find_boxes(probability, width=width, height=height)) == len(RECEIPT)


def test_a_map_has_sixteen_levels():
    levels = {round(p * 15) * 17 for p in (0, 14 / 15)}

    assert levels == {0, canned.LEVEL}


def test_a_whole_receipt_is_read_through_a_pod(quick_stub):
    reading = read(encoded(receipt_image(), "JPEG"), engine=PodEngine(quick_stub.url))

    assert [line.text for line in reading.lines] == list(RECEIPT)
    assert str(reading.receipt.total.value) == "46.03"
    assert len(reading.receipt.line_items) == 12


def test_crops_may_come_in_any_order_and_batch(quick_stub):
    width, height = 960, 1280
    boxes = find_boxes(call(quick_stub.url, detect_request(page(width, height))), width=width, height=height)
    boxes.sort(key=lambda quad: quad[0][1])
    numbers = list(range(len(boxes)))
    random.Random(7).shuffle(numbers)

    read_lines = [
        canned.line_of(round(quad[1][0] - quad[0][0]), round(quad[3][1] - quad[0][1])) for quad in boxes
    ]

    assert [read_lines[number] for number in numbers] == numbers


def test_characters_have_scores_and_centres(quick_stub):
    [transcript] = call(quick_stub.url, recognize_request([page(1000, 48)]))

    assert transcript.text == RECEIPT[0]
    assert len(transcript.char_scores) == len(transcript.char_centers) == len(RECEIPT[0])
    assert list(transcript.char_centers) == sorted(transcript.char_centers)


def test_words_are_what_the_rules_say(quick_stub):
    words = words_of("BOBS SHOP\nRice  12.50\nTOTAL  12.50")

    tags = PodTagger(quick_stub.url).tag(page_of(words), words)

    assert [tag.label for tag in tags] == [tag.label for tag in tag_words(words)]


def test_an_image_that_is_none_is_refused(quick_stub):
    body = {"signature_name": "detect", "inputs": {"image": {"b64": "bm8gaW1hZ2U="}}}

    answer = requests.post(f"{quick_stub.url}/v1/models/textdet:predict", json=body, timeout=10)

    assert answer.status_code == 400
    assert "image" in answer.json()["error"]


def test_calls_hold_the_gpu_one_after_the_other(stub):
    stub.behave(seconds=0.05)
    begun = time.monotonic()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: post(stub.url, detect_request(page())), range(8)))

    report = stub.report(since=begun, until=time.monotonic())
    assert report["calls_begun"] == 8
    assert report["busy_seconds"] == pytest.approx(8 * 0.05)
    assert stub.busy_seconds(begun - 10, begun) == 0


def test_the_time_of_a_call_depends_on_its_model_and_crops(stub):
    stub.behave(seconds=None, detect_seconds=0.03, crop_seconds=0.01, tag_seconds=0.02, slow=2.0)

    begun = time.monotonic()
    post(stub.url, detect_request(page()))
    detected = time.monotonic()
    post(stub.url, recognize_request([page(200, 48)] * 4))
    recognized = time.monotonic()
    post(stub.url, tag_request(WORDS))

    assert stub.busy_seconds(begun, detected) == pytest.approx(0.06)
    assert stub.busy_seconds(detected, recognized) == pytest.approx(0.08)
    assert stub.busy_seconds(recognized, time.monotonic()) == pytest.approx(0.04)


def test_one_process_plays_several_pods(stub):
    with stub_pods(3, seconds=0) as pods:
        post(pods[1].url, detect_request(page()))

        assert [pod.report()["calls"] for pod in pods] == [0, 1, 0]


def test_the_control_says_what_is_wrong(stub):
    with pytest.raises(requests.HTTPError):
        stub.behave(mode="asleep")
    with pytest.raises(requests.HTTPError):
        stub.behave(second=1)

    assert requests.get(stub.control.rsplit("/", 1)[0] + "/1", timeout=10).status_code == 404
    assert stub.report()["mode"] == "normal"
