# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""ONNX models as exporters and onnxruntime's quantisation tools write them, by the onnx package."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tests.samples.models import Tensors

Array = np.ndarray[Any, Any]


def as_onnx(tensors: Tensors, kind: str = "float32", *, gemm: bool = False) -> bytes:
    """A graph that looks tokens up and multiplies by every other matrix; ``kind`` is float32, float16, int8 or uint8.

    As torch.onnx does it, matrices lie with a row for each input and have no names, unless ``gemm``; their nodes bear the modules' names.
    """
    graph = _Graph(kind, gemm=gemm)
    for name, values in tensors.items():
        if values.ndim != 2:
            graph.add(name, values)
        elif "embed" in name:
            graph.look_up(name, values)
        else:
            graph.multiply(name, values)
    return graph.written()


def with_external_data(tensors: Tensors, location: str = "model.onnx_data") -> dict[str, bytes]:
    """The same with all values in another file, each from a multiple of 4096 on."""
    model = onnx.load_from_string(as_onnx(tensors))
    content = bytearray()
    for tensor in model.graph.initializer:
        content += bytes(-len(content) % 4096)
        entries = {"location": location, "offset": str(len(content)), "length": str(len(tensor.raw_data))}
        content += tensor.raw_data
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in entries.items():
            entry = tensor.external_data.add()
            entry.key, entry.value = key, value
    return {"model.onnx": model.SerializeToString(), location: bytes(content)}


class _Graph:
    def __init__(self, kind: str, *, gemm: bool) -> None:
        self._kind = kind
        self._gemm = gemm
        self._nodes: list[Any] = []
        self._initializers: list[Any] = []
        self._count = 0

    def add(self, name: str, values: Array) -> str:
        stored = values.astype(np.float16) if self._kind == "float16" and values.dtype == np.float32 else values
        self._initializers.append(numpy_helper.from_array(np.ascontiguousarray(stored), name))
        return name

    def look_up(self, name: str, values: Array) -> None:
        table = self._codes(name, values) if self._kind in {"int8", "uint8"} else self.add(name, values)
        self._step("Gather", [table, "tokens"], "/model/embed_tokens/Gather")

    def multiply(self, name: str, values: Array) -> None:
        module = name.removesuffix(".weight")
        self._count += 1
        if self._gemm:
            self._step("Gemm", ["x", self.add(name, values)], f"/{module}/Gemm", transB=1)
            return
        own = f"onnx::MatMul_{1000 + self._count}"
        place = f"/{module.replace('.layers.', '.layers@').replace('.', '/').replace('@', '.')}/MatMul"
        if self._kind not in {"int8", "uint8"}:
            self._step("MatMul", ["x", self.add(own, values.T)], place)
        elif self._kind == "int8":
            self._step("MatMul", ["x", self._codes(own, values.T)], place)
        else:
            codes, scale, zero = self._stored_codes(own, values.T)
            product = self._step("MatMulInteger", ["x", codes, "x_zero", zero], f"{place}_quant")
            self._step("Mul", [self._step("Cast", [product], "", to=1), scale], "")

    def _codes(self, name: str, values: Array) -> str:
        return self._step("DequantizeLinear", list(self._stored_codes(name, values)), f"{name}_DequantizeLinear")

    def _stored_codes(self, name: str, values: Array) -> tuple[str, str, str]:
        scale = float(np.abs(values).max()) / 127
        codes = np.clip(np.rint(values / scale), -128, 127)
        zero, kind = (0, np.int8) if self._kind == "int8" else (128, np.uint8)
        return (
            self.add(f"{name}_quantized", (codes + zero).astype(kind)),
            self.add(f"{name}_scale", np.array(scale, np.float32)),
            self.add(f"{name}_zero_point", np.array(zero, kind)),
        )

    def _step(self, op: str, inputs: list[str], name: str, **attributes: Any) -> str:  # noqa: ANN401 - of any type that a node takes
        output = f"value{len(self._nodes)}"
        self._nodes.append(helper.make_node(op, inputs, [output], name=name, **attributes))
        return output

    def written(self) -> bytes:
        x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", "hidden"])
        graph = helper.make_graph(self._nodes, "main", [x], [x], self._initializers)
        content: bytes = helper.make_model(graph, producer_name="pytorch").SerializeToString()
        return content
