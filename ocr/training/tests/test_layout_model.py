"""The layout net on a pod tags as the embedded one does, whatever the page."""

import importlib.util
import subprocess
import sys
from itertools import islice

import cv2
import numpy as np
import pytest

from ocr.engines.layout import LearnedTagger
from ocr.errors import PodError
from ocr.layout.features import LABELS, Features, features_of
from ocr.layout.tagger import tag_words
from ocr.layout.tests.printed import page_of, words_of
from ocr.pods.running import development_pods
from ocr.pods.tests.calls import WORDS, PodTagger, call, post
from ocr.serving.models import tag_request
from ocr.tests.drawing import RECEIPT
from ocr.training.tests.fixtures import ROOT

LONG = "\n".join(("CORNER SHOP", *(f"Item number {i}   {i % 7}   {i}.{i % 90 + 10}" for i in range(90))))
PAGES = {"one word": "TOTAL", "a receipt": "\n".join(RECEIPT), "a long receipt": LONG}


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Written by a process of its own: TensorFlow stays out of the tests'."""
    if importlib.util.find_spec("tensorflow") is None:
        pytest.skip("TensorFlow is not installed: run `make export`.")
    folder = tmp_path_factory.mktemp("models")
    subprocess.run([sys.executable, "-m", "ocr.training.tests.tiny_layout", folder], cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="module")
def embedded(models):
    return LearnedTagger(models / "layout.onnx")


@pytest.fixture(scope="module")
def pod(models):
    with development_pods(models) as (pod,):
        yield pod


def features_of_page(text):
    words = words_of(text)
    return features_of(words, tag_words(words))


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_words_have_the_same_probabilities(embedded, pod, text):
    features = features_of_page(text)
    expected = embedded.probabilities(features)
    found = call(pod.url, tag_request(features))
    assert found.shape == (len(features.pieces), len(LABELS))
    assert expected.std() > 0.01
    assert np.abs(found - expected).max() < 1e-4


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_words_have_the_same_tags(embedded, pod, text):
    words = words_of(text)
    here = embedded.tag(page_of(words), words)
    there = PodTagger(pod.url).tag(page_of(words), words)
    assert [tag.label for tag in there] == [tag.label for tag in here]
    assert [tag.score for tag in there] == pytest.approx([tag.score for tag in here], abs=1e-3)


def test_a_page_takes_few_bytes(pod):
    words = words_of("\n".join(islice(LONG.splitlines(), 27)))
    request = tag_request(features_of(words, tag_words(words)))
    assert len(words) > 130
    assert len(request.body) + len(post(pod.url, request).content) < 25_000


def test_features_of_another_kind_are_an_error_and_the_pod_goes_on(pod, monkeypatch):
    narrow = Features(pieces=WORDS.pieces, numbers=WORDS.numbers[:, :5], places=WORDS.places)
    answer = post(pod.url, tag_request(narrow))
    assert answer.status_code == 400
    assert "The PNG of words must be" in answer.json()["error"]
    monkeypatch.setattr("ocr.serving.models.VERSION", "none")
    answer = post(pod.url, tag_request(WORDS))
    assert (answer.status_code, "tag_features_none" in answer.json()["error"]) == (400, True)
    monkeypatch.undo()
    assert call(pod.url, tag_request(WORDS)).shape == (len(WORDS.pieces), len(LABELS))


def test_what_is_no_image_is_an_error(pod, monkeypatch):
    monkeypatch.setattr("ocr.serving.models.encode_features", lambda _: b"Dear Sir or Madam")
    assert "Words must be a PNG" in post(pod.url, tag_request(WORDS)).json()["error"]
    grey = cv2.imencode(".jpg", np.zeros((32, 32), np.uint8))[1].tobytes()
    monkeypatch.setattr("ocr.serving.models.encode_features", lambda _: grey)
    with pytest.raises(PodError):
        call(pod.url, tag_request(WORDS))
