"""The exported models answer as the embedded engine does, given the same prepared images."""

import io
import json
import pickle
import subprocess
import sys
from subprocess import DEVNULL, PIPE

import cv2
import numpy as np
import pytest
from PIL import Image

from ocr import images
from ocr.boxes import find_boxes
from ocr.crops import cut_crop
from ocr.engines.embedded import EmbeddedDetector, EmbeddedEngine, EmbeddedRecognizer
from ocr.engines.inputs import LINE_HEIGHT, batches_of, detector_input, line_upload
from ocr.engines.layout import LearnedTagger
from ocr.layout.features import LABELS, features_of
from ocr.layout.tagger import tag_words
from ocr.layout.tests.printed import words_of
from ocr.serving.encoding import encode_features
from ocr.tests.drawing import RECEIPT, draw_receipt
from ocr.training.tests.fixtures import ROOT

RECEIPTS = ROOT.parent / "shared" / "data" / "sroie"
COUNT = 3

HALF_A_LEVEL = 1 / 15 / 2
FLOAT_ERROR = 1e-3


@pytest.fixture(scope="module")
def ask(saved_models):
    """Send calls to a pod in a process of its own; give its answers."""
    command = [sys.executable, "-m", "ocr.training.tests.pod", str(saved_models)]
    pod = subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)

    def ask(*calls):
        pickle.dump(calls, pod.stdin)
        pod.stdin.flush()
        return pickle.load(pod.stdout)

    with pod:
        yield ask
        pickle.dump((), pod.stdin)


class Comparison:
    """Both engines on the same inputs."""

    def __init__(self, ask, files):
        inputs = [detector_input(next(iter(images.load_pages(file)))) for file in files]
        detector, recognizer = EmbeddedDetector(), EmbeddedRecognizer()
        self.maps = [detector.detect(page) for page in inputs]
        batches = [
            lines
            for page, found in zip(inputs, self.maps, strict=True)
            for lines in line_batches(page, found)
        ]
        self.transcripts = [
            dict(recognizer.recognize(lines))[i] for lines in batches for i in range(len(lines))
        ]
        answers = ask(
            *(("textdet", "detect", png(page)) for page in inputs),
            *(("textrec", "recognize", as_crops(png(line) for line in lines)) for lines in batches),
        )
        assert not any(error for _, error in answers)
        self.detections = [outputs for outputs, _ in answers[: len(inputs)]]
        self.lines = [line for outputs, _ in answers[len(inputs) :] for line in rows(outputs)]


def line_batches(page, found):
    quads = find_boxes(found, width=page.shape[1], height=page.shape[0])
    lines = [line_upload(cut_crop(page, quad)) for quad in quads]
    return [[lines[i] for i in batch] for batch in batches_of(lines)]


def png(pixels):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def jpeg(pixels):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def as_crops(files):
    return np.array([*files], object)


def rows(outputs):
    return [dict(zip(outputs, values, strict=True)) for values in zip(*outputs.values(), strict=True)]


def text_of(line):
    return line["text_bytes"].decode()


def assert_same_maps(comparison):
    for outputs, expected in zip(comparison.detections, comparison.maps, strict=True):
        levels = cv2.imdecode(np.frombuffer(outputs["map_bytes"], np.uint8), cv2.IMREAD_UNCHANGED)
        assert levels.shape == tuple(outputs["size"]) == expected.shape
        assert set(np.unique(levels)) <= set(range(0, 256, 17))
        assert np.abs(levels / 255 - expected).max() < HALF_A_LEVEL + FLOAT_ERROR


def assert_same_details(comparison):
    for line, expected in zip(comparison.lines, comparison.transcripts, strict=True):
        if text_of(line) == expected.text:
            scores = np.frombuffer(line["char_scores_bytes"], np.uint8) / 255
            centers = np.frombuffer(line["char_centers_bytes"], ">u2") / 65535
            assert scores == pytest.approx(expected.char_scores, abs=0.01)
            assert centers == pytest.approx(expected.char_centers, abs=1e-4)
            assert line["score"] == pytest.approx(expected.score, abs=0.01)


def test_a_drawn_receipt_reads_the_same(ask):
    comparison = Comparison(ask, [draw_receipt()])
    assert_same_maps(comparison)
    assert len(comparison.lines) >= 12
    assert [text_of(line) for line in comparison.lines] == [line.text for line in comparison.transcripts]
    assert_same_details(comparison)


@pytest.mark.skipif(not RECEIPTS.exists(), reason="There is no folder of labelled receipts.")
def test_real_receipts_read_the_same(ask):
    labels = [
        json.loads(line) for line in (RECEIPTS / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    ids = [label["id"] for label in labels if label["split"] == "val"][:COUNT]
    comparison = Comparison(ask, [(RECEIPTS / "images" / f"{name}.jpg").read_bytes() for name in ids])
    assert_same_maps(comparison)
    pairs = list(zip(comparison.lines, comparison.transcripts, strict=True))
    assert len(pairs) > 100
    assert sum(text_of(line) == expected.text for line, expected in pairs) >= 0.99 * len(pairs)
    assert_same_details(comparison)


def test_the_words_of_a_receipt_have_the_same_probabilities(ask):
    words = words_of("\n".join(RECEIPT))
    features = features_of(words, tag_words(words))
    ((outputs, error),) = ask(("layout", "serving_default", encode_features(features)))
    assert not error and tuple(outputs["size"]) == (len(words), len(LABELS))
    levels = cv2.imdecode(np.frombuffer(outputs["probabilities_bytes"], np.uint8), cv2.IMREAD_UNCHANGED)
    expected = LearnedTagger().probabilities(features)
    assert np.abs(levels / 65535 - expected).max() < 1e-4


def test_every_answer_tells_the_name_of_the_net_that_gave_it(ask):
    nets = EmbeddedEngine().nets()
    words = words_of("\n".join(RECEIPT))
    page, line = np.zeros((64, 64, 3), np.uint8), np.zeros((LINE_HEIGHT, 64, 3), np.uint8)
    features = encode_features(features_of(words, tag_words(words)))
    (detected, _), (read, _), (tagged, _) = ask(
        ("textdet", "detect", png(page)),
        ("textrec", "recognize", as_crops([png(line)] * 2)),
        ("layout", "serving_default", features),
    )
    told = [detected["net"], *read["net"], tagged["net"]]
    detector, recognizer, layout = nets.model_version([words]).split()
    assert [name.decode() for name in told] == [detector, recognizer, recognizer, layout]


def test_jpegs_and_grey_images_are_taken_as_pillow_decodes_them(ask):
    page = np.asarray(Image.open(io.BytesIO(draw_receipt(["TOTAL   24.72"]))).resize((640, 96)))
    photo = jpeg(page)
    decoded = np.asarray(Image.open(io.BytesIO(photo)))
    grey = np.asarray(Image.fromarray(page).convert("L"))
    replicated = np.repeat(grey[..., np.newaxis], 3, axis=2)
    files = (photo, png(decoded), png(grey), png(replicated))
    maps = [outputs["map_bytes"] for outputs, _ in ask(*(("textdet", "detect", file) for file in files))]
    assert maps[0] == maps[1]
    assert maps[2] == maps[3]


def test_the_default_signature_is_the_same(ask):
    crops = as_crops([png(np.full((LINE_HEIGHT, 90, 3), 200, np.uint8))])
    named, default = ask(("textrec", "recognize", crops), ("textrec", "serving_default", crops))
    assert rows(named[0]) == rows(default[0])
    assert named[0].keys() == {"text_bytes", "score", "char_scores_bytes", "char_centers_bytes", "net"}


def test_lines_without_text_and_batches_without_lines_give_empty_outputs(ask):
    blank = np.full((LINE_HEIGHT, 1, 3), 255, np.uint8)
    (one, _), (none, _) = ask(
        ("textrec", "recognize", as_crops([png(blank)])), ("textrec", "recognize", as_crops([]))
    )
    (line,) = rows(one)
    assert line.pop("net")
    assert line == {"text_bytes": b"", "score": 0, "char_scores_bytes": b"", "char_centers_bytes": b""}
    assert {values.shape for values in none.values()} == {(0,)}


def test_bad_images_are_errors_and_the_pod_goes_on(ask):
    good = png(np.zeros((64, 32, 3), np.uint8))
    crop = png(np.zeros((LINE_HEIGHT, 60, 3), np.uint8))
    calls_and_errors = [
        (("textdet", "detect", b""), "Images must be JPEG or PNG"),
        (("textdet", "detect", b"Dear Sir or Madam"), "Images must be JPEG or PNG"),
        (("textdet", "detect", good[:60]), "PNG"),
        (("textdet", "detect", png(np.zeros((64, 33, 3), np.uint8))), "sides must be multiples of 32 pixels"),
        (("textrec", "recognize", as_crops([crop, b"GIF89a"])), "Images must be JPEG or PNG"),
        (("textrec", "recognize", as_crops([crop, jpeg(np.zeros((48, 9, 3), np.uint8))[:200]])), "JPEG"),
        (("textrec", "recognize", as_crops([good])), "Crops must be at most 48 pixels high"),
        (("textdet", "detect", good), ""),
        (("textrec", "recognize", as_crops([crop])), ""),
    ]
    answers = ask(*(call for call, _ in calls_and_errors))
    for (_, error), (_, expected) in zip(answers, calls_and_errors, strict=True):
        assert expected in error if expected else not error
