"""Training of one net with TensorFlow."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from ocr.training.layout.batches import Batch, batches, plain_batch
from ocr.training.layout.classes import CLASSES, FOLD
from ocr.training.layout.network import Size, initial_weights, logits
from ocr.training.layout.samples import Sample

Tensor = Any

NEVER = 1e-9
"""Keeps logarithms finite."""

DROPOUT, SMOOTHING, DECAY = 0.3, 0.05, 0.02
RATE, WARM_UP = 1.5e-3, 0.1
"""Highest learning rate, and the share of the steps until it is reached."""

KEPT_MEAN = 0.995
"""The net that is kept is a running mean over the steps, with this share of what it was."""


class TensorFlowOperations:
    """The net's operations as TensorFlow's."""

    def __init__(self, dropout: float) -> None:
        self._dropout = dropout

    gather = staticmethod(lambda x, indices, axis: tf.gather(x, indices, axis=axis))
    matmul = staticmethod(tf.matmul)
    add = staticmethod(tf.add)
    sub = staticmethod(tf.subtract)
    mul = staticmethod(tf.multiply)
    div = staticmethod(tf.divide)
    clip = staticmethod(tf.clip_by_value)
    floats = staticmethod(lambda x: tf.cast(x, tf.float32))
    concat = staticmethod(lambda parts: tf.concat(parts, axis=-1))
    transpose = staticmethod(tf.transpose)
    unsqueeze = staticmethod(tf.expand_dims)
    mean = staticmethod(lambda x: tf.reduce_mean(x, axis=-1, keepdims=True))
    sum = staticmethod(tf.reduce_sum)
    sqrt = staticmethod(tf.sqrt)
    erf = staticmethod(tf.math.erf)
    softmax = staticmethod(tf.nn.softmax)
    constant = staticmethod(tf.constant)

    @staticmethod
    def reshape(x: Tensor, shape: list[int]) -> Tensor:
        """A length of 0 stays what it was."""
        sizes = tf.shape(x)
        return tf.reshape(x, [sizes[i] if length == 0 else length for i, length in enumerate(shape)])

    def dropout(self, x: Tensor) -> Tensor:
        return tf.nn.dropout(x, self._dropout) if self._dropout else x


def learn(
    samples: Sequence[Sample],
    size: Size,
    *,
    epochs: int,
    seed: int,
    report: Callable[[int, float], None],
) -> dict[str, NDArray[np.float32]]:
    """Weights learned from `samples`; `report` is told the mean loss after each epoch."""
    tf.random.set_seed(seed)
    random = np.random.default_rng(seed)
    weights = {name: tf.Variable(value) for name, value in initial_weights(size, random).items()}
    means = {name: tf.Variable(value) for name, value in weights.items()}
    steps = epochs * sum(1 for _ in batches(samples, np.random.default_rng(0)))
    step = _step(weights, means, size, steps)
    for epoch in range(epochs):
        losses = [float(step(*_tensors(batch))) for batch in batches(samples, random)]
        report(epoch, float(np.mean(losses)))
    return {name: mean.numpy() for name, mean in means.items()}


def probabilities(
    weights: Mapping[str, NDArray[np.float32]], size: Size, samples: Sequence[Sample]
) -> list[NDArray[np.float32]]:
    """What the net says of each sample's words, shape (words, labels) each."""
    ops = TensorFlowOperations(dropout=0)
    found = []
    for sample in samples:
        batch = plain_batch([sample])
        output = logits(ops, weights, size, batch.pieces, batch.numbers, batch.places)
        found.append(tf.nn.softmax(output)[0, : len(sample.texts)].numpy() @ FOLD)
    return found


def _tensors(batch: Batch) -> tuple[Any, ...]:
    return batch.pieces, batch.numbers, batch.places, batch.classes


def _loss(output: Tensor, classes: Tensor) -> Tensor:
    """Mean of -log of the share of the classes that a word may be, smoothed as labels are."""
    shares = tf.nn.log_softmax(output)
    is_word = tf.reduce_max(classes, axis=-1)
    likely = tf.reduce_logsumexp(shares + tf.math.log(classes + NEVER), axis=-1)
    losses = -(1 - SMOOTHING) * likely - SMOOTHING * tf.reduce_mean(shares, axis=-1)
    return tf.reduce_sum(losses * is_word) / tf.reduce_sum(is_word)


def _step(weights: Mapping[str, Tensor], means: Mapping[str, Tensor], size: Size, steps: int) -> Any:
    ops = TensorFlowOperations(dropout=DROPOUT)
    warm_up = int(WARM_UP * steps)
    rate = tf.keras.optimizers.schedules.CosineDecay(
        0.0, steps - warm_up, warmup_target=RATE, warmup_steps=warm_up
    )
    optimizer = tf.keras.optimizers.AdamW(rate, weight_decay=DECAY, global_clipnorm=1.0)
    variables = list(weights.values())
    optimizer.build(variables)

    @tf.function(
        autograph=False,
        input_signature=[
            tf.TensorSpec([None, None, None], tf.int32),
            tf.TensorSpec([None, None, size.numbers], tf.float32),
            tf.TensorSpec([None, None, 3], tf.int32),
            tf.TensorSpec([None, None, len(CLASSES)], tf.float32),
        ],
    )
    def step(pieces: Tensor, numbers: Tensor, places: Tensor, classes: Tensor) -> Tensor:
        with tf.GradientTape() as tape:
            output = logits(ops, weights, size, pieces, numbers, places)
            loss = _loss(output, classes)
        gradients = tape.gradient(loss, variables)
        optimizer.apply_gradients(zip([tf.convert_to_tensor(g) for g in gradients], variables, strict=True))
        done = tf.cast(optimizer.iterations, tf.float32)
        kept = tf.minimum(KEPT_MEAN, (1 + done) / (10 + done))
        for name, mean in means.items():
            mean.assign(mean * kept + weights[name] * (1 - kept))
        return loss

    return step
