"""ONNX nets as TensorFlow operations: each operator of the graph becomes the same one in TensorFlow.

Feature maps lie channels last here, because TensorFlow's convolutions run on processors only so; ONNX has
channels first. A value is turned only where an operator wants it otherwise.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import tensorflow as tf

Tensor = Any
"""A TensorFlow tensor, or a NumPy array that is constant."""
Attributes = Mapping[str, Any]

TO_LAST, TO_FIRST = (0, 2, 3, 1), (0, 3, 1, 2)
ONE_TO_ONE = (1, 1)
AS_IN_TENSORFLOW: Mapping[str, Sequence[Any]] = {
    "ceil_mode": [0],
    "coordinate_transformation_mode": [b"asymmetric"],
    "count_include_pad": [0],
    "dilations": [[1, 1]],
    "mode": [b"nearest"],
    "nearest_mode": [b"floor"],
    "pads": [[0, 0, 0, 0]],
}
"""Values of attributes that say what TensorFlow does anyway; with others the export stops."""


@dataclass(frozen=True)
class Value:
    """One value of the graph. `channels_last` is true of feature maps that were turned."""

    tensor: Tensor
    channels_last: bool = False

    def first(self) -> Tensor:
        """In ONNX's order."""
        return tf.transpose(self.tensor, TO_FIRST) if self.channels_last else self.tensor

    def last(self) -> Tensor:
        """Channels last; what has less than four dimensions broadcasts as it did in ONNX's order."""
        if self.channels_last:
            return self.tensor
        if isinstance(self.tensor, np.ndarray):
            shape = (1,) * (4 - self.tensor.ndim) + self.tensor.shape
            return self.tensor.reshape(shape).transpose(TO_LAST) if self.tensor.size > 1 else self.tensor
        missing = 4 - self.tensor.shape.rank
        tensor = (
            tf.reshape(self.tensor, (1,) * missing + tuple(self.tensor.shape)) if missing else self.tensor
        )
        return tf.transpose(tensor, TO_LAST)


class Net:
    """One ONNX model with one output."""

    def __init__(self, source: Path | bytes) -> None:
        """Of a file or of what is in it. Raises `ValueError` if it has an operator that is not known here."""
        model = onnx.load(source) if isinstance(source, Path) else onnx.load_from_string(source)
        self._graph = model.graph
        self._weights = {item.name: onnx.numpy_helper.to_array(item) for item in self._graph.initializer}
        self.metadata = {entry.key: entry.value for entry in model.metadata_props}
        unknown = {node.op_type for node in self._graph.node} - {"Identity", *MAP_OPS, *FREE_OPS, *OTHER_OPS}
        if unknown:
            raise ValueError(f"The net cannot be exported: no code for {', '.join(sorted(unknown))}.")

    def __call__(self, images: Tensor) -> Tensor:
        """The output, in ONNX's order, for float images of shape (count, height, width, channels)."""
        return self._output({self._graph.input[0].name: Value(images, channels_last=True)})

    def of(self, **inputs: Tensor) -> Tensor:
        """The output for `inputs` by name, all in ONNX's order."""
        return self._output({name: Value(tensor) for name, tensor in inputs.items()})

    def width(self, name: str) -> int:
        """The last dimension of an input."""
        (item,) = (item for item in self._graph.input if item.name == name)
        return int(item.type.tensor_type.shape.dim[-1].dim_value)

    def learnable(self) -> dict[str, tf.Variable]:
        """Let the weights change, but for means and variances of batches; return them by name."""
        norms = (node for node in self._graph.node if node.op_type == "BatchNormalization")
        fixed = {name for node in norms for name in node.input[3:]}
        variables = {
            name: tf.Variable(value)
            for name, value in self._weights.items()
            if value.dtype == np.float32 and value.size > 1 and name not in fixed
        }
        self._weights |= variables
        return variables

    def _output(self, inputs: Mapping[str, Value]) -> Tensor:
        values = {name: Value(_read(weight)) for name, weight in self._weights.items()}
        values |= inputs
        for node in self._graph.node:
            inputs_of_node = [values[name] for name in node.input if name]
            values[node.output[0]] = _apply(node.op_type, inputs_of_node, _attributes(node))
        return values[self._graph.output[0].name].first()


def _read(weight: Any) -> Tensor:
    return weight if isinstance(weight, np.ndarray) else tf.convert_to_tensor(weight)


def _transposed(weights: Tensor, *order: int) -> Tensor:
    return weights.transpose(order) if isinstance(weights, np.ndarray) else tf.transpose(weights, order)


def _attributes(node: onnx.NodeProto) -> Attributes:
    attributes = {item.name: onnx.helper.get_attribute_value(item) for item in node.attribute}
    return {name: value for name, value in attributes.items() if value not in AS_IN_TENSORFLOW.get(name, ())}


def _apply(op_type: str, inputs: Sequence[Value], attributes: Attributes) -> Value:
    if op_type == "Identity":
        return inputs[0]
    if op_type in MAP_OPS:
        feature_map, *others = inputs
        tensors = [feature_map.last(), *(value.tensor for value in others)]
        return Value(MAP_OPS[op_type](*tensors, **attributes), channels_last=True)
    if op_type in FREE_OPS:
        channels_last = any(value.channels_last for value in inputs)
        tensors = [value.last() if channels_last else value.tensor for value in inputs]
        attributes = _turned(attributes) if channels_last else attributes
        return Value(FREE_OPS[op_type](*tensors, **attributes), channels_last)
    return Value(OTHER_OPS[op_type](*(value.first() for value in inputs), **attributes))


def _turned(attributes: Attributes) -> Attributes:
    """The attributes with their axes where they lie channels last."""
    turned = dict(attributes)
    if "axis" in turned:
        turned["axis"] = TO_LAST.index(turned["axis"] % 4)
    if "axes" in turned:
        turned["axes"] = [TO_LAST.index(axis % 4) for axis in turned["axes"]]
    return turned


def _conv(
    x: Tensor,
    weights: Tensor,
    bias: Tensor = None,
    *,
    kernel_shape: Sequence[int],
    strides: Sequence[int] = ONE_TO_ONE,
    group: int = 1,
    pads: Sequence[int] = (0, 0, 0, 0),
    auto_pad: bytes = b"NOTSET",
) -> Tensor:
    if auto_pad == b"NOTSET":
        x, padding = _padded(x, pads, kernel_shape, strides)
    else:
        padding = _padding(auto_pad)
    if group == 1:
        y = tf.nn.conv2d(x, _transposed(weights, 2, 3, 1, 0), strides, padding)
    else:
        y = _depthwise(x, _transposed(weights, 2, 3, 0, 1), strides, padding)
    return y if bias is None else tf.nn.bias_add(y, bias)


def _depthwise(x: Tensor, weights: Tensor, strides: Sequence[int], padding: str) -> Tensor:
    down, right = strides
    if down == right:
        return tf.nn.depthwise_conv2d(x, weights, [1, down, right, 1], padding)
    # TensorFlow strides both ways alike, so take every step and keep the wanted ones.
    return tf.nn.depthwise_conv2d(x, weights, [1, 1, 1, 1], padding)[:, ::down, ::right]


def _padded(
    x: Tensor, pads: Sequence[int], kernel: Sequence[int], strides: Sequence[int]
) -> tuple[Tensor, str]:
    """The map with the zeros around it that TensorFlow cannot be told of, and the padding that it can."""
    if tuple(strides) == ONE_TO_ONE and list(pads) == [side // 2 for side in (*kernel, *kernel)]:
        return x, "SAME"
    if not any(pads):
        return x, "VALID"
    top, left, bottom, right = pads
    return tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]]), "VALID"


def _padding(auto_pad: bytes) -> str:
    return {b"NOTSET": "VALID", b"VALID": "VALID", b"SAME_UPPER": "SAME"}[auto_pad]


def _conv_transpose(
    x: Tensor,
    weights: Tensor,
    bias: Tensor = None,
    *,
    kernel_shape: Sequence[int],
    strides: Sequence[int],
    group: int = 1,
) -> Tensor:
    if kernel_shape != strides or group != 1:
        raise ValueError("Only transposed convolutions that do not overlap can be exported.")
    count, height, width, _ = tf.unstack(tf.shape(x))
    shape = tf.stack([count, height * strides[0], width * strides[1], weights.shape[1]])
    y = tf.nn.conv2d_transpose(x, _transposed(weights, 2, 3, 1, 0), shape, strides, "VALID")
    return y if bias is None else tf.nn.bias_add(y, bias)


def _resize(x: Tensor, *sizes: Tensor) -> Tensor:
    """To the nearest pixel above and to the left, by whole factors."""
    size = tf.shape(x)[1:3] * sizes[-1][2:].astype(np.int32)
    return tf.raw_ops.ResizeNearestNeighbor(images=x, size=size)


def _average_pool(
    x: Tensor, *, kernel_shape: Sequence[int], strides: Sequence[int], auto_pad: bytes = b"NOTSET"
) -> Tensor:
    return tf.nn.avg_pool2d(x, kernel_shape, strides, _padding(auto_pad))


def _max_pool(
    x: Tensor, *, kernel_shape: Sequence[int], strides: Sequence[int], auto_pad: bytes = b"NOTSET"
) -> Tensor:
    return tf.nn.max_pool2d(x, kernel_shape, strides, _padding(auto_pad))


def _batch_norm(
    x: Tensor,
    gamma: Tensor,
    beta: Tensor,
    mean: Tensor,
    variance: Tensor,
    *,
    epsilon: float,
    momentum: float,  # noqa: ARG001 (only training needs it)
) -> Tensor:
    scale = gamma / np.sqrt(variance + np.float32(epsilon))
    return x * scale + (beta - mean * scale)


def _hard_sigmoid(x: Tensor, *, alpha: float, beta: float) -> Tensor:
    return tf.clip_by_value(x * alpha + beta, 0.0, 1.0)


def _reshape(x: Tensor, shape: Tensor) -> Tensor:
    """A length of 0 stays what it was."""
    shape = tf.cast(shape, tf.int32)
    before = tf.concat([tf.shape(x), tf.zeros_like(shape)], 0)[: shape.shape[0]]
    return tf.reshape(x, tf.where(shape == 0, before, shape))


def _slice(x: Tensor, starts: Tensor, ends: Tensor, axes: Tensor, steps: Tensor = None) -> Tensor:
    parts = [slice(None)] * x.shape.rank
    for i, axis in enumerate(axes):
        parts[axis] = slice(starts[i], ends[i], None if steps is None else steps[i])
    return x[tuple(parts)]


def _unsqueeze(x: Tensor, *, axes: Sequence[int]) -> Tensor:
    for axis in sorted(axes):
        x = tf.expand_dims(x, axis)
    return x


def _cast(x: Tensor, *, to: int) -> Tensor:
    kind = onnx.helper.tensor_dtype_to_np_dtype(to)
    return x.astype(kind) if isinstance(x, np.ndarray) else tf.cast(x, kind)


def _matmul(x: Tensor, y: Tensor) -> Tensor:
    return tf.tensordot(x, y, 1) if len(y.shape) == 2 else tf.matmul(x, y)


def _softmax(x: Tensor, *, axis: int) -> Tensor:
    """Before ONNX's opset 13 it goes over all dimensions from `axis` on; only the last one is known here."""
    if axis not in (-1, x.shape.rank - 1):
        raise ValueError("A softmax over more than the last dimension cannot be exported.")
    return tf.nn.softmax(x)


Operation = Callable[..., Tensor]
"""Takes the inputs of an ONNX node by position and its attributes by name."""

MAP_OPS: dict[str, Operation] = {
    "AveragePool": _average_pool,
    "BatchNormalization": _batch_norm,
    "Conv": _conv,
    "ConvTranspose": _conv_transpose,
    "GlobalAveragePool": lambda x: tf.reduce_mean(x, [1, 2], keepdims=True),
    "MaxPool": _max_pool,
    "Resize": _resize,
}
"""Want their first input, and give their output, channels last."""

FREE_OPS: dict[str, Operation] = {
    "Add": operator.add,
    "Clip": tf.clip_by_value,
    "Concat": lambda *parts, axis: tf.concat(parts, axis),
    "Div": operator.truediv,
    "Erf": tf.math.erf,
    "HardSigmoid": _hard_sigmoid,
    "Mul": operator.mul,
    "Pow": operator.pow,
    "ReduceMean": lambda x, axes, keepdims=1: tf.reduce_mean(x, axes, keepdims=bool(keepdims)),
    "Relu": tf.nn.relu,
    "Sigmoid": tf.sigmoid,
    "Sqrt": tf.sqrt,
    "Sub": operator.sub,
}
"""Work in either order of dimensions."""

OTHER_OPS: dict[str, Operation] = {
    "Cast": _cast,
    "Gather": lambda x, indices, axis=0: tf.gather(x, indices, axis=axis),
    "MatMul": _matmul,
    "ReduceSum": lambda x, axes, keepdims=1: tf.reduce_sum(x, axes, keepdims=bool(keepdims)),
    "Reshape": _reshape,
    "Shape": lambda x: tf.shape(x, tf.int64),
    "Slice": _slice,
    "Softmax": _softmax,
    "Squeeze": lambda x, axes: tf.squeeze(x, axes),
    "Transpose": lambda x, perm: tf.transpose(x, perm),
    "Unsqueeze": _unsqueeze,
}
"""Want ONNX's order."""
