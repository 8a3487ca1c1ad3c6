"""The layout net: a transformer encoder over the words of a page.

Words attend to each other with a bias for the rows and columns between them: relative positions (Shaw et al.,
2018) in two dimensions. The net is written once, over `Operations` that either compute with TensorFlow or
write an ONNX graph.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ocr.layout.features import BUCKETS, COLUMNS, PIECES
from ocr.training.layout.classes import CLASSES

Tensor = Any
Weights = Mapping[str, Tensor]

MAX_ROWS = 12
"""Rows further apart than this are all equally far."""

GRAMS_START = 2
"""The first pieces are the word's text and its shape."""

FAR = 1e9
"""Takes padding out of a softmax."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """Of one net."""

    numbers: int
    """Features of a word beside its pieces."""
    pieces: int = 48
    """Length of the vector of a hash."""
    width: int = 128
    layers: int = 3
    heads: int = 4
    inner: int = 256
    """Width between the two halves of the feed-forward parts."""


class Operations(Protocol):
    """What the net computes with; names and meanings as in ONNX."""

    def gather(self, x: Tensor, indices: Tensor, axis: int) -> Tensor: ...
    def matmul(self, x: Tensor, y: Tensor) -> Tensor: ...
    def add(self, x: Tensor, y: Tensor) -> Tensor: ...
    def sub(self, x: Tensor, y: Tensor) -> Tensor: ...
    def mul(self, x: Tensor, y: Tensor) -> Tensor: ...
    def div(self, x: Tensor, y: Tensor) -> Tensor: ...
    def clip(self, x: Tensor, low: int, high: int) -> Tensor: ...
    def floats(self, x: Tensor) -> Tensor: ...
    def concat(self, parts: list[Tensor]) -> Tensor: ...
    def reshape(self, x: Tensor, shape: list[int]) -> Tensor: ...
    def transpose(self, x: Tensor, perm: list[int]) -> Tensor: ...
    def unsqueeze(self, x: Tensor, axis: int) -> Tensor: ...
    def mean(self, x: Tensor) -> Tensor: ...
    def sum(self, x: Tensor, axis: int) -> Tensor: ...
    def sqrt(self, x: Tensor) -> Tensor: ...
    def erf(self, x: Tensor) -> Tensor: ...
    def softmax(self, x: Tensor) -> Tensor: ...
    def constant(self, value: Any) -> Tensor: ...
    def dropout(self, x: Tensor) -> Tensor: ...


def initial_weights(size: Size, random: np.random.Generator) -> dict[str, NDArray[np.float32]]:
    """Weights to begin with, by name."""
    weights = {"pieces": random.normal(0, 0.3, (BUCKETS, size.pieces))}
    inner = {"up": (size.width, size.inner), "down": (size.inner, size.width)}
    shapes = {"enter": (3 * size.pieces + size.numbers, size.width), "leave": (size.width, len(CLASSES))}
    for layer in range(size.layers):
        square = dict.fromkeys(("query", "key", "value", "mix"), (size.width, size.width))
        shapes |= {f"{layer}.{name}": shape for name, shape in (square | inner).items()}
        weights[f"{layer}.rows"] = np.zeros((2 * MAX_ROWS + 1, size.heads))
        weights[f"{layer}.lines"] = np.array([[0.0], [2.0], [0.0]]) * (np.arange(size.heads) < 1)
        weights[f"{layer}.columns"] = np.zeros((2 * COLUMNS - 1, size.heads))
    for name, (rows, columns) in shapes.items():
        limit = (6 / (rows + columns)) ** 0.5
        weights[name] = random.uniform(-limit, limit, (rows, columns))
        weights[f"{name}.bias"] = np.zeros(columns)
    norms = ["last", *(f"{layer}.{part}" for layer in range(size.layers) for part in ("attend", "feed"))]
    for name in norms:
        weights[f"{name}.scale"], weights[f"{name}.shift"] = np.ones(size.width), np.zeros(size.width)
    return {name: np.asarray(value, np.float32) for name, value in weights.items()}


def logits(
    ops: Operations, weights: Weights, size: Size, pieces: Tensor, numbers: Tensor, places: Tensor
) -> Tensor:
    """Scores before the softmax, shape (pages, words, classes).

    `pieces`, `numbers` and `places` are `Features` of pages, padded with zeros to the longest.
    """
    x = _enter(ops, weights, pieces, numbers)
    distances = _distances(ops, places)
    padding = _padding(ops, pieces)
    for layer in range(size.layers):
        near = _nearness(ops, weights, layer, distances, padding)
        x = ops.add(
            x,
            ops.dropout(_attend(ops, weights, size, layer, _norm(ops, weights, f"{layer}.attend", x), near)),
        )
        x = ops.add(x, ops.dropout(_feed(ops, weights, layer, _norm(ops, weights, f"{layer}.feed", x))))
    return _dense(ops, weights, "leave", ops.dropout(_norm(ops, weights, "last", x)))


def _enter(ops: Operations, weights: Weights, pieces: Tensor, numbers: Tensor) -> Tensor:
    """Text, shape and the mean of the groups of characters, beside the numbers."""
    vectors = ops.gather(weights["pieces"], pieces, 0)
    known = ops.unsqueeze(ops.floats(ops.clip(pieces, 0, 1)), 3)
    vectors = ops.mul(vectors, known)
    grams = ops.constant(np.arange(GRAMS_START, PIECES, dtype=np.int32))
    total = ops.sum(ops.gather(vectors, grams, 2), 2)
    count = ops.add(ops.sum(ops.gather(known, grams, 2), 2), ops.constant(np.float32(1e-3)))
    first, second = (ops.gather(vectors, ops.constant(np.int32(i)), 2) for i in (0, 1))
    texts = ops.dropout(ops.concat([first, second, ops.div(total, count)]))
    return _dense(ops, weights, "enter", ops.concat([texts, numbers]))


def _distances(ops: Operations, places: Tensor) -> dict[str, Tensor]:
    """Rows, columns and lines between each two words as indices into tables, shape (pages, words, words).

    Of lines it only counts whether they are the same.
    """
    farthest = {"rows": MAX_ROWS, "columns": COLUMNS - 1, "lines": 1}
    parts = (ops.gather(places, ops.constant(np.int32(i)), 2) for i in range(len(farthest)))
    return {
        name: _distance(ops, part, far) for part, (name, far) in zip(parts, farthest.items(), strict=True)
    }


def _distance(ops: Operations, place: Tensor, farthest: int) -> Tensor:
    between = ops.sub(ops.unsqueeze(place, 2), ops.unsqueeze(place, 1))
    return ops.add(ops.clip(between, -farthest, farthest), ops.constant(np.int32(farthest)))


def _padding(ops: Operations, pieces: Tensor) -> Tensor:
    """0 for words and -FAR for padding, shape (pages, 1, 1, words)."""
    is_word = ops.floats(ops.clip(ops.gather(pieces, ops.constant(np.int32(0)), 2), 0, 1))
    away = ops.mul(ops.sub(is_word, ops.constant(np.float32(1))), ops.constant(np.float32(FAR)))
    return ops.unsqueeze(ops.unsqueeze(away, 1), 1)


def _nearness(
    ops: Operations, weights: Weights, layer: int, distances: Mapping[str, Tensor], padding: Tensor
) -> Tensor:
    """What is added to the attention of each head, shape (pages, heads, words, words)."""
    parts = [ops.gather(weights[f"{layer}.{name}"], distance, 0) for name, distance in distances.items()]
    near = ops.add(ops.add(parts[0], parts[1]), parts[2])
    return ops.add(ops.transpose(near, [0, 3, 1, 2]), padding)


def _attend(ops: Operations, weights: Weights, size: Size, layer: int, x: Tensor, near: Tensor) -> Tensor:
    depth = size.width // size.heads
    query, key, value = (
        ops.reshape(_dense(ops, weights, f"{layer}.{name}", x), [0, 0, size.heads, depth])
        for name in ("query", "key", "value")
    )
    query = ops.mul(ops.transpose(query, [0, 2, 1, 3]), ops.constant(np.float32(depth**-0.5)))
    attention = ops.matmul(query, ops.transpose(key, [0, 2, 3, 1]))
    shares = ops.softmax(ops.add(attention, near))
    mixed = ops.transpose(ops.matmul(shares, ops.transpose(value, [0, 2, 1, 3])), [0, 2, 1, 3])
    return _dense(ops, weights, f"{layer}.mix", ops.reshape(mixed, [0, 0, size.width]))


def _feed(ops: Operations, weights: Weights, layer: int, x: Tensor) -> Tensor:
    up = _dense(ops, weights, f"{layer}.up", x)
    gate = ops.add(ops.erf(ops.mul(up, ops.constant(np.float32(0.5**0.5)))), ops.constant(np.float32(1)))
    return _dense(ops, weights, f"{layer}.down", ops.mul(ops.mul(up, ops.constant(np.float32(0.5))), gate))


def _dense(ops: Operations, weights: Weights, name: str, x: Tensor) -> Tensor:
    return ops.add(ops.matmul(x, weights[name]), weights[f"{name}.bias"])


def _norm(ops: Operations, weights: Weights, name: str, x: Tensor) -> Tensor:
    off = ops.sub(x, ops.mean(x))
    deviation = ops.sqrt(ops.add(ops.mean(ops.mul(off, off)), ops.constant(np.float32(1e-5))))
    return ops.add(ops.mul(ops.div(off, deviation), weights[f"{name}.scale"]), weights[f"{name}.shift"])
