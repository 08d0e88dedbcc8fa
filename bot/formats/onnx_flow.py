# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the nodes of an ONNX graph tell about its matrices, whose own names say little (``onnx::MatMul_1234``, ``val_49_q``).

- A matrix that something is multiplied by has one column for each output, so its rows are stored as columns.
- The bias that is added to the product bears the module's name; failing that, the node's own name often does.

Both are hints, as all names are: a graph that lies about them hides its weights no better than one without names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.formats.wire import Field, fields_of, last_message, last_number
from bot.model.tensors import COLUMNS_AT_ONCE, TensorSpec

_PASSING = frozenset({"Cast", "CastLike", "Identity", "DequantizeLinear", "Reshape", "Mul"})
"""Of values that are still those of the first input, but for types, scales and axes."""
_FACTOR = {
    "MatMul": 1,
    "MatMulInteger": 1,
    "MatMulIntegerToFloat": 1,
    "DynamicQuantizeMatMul": 1,
    "FusedMatMul": 1,
    "Gemm": 1,
    "QLinearMatMul": 3,
    "QGemm": 3,
}
"""Which input is the matrix that is multiplied by (ONNX operators and the com.microsoft domain of onnxruntime)."""
_BIAS = {"Gemm": 2, "DynamicQuantizeMatMul": 4, "MatMulIntegerToFloat": 6, "QGemm": 6}
_CODES = re.compile(r"(?:_quantized|_q)$")
_BESIDE = ("_scale", "_zero_point")
_MODULE = re.compile(r"^/((?:[\w.]+/)+)(?:MatMul|Gemm)\w*$")
# Fields of NodeProto and AttributeProto.
_INPUT, _OUTPUT, _NAME, _OP, _ATTRIBUTE = 1, 2, 3, 4, 5
_ATTRIBUTE_NAME, _NUMBER, _NUMBERS = 1, 3, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One step of a graph."""

    op: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    turns_factor: bool
    """Whether it multiplies by the matrix the other way round."""


@dataclass(frozen=True, slots=True)
class _Value:
    """Where a value comes from."""

    tensor: str
    is_turned: bool


def node_of(path: str, fields: Sequence[Field]) -> Node:
    """The node that a message describes. Raises InputError where its attributes are no messages."""
    turned = False
    for number, value in fields:
        if number == _ATTRIBUTE and isinstance(value, bytes) and b"transB" in value[:16]:
            attribute = fields_of(path, "an attribute", value)
            turned |= last_message(attribute, _ATTRIBUTE_NAME) == b"transB" and last_number(attribute, _NUMBER) == 1
    return Node(
        op=_text(last_message(fields, _OP)),
        name=_text(last_message(fields, _NAME)),
        inputs=tuple(_text(value) for number, value in fields if number == _INPUT and isinstance(value, bytes)),
        outputs=tuple(_text(value) for number, value in fields if number == _OUTPUT and isinstance(value, bytes)),
        turns_factor=turned,
    )


def told(tensors: Iterable[TensorSpec], nodes: Sequence[Node]) -> list[TensorSpec]:
    """The tensors, matrices with one row for each output, under the names of their modules where the nodes tell them."""
    known = {tensor.name: tensor for tensor in tensors}
    flow = _Flow(known)
    for node in nodes:
        flow.follow(node)
    names = _new_names(known, flow.modules)
    found = []
    for tensor in known.values():
        named = replace(tensor, name=names.get(tensor.name, tensor.name))
        found.append(_turned(named) if flow.by_inputs.get(tensor.name) else named)
    return found


class _Flow:
    """Follows matrices to where something is multiplied by them, and the products to where a bias is added."""

    def __init__(self, known: Mapping[str, TensorSpec]) -> None:
        self._known = known
        self._values = {name: _Value(name, is_turned=False) for name in known}
        self._products: dict[str, str] = {}
        self.by_inputs: dict[str, bool] = {}
        self.modules: dict[str, str] = {}

    def follow(self, node: Node) -> None:
        """One node; those before it were followed already, as a graph's nodes stand in the order of their work."""
        if not node.outputs:
            return
        if node.op in _FACTOR:
            self._multiplied(node)
        elif node.op in {"Add", "Sum"}:
            self._added(node)
        elif node.op in _PASSING or node.op == "Transpose":
            self._passed(node)

    def _passed(self, node: Node) -> None:
        for given in node.inputs[:2]:
            value = self._values.get(given)
            if value is not None and len(self._known[value.tensor].shape) == 2:
                turned = value.is_turned ^ (node.op == "Transpose")
                self._values[node.outputs[0]] = _Value(value.tensor, is_turned=turned)
                return
            if given in self._products:
                self._products[node.outputs[0]] = self._products[given]
                return

    def _multiplied(self, node: Node) -> None:
        place = _FACTOR[node.op]
        value = self._values.get(node.inputs[place]) if place < len(node.inputs) else None
        if value is None or len(self._known[value.tensor].shape) != 2:
            return
        by_inputs = not value.is_turned ^ node.turns_factor
        self.by_inputs[value.tensor] = by_inputs and self.by_inputs.get(value.tensor, True)
        self._products[node.outputs[0]] = value.tensor
        module = _MODULE.search(node.name)
        if module:
            self.modules.setdefault(value.tensor, module[1].rstrip("/").replace("/", "."))
        bias = _BIAS.get(node.op, len(node.inputs))
        if bias < len(node.inputs):
            self._named_by(value.tensor, node.inputs[bias])

    def _added(self, node: Node) -> None:
        for given in node.inputs:
            if given in self._products:
                for other in node.inputs:
                    self._named_by(self._products[given], other)
                return

    def _named_by(self, tensor: str, bias: str) -> None:
        known = self._known.get(bias)
        if known is not None and len(known.shape) == 1 and bias.endswith(".bias"):
            self.modules[tensor] = bias.removesuffix(".bias")


def _new_names(known: Mapping[str, TensorSpec], modules: Mapping[str, str]) -> dict[str, str]:
    """New names by old ones, where both tell of one tensor only; scales go along with their codes."""
    wanted: dict[str, list[str]] = {}
    for name, tensor in known.items():
        own = _CODES.sub("", name)
        module = modules.get(name)
        speaks = own.endswith(".weight")
        wanted.setdefault(f"{module}.weight" if module and not speaks and len(tensor.shape) == 2 else own, []).append(
            name
        )
    names = {olds[0]: new for new, olds in wanted.items() if len(olds) == 1 and new != olds[0] and new not in known}
    for old, new in list(names.items()):
        base = _CODES.sub("", old)
        beside = {f"{base}{end}": f"{new}{end}" for end in _BESIDE if f"{base}{end}" in known and base != new}
        names |= {one: other for one, other in beside.items() if other not in known and other not in wanted}
    return names


def _turned(tensor: TensorSpec) -> TensorSpec:
    inputs, outputs = tensor.shape
    if tensor.dtype.block.elements > 1 or inputs % COLUMNS_AT_ONCE or not tensor.elements:
        return tensor
    return replace(tensor, shape=(outputs, inputs), is_turned=True)


def _text(raw: bytes) -> str:
    return raw.decode(errors="replace")
