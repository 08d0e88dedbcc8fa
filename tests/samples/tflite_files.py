# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""TensorFlow Lite models, written field by field, and a Llama's tensors under names that its converter gives them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from tests.samples.models import Tensors

_TYPES = {"float32": 0, "float16": 1, "int32": 2, "uint8": 3, "int64": 4, "int8": 9}
Value: TypeAlias = "bytes | Table | Vector"


@dataclass(frozen=True, slots=True)
class Vector:
    """A text, numbers as bytes, or tables."""

    count: int
    content: bytes | Sequence[Table]


@dataclass(frozen=True, slots=True)
class Table:
    """Fields by their places in the schema: numbers as bytes, everything else at an offset."""

    fields: Mapping[int, Value]


def named_for_tflite(tensors: Tensors) -> Tensors:
    """Under names such as ``llama/layers_0/mlp/gate_proj/MatMul``."""
    return {
        name.replace("model.layers.", "llama/layers_").replace(".weight", ".MatMul").replace(".", "/"): values
        for name, values in tensors.items()
    }


def as_tflite(
    tensors: Mapping[str, np.ndarray[Any, Any]],
    *,
    types: Mapping[str, int] | None = None,
    more: Mapping[int, Value] | None = None,
    apart: bool = False,
) -> bytes:
    """A model of one subgraph; ``more`` are further fields of every tensor, ``apart`` puts values behind the tables."""
    buffers = [Table({})]
    described = [Table({0: numbers(1), 2: u32(0), 3: text("computed")})]
    for name, values in tensors.items():
        kind = (types or {}).get(name, _TYPES[values.dtype.name])
        fields: dict[int, Value] = {0: numbers(*values.shape), 1: bytes([kind]), 2: u32(len(buffers)), 3: text(name)}
        described.append(Table({**fields, **(more or {})}))
        data = values.tobytes()
        buffers.append(Table({1: bytes(8), 2: bytes(8)} if apart else {0: Vector(len(data), data)}))
    if not apart:
        return as_flatbuffer(_model(described, buffers))
    start = len(as_flatbuffer(_model(described, buffers)))
    content = b""
    for number, values in enumerate(tensors.values(), 1):
        place = struct.pack("<Q", start + len(content)), struct.pack("<Q", values.nbytes)
        buffers[number] = Table({1: place[0], 2: place[1]})
        content += values.tobytes()
    return as_flatbuffer(_model(described, buffers)) + content


def _model(tensors: Sequence[Table], buffers: Sequence[Table]) -> Table:
    graph = Table({0: Vector(len(tensors), tensors)})
    return Table({0: u32(3), 2: Vector(1, [graph]), 4: Vector(len(buffers), buffers)})


def as_flatbuffer(root: Table, identifier: bytes = b"TFL3") -> bytes:
    """Every table behind whatever points to it."""
    content = bytearray(4) + identifier
    struct.pack_into("<I", content, 0, _table(content, root))
    return bytes(content)


def _table(content: bytearray, table: Table) -> int:
    """Appends a table with all that it points to; returns where it begins."""
    last = max(table.fields, default=-1)
    offsets, inside = [0] * (last + 1), b""
    for number, value in sorted(table.fields.items()):
        offsets[number] = 4 + len(inside)
        inside += value if isinstance(value, bytes) else bytes(4)
    at = len(content)
    content += struct.pack(f"<HH{last + 1}H", 4 + 2 * len(offsets), 4 + len(inside), *offsets)
    start = len(content)
    content += struct.pack("<i", start - at) + inside
    for number, value in table.fields.items():
        if not isinstance(value, bytes):
            place = start + offsets[number]
            end = _table(content, value) if isinstance(value, Table) else _vector(content, value)
            struct.pack_into("<I", content, place, end - place)
    return start


def _vector(content: bytearray, vector: Vector) -> int:
    start = len(content)
    content += struct.pack("<I", vector.count)
    if isinstance(vector.content, bytes):
        content += vector.content
        return start
    content += bytes(4 * len(vector.content))
    for number, each in enumerate(vector.content):
        place = start + 4 + 4 * number
        struct.pack_into("<I", content, place, _table(content, each) - place)
    return start


def text(content: str) -> Vector:
    """A text."""
    return Vector(len(content.encode()), content.encode() + b"\0")


def numbers(*values: int) -> Vector:
    """Whole numbers of 32 bits."""
    return Vector(len(values), struct.pack(f"<{len(values)}i", *values))


def u32(value: int) -> bytes:
    """A number without a sign."""
    return struct.pack("<I", value)
