"""The trained net as an ONNX file, from the same code that trained it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ocr.layout.features import LABELS, PIECES, VERSION
from ocr.training.layout.classes import FOLD
from ocr.training.layout.network import Size, logits

OPSET = 12
"""Before 13 axes are attributes, which any converter understands."""

IR_VERSION = 8


class GraphOperations:
    """Writes each operation as a node; a tensor is the name of a value."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, value: Any) -> str:
        name = f"c{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def weight(self, value: NDArray[np.float32]) -> str:
        """Stored in half precision, computed with in full."""
        return self._node("Cast", self.constant(value.astype(np.float16)), to=TensorProto.FLOAT)

    def gather(self, x: str, indices: str, axis: int) -> str:
        return self._node("Gather", x, indices, axis=axis)

    def matmul(self, x: str, y: str) -> str:
        return self._node("MatMul", x, y)

    def add(self, x: str, y: str) -> str:
        return self._node("Add", x, y)

    def sub(self, x: str, y: str) -> str:
        return self._node("Sub", x, y)

    def mul(self, x: str, y: str) -> str:
        return self._node("Mul", x, y)

    def div(self, x: str, y: str) -> str:
        return self._node("Div", x, y)

    def clip(self, x: str, low: int, high: int) -> str:
        return self._node("Clip", x, self.constant(np.int32(low)), self.constant(np.int32(high)))

    def floats(self, x: str) -> str:
        return self._node("Cast", x, to=TensorProto.FLOAT)

    def concat(self, parts: list[str]) -> str:
        return self._node("Concat", *parts, axis=2)

    def reshape(self, x: str, shape: list[int]) -> str:
        return self._node("Reshape", x, self.constant(np.array(shape, np.int64)))

    def transpose(self, x: str, perm: list[int]) -> str:
        return self._node("Transpose", x, perm=perm)

    def unsqueeze(self, x: str, axis: int) -> str:
        return self._node("Unsqueeze", x, axes=[axis])

    def mean(self, x: str) -> str:
        return self._node("ReduceMean", x, axes=[-1], keepdims=1)

    def sum(self, x: str, axis: int) -> str:
        return self._node("ReduceSum", x, axes=[axis], keepdims=0)

    def sqrt(self, x: str) -> str:
        return self._node("Sqrt", x)

    def erf(self, x: str) -> str:
        return self._node("Erf", x)

    def softmax(self, x: str) -> str:
        return self._node("Softmax", x, axis=-1)

    def dropout(self, x: str) -> str:
        return x

    def name(self, x: str, output: str) -> None:
        """Give a value the name of an output."""
        self.nodes.append(helper.make_node("Identity", [x], [output]))

    def _node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        output = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output


def write_graph(path: Path, nets: Sequence[Mapping[str, NDArray[np.float32]]], size: Size) -> None:
    """Write the mean of the probabilities of `nets`, equal but for their weights. Raises `OSError`.

    Inputs are the `Features` of pages, padded with zeros: `pieces`, `numbers`, `places`; the output
    `probabilities` has the shape (pages, words, labels). The model's metadata name the features that it
    wants, its labels, and the net itself, by its weights.
    """
    ops = GraphOperations()
    outputs = []
    for net in nets:
        weights = {name: ops.weight(value) for name, value in net.items()}
        outputs.append(ops.softmax(logits(ops, weights, size, "pieces", "numbers", "places")))
    total = outputs[0]
    for output in outputs[1:]:
        total = ops.add(total, output)
    ops.name(ops.matmul(total, ops.constant(FOLD / np.float32(len(nets)))), "probabilities")
    graph = helper.make_graph(
        ops.nodes,
        "layout",
        [
            helper.make_tensor_value_info("pieces", TensorProto.INT32, ["pages", "words", PIECES]),
            helper.make_tensor_value_info("numbers", TensorProto.FLOAT, ["pages", "words", size.numbers]),
            helper.make_tensor_value_info("places", TensorProto.INT32, ["pages", "words", 3]),
        ],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["pages", "words", len(LABELS)])],
        ops.initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    name = f"layout-{crc32(graph.SerializeToString()):08x}"
    helper.set_model_props(model, {"features": VERSION, "labels": "\n".join(LABELS), "name": name})
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)
