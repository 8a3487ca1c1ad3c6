"""Pixels and features on their way to the pods, and what comes back."""

import struct
import zlib

import cv2
import numpy as np
import pytest

from ocr.errors import PodError
from ocr.layout.features import PIECES, PLACES, Features
from ocr.serving.encoding import decode_shares, encode_features, encode_line, encode_page

WIDTH, HEIGHT = 64, 32


def grey(width=WIDTH, height=HEIGHT):
    return np.random.default_rng(1).integers(0, 256, (height, width)).astype(np.uint8)


def png(image):
    return cv2.imencode(".png", image)[1].tobytes()


def bomb(width, height):
    """A PNG that claims a size and has hardly any pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_a_line_loses_nothing_but_its_colours():
    line = np.random.default_rng(2).integers(0, 256, (48, 90, 3)).astype(np.uint8)
    read = cv2.imdecode(np.frombuffer(encode_line(line), np.uint8), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(read, cv2.cvtColor(line, cv2.COLOR_RGB2GRAY))


def test_a_page_keeps_its_colours():
    page = np.zeros((64, 64, 3), np.uint8)
    page[..., 0] = 200
    data = encode_page(page)
    assert data.startswith(b"\xff\xd8")
    red, green, blue = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[32, 32][::-1]
    assert red > 180 and green < 20 and blue < 20


def test_a_map_is_read_as_probabilities():
    levels = grey()
    levels[0, :2] = 0, 255
    found = decode_shares(png(levels), width=WIDTH, height=HEIGHT)
    assert found.dtype == np.float32 and found.shape == (HEIGHT, WIDTH)
    assert found[0, 0] == 0.0 and found[0, 1] == 1.0
    assert np.allclose(found, levels / 255)


def test_probabilities_of_sixteen_bits_are_read_as_such():
    found = decode_shares(png(np.array([[0, 1, 65535]], np.uint16)), width=3, height=1)
    assert found.tolist() == [[0.0, pytest.approx(1 / 65535), 1.0]]


def test_words_stand_side_by_side_and_lose_nothing():
    random = np.random.default_rng(3)
    features = Features(
        pieces=random.integers(0, 8192, (5, PIECES)).astype(np.int32),
        numbers=random.normal(0, 1, (5, 7)).astype(np.float16).astype(np.float32),
        places=random.integers(-900, 900, (5, PLACES)).astype(np.int32),
    )
    table = cv2.imdecode(np.frombuffer(encode_features(features), np.uint8), cv2.IMREAD_UNCHANGED)
    assert (table.dtype, table.shape) == (np.uint16, (PIECES + PLACES + 7, 5))
    pieces, places, numbers = np.split(np.ascontiguousarray(table.T), [PIECES, PIECES + PLACES], axis=1)
    assert np.array_equal(pieces, features.pieces)
    assert np.array_equal(np.ascontiguousarray(places).view(np.int16), features.places)
    assert np.array_equal(np.ascontiguousarray(numbers).view(np.float16), features.numbers)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a" + bytes(40),
        b"\x89PNG\r\n\x1a\n" + bytes(8) + struct.pack(">II", WIDTH, HEIGHT),
        b"\x89PNG\r\n\x1a\n" + bytes(8) + struct.pack(">II", WIDTH, HEIGHT) + b"\xff" * 500,
        png(grey())[:-1],
        png(grey())[:-20],
        png(grey())[: len(png(grey())) // 2],
        png(grey())[:33],
        png(grey(HEIGHT, WIDTH)),
        bomb(WIDTH, HEIGHT + 1),
        bomb(2**31 - 1, 2**31 - 1),
        cv2.imencode(".jpg", grey())[1].tobytes(),
    ],
)
def test_what_is_no_whole_map_of_that_size_is_an_invalid_answer(data):
    with pytest.raises(PodError) as raised:
        decode_shares(data, width=WIDTH, height=HEIGHT)
    assert raised.value.code == "pod_answer_invalid"


def test_one_wrong_bit_is_an_invalid_answer():
    data = bytearray(png(grey()))
    data[len(data) // 2] ^= 1
    with pytest.raises(PodError):
        decode_shares(bytes(data), width=WIDTH, height=HEIGHT)


def test_a_map_of_another_size_is_not_decoded(monkeypatch):
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("It was decoded."))
    with pytest.raises(PodError):
        decode_shares(bomb(30_000, 30_000), width=WIDTH, height=HEIGHT)
