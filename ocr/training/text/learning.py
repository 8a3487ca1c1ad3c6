"""Fine-tuning of the recogniser: connectionist temporal classification (Graves et al., 2006).

The convolutions cost nearly all of the time and stay as they are, so they run once for each line; what learns
is what looks along the line, and the classes of Latin script in the last layer.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
import onnxruntime
import tensorflow as tf
from numpy.typing import NDArray

from ocr.ctc import BLANK
from ocr.engines.embedded import padded
from ocr.engines.inputs import line_input
from ocr.training.converter import Net
from ocr.training.text.changing import changed
from ocr.training.text.samples import Sample

Tensor = Any
Weights = dict[str, NDArray[np.float32]]
"""Whole tensors of the model by name."""
Report = Callable[[int, int, float], None]
"""Called with steps done, steps in all, and the mean loss of late."""

RATE, WARM_UP, DECAY = 4e-4, 0.05, 1e-3
KEPT_MEAN = 0.995
"""What is kept is a running mean of the weights over the steps, with this share of what it was."""
MAX_LOSS = 15.0
"""A line that fits its label worse than this has a wrong label."""
MAX_LINES, MAX_WIDTH, BATCH_WIDTH = 16, 1200, 4000
RIVALS = 64
"""Classes of other scripts, drawn anew for each batch, that its steps must not be taken for."""
REPORTED = 100
SEED = 0

LEARNED_SCRIPTS = ((0x20, 0x250), (0x1E00, 0x2300), (0x3000, 0x3012), (0xFF00, 0xFF70))
"""Code points of Latin letters, marks, and East Asia's forms of them."""


@dataclass(frozen=True)
class Group:
    """Lines of similar width that are learned from together."""

    features: NDArray[np.float16]
    """What the convolutions see: (lines, 1, steps, channels)."""
    classes: Sequence[Sequence[int]]
    """What each line says."""


class Parts:
    """The model, taken apart at the last pooling and before the last layer."""

    def __init__(self, model: bytes) -> None:
        graph = onnx.load_from_string(model).graph
        pooled = [node.output[0] for node in graph.node if node.op_type == "AveragePool"][-1]
        last = [node for node in graph.node if node.op_type == "MatMul"][-1]
        bias = next(node for node in graph.node if last.output[0] in node.input)
        with TemporaryDirectory() as folder:
            whole, front, back = (Path(folder) / f"{name}.onnx" for name in ("whole", "front", "back"))
            whole.write_bytes(model)
            onnx.utils.extract_model(whole, front, [graph.input[0].name], [pooled])
            onnx.utils.extract_model(whole, back, [pooled], [last.input[0]])
            self._front = onnxruntime.InferenceSession(front)
            self.back = Net(back)
        tensors = {item.name: onnx.numpy_helper.to_array(item) for item in graph.initializer}
        self.names = (last.input[1], next(name for name in bias.input if name in tensors))
        self.weights, self.bias = (tensors[name] for name in self.names)

    def features(self, lines: Sequence[NDArray[np.float32]]) -> NDArray[np.float16]:
        """What the convolutions see of lines as `line_input` gives them."""
        (output,) = self._front.run(None, {"x": padded(lines)})
        return np.ascontiguousarray(np.asarray(output).transpose(0, 2, 3, 1)).astype(np.float16)


def learn(
    model: bytes, samples: Sequence[Sample], charset: Sequence[str], *, epochs: int, report: Report
) -> Weights:
    """Return the tensors that changed, whole. Class `i` of the model is `charset[i - 1]`."""
    random = np.random.default_rng(SEED)
    parts = Parts(model)
    groups = list(_groups(parts, samples, charset, random))
    learned = _learned_classes(charset)
    variables = parts.back.learnable()
    head = tf.Variable(parts.weights[:, learned]), tf.Variable(parts.bias[learned])
    steps = epochs * len(groups)
    channels = groups[0].features.shape[3]
    step, means = _step(parts.back, [*variables.values(), *head], head, steps, channels)
    losses: list[float] = []
    for _ in range(epochs):
        for index in random.permutation(len(groups)):
            losses.append(float(step(*_batch(groups[index], parts, learned, random))))
            if len(losses) % REPORTED == 0:
                report(len(losses), steps, float(np.mean(losses[-REPORTED:])))
    *changed_back, weights, bias = (mean.numpy() for mean in means)
    whole = parts.weights.copy(), parts.bias.copy()
    whole[0][:, learned], whole[1][learned] = weights, bias
    return dict(zip(variables, changed_back, strict=True)) | dict(zip(parts.names, whole, strict=True))


def _learned_classes(charset: Sequence[str]) -> NDArray[np.int64]:
    codes = ((index, ord(letter)) for index, letter in enumerate(charset, start=1))
    return np.array(
        [BLANK, *(i for i, code in codes if any(low <= code < high for low, high in LEARNED_SCRIPTS))]
    )


def _groups(
    parts: Parts, samples: Sequence[Sample], charset: Sequence[str], random: np.random.Generator
) -> Iterator[Group]:
    """The samples, changed at random, in groups of similar width."""
    class_of = {letter: index for index, letter in reversed([*enumerate(charset, start=1)])}
    spelled = [sample for sample in samples if class_of.keys() >= set(sample.text)]
    inputs = [(sample, line_input(changed(sample.crop, random))) for sample in spelled]
    known = [sample for sample, line in inputs if line.shape[1] <= MAX_WIDTH]
    lines = [line for _, line in inputs if line.shape[1] <= MAX_WIDTH]
    widths = np.array([line.shape[1] for line in lines])
    group: list[int] = []
    for index in [*np.argsort(widths * random.uniform(0.9, 1.1, len(lines))), -1]:
        full = len(group) == MAX_LINES or (len(group) + 1) * widths[index] > BATCH_WIDTH
        if group and (full or index < 0):
            features = parts.features([lines[i] for i in group])
            classes = [[class_of[letter] for letter in known[i].text] for i in group]
            fitting = [i for i, text in enumerate(classes) if _steps_for(text) <= features.shape[2]]
            if fitting:
                yield Group(features[fitting], [classes[i] for i in fitting])
            group = []
        group.append(index)


def _steps_for(classes: Sequence[int]) -> int:
    """Equal neighbours need a blank between them."""
    return len(classes) + sum(a == b for a, b in pairwise(classes)) + 1


def _batch(
    group: Group, parts: Parts, learned: NDArray[np.int64], random: np.random.Generator
) -> tuple[Any, ...]:
    """Features, labels, and the last layer for the classes that the labels have beside the learned ones."""
    others = np.setdiff1d(np.arange(len(parts.bias)), learned)
    said = {number for classes in group.classes for number in classes} - set(learned.tolist())
    more = np.array([*sorted(said), *random.choice(others, RIVALS)])
    places = {number: place for place, number in reversed([*enumerate([*learned, *more])])}
    labels = np.full((len(group.classes), max(map(len, group.classes))), BLANK, np.int32)
    for row, classes in zip(labels, group.classes, strict=True):
        row[: len(classes)] = [places[number] for number in classes]
    return group.features.astype(np.float32), labels, parts.weights[:, more], parts.bias[more]


def _step(
    net: Net,
    variables: Sequence[tf.Variable],
    head: tuple[tf.Variable, tf.Variable],
    steps: int,
    channels: int,
) -> tuple[Any, list[tf.Variable]]:
    """What learns from one batch and returns its loss, and the running means of the variables."""
    means = [tf.Variable(variable) for variable in variables]
    warm_up = int(WARM_UP * steps)
    rate = tf.keras.optimizers.schedules.CosineDecay(
        0.0, max(1, steps - warm_up), warmup_target=RATE, warmup_steps=warm_up
    )
    optimizer = tf.keras.optimizers.AdamW(rate, weight_decay=DECAY, global_clipnorm=5.0)
    optimizer.build(variables)
    shapes = ([None, 1, None, channels], [None, None], [head[0].shape[0], None], [None])
    types = (tf.float32, tf.int32, tf.float32, tf.float32)

    @tf.function(autograph=False, input_signature=[*map(tf.TensorSpec, shapes, types)])
    def step(features: Tensor, labels: Tensor, more_weights: Tensor, more_bias: Tensor) -> Tensor:
        with tf.GradientTape() as tape:
            seen = net(features)
            weights, bias = tf.concat([head[0], more_weights], 1), tf.concat([head[1], more_bias], 0)
            logits = tf.tensordot(seen, weights, 1) + bias
            lengths = tf.repeat(tf.shape(logits)[1], tf.shape(logits)[0])
            losses = tf.nn.ctc_loss(
                tf.sparse.from_dense(labels),
                logits,
                None,
                lengths,
                logits_time_major=False,
                blank_index=BLANK,
            )
            loss = tf.reduce_mean(tf.minimum(MAX_LOSS, losses))
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        done = tf.cast(optimizer.iterations, tf.float32)
        kept = tf.minimum(KEPT_MEAN, (1 + done) / (10 + done))
        for mean, variable in zip(means, variables, strict=True):
            mean.assign(mean * kept + variable * (1 - kept))
        return loss

    return step, means
