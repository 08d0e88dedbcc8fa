# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Headers of TensorFlow Lite models (``.tflite``); every way in which one can lie is refused by name.

The format (tensorflow/lite/schema/schema.fbs): a FlatBuffer of subgraphs with tensors, and buffers that hold the values of those that are
constant. Tensors without values, which the model computes, are no weights; a buffer that several tensors share is listed once. Of tensors in eight bits
the codes are listed. Sparse ones are listed as not read.
"""

from __future__ import annotations

from bot.formats.entries import (
    LONGEST_NAME,
    MOST_AXES,
    MOST_TENSORS,
    checked_header,
    checked_name,
    checked_shape,
    tensor_at,
)
from bot.formats.flatbuffers import Table, Tables
from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.formats.places import Places, Spent
from bot.model.errors import InputError
from bot.model.tensors import DType, TensorSpec

_IDENTIFIER = b"TFL3"
_MOST_SUBGRAPHS = 1 << 12
_LARGEST_BUFFER = 1 << 32
_LONGEST_NAME = 1 << 16
_TYPES = {
    0: DType.F32,
    1: DType.F16,
    2: DType.I32,
    3: DType.U8,
    4: DType.I64,
    6: DType.BOOL,
    7: DType.I16,
    8: DType.C64,
    9: DType.I8,
    10: DType.F64,
    12: DType.U64,
    15: DType.U32,
    16: DType.U16,
    18: DType.BF16,
}
"""By their numbers in enum TensorType."""
_STRING = 5
# Fields of Model, SubGraph, Tensor and Buffer, by their places in the schema.
_SUBGRAPHS, _BUFFERS = 2, 4
_TENSORS = 0
_SHAPE, _TYPE, _BUFFER, _NAME, _SPARSITY = 0, 1, 2, 3, 6
_DATA, _OFFSET, _SIZE = 0, 1, 2


def read_header(path: str, file_size: int, most_jumps: int | None = None) -> Reading[Header]:
    """Yields the next range to read and expects its bytes; returns the constant tensors.

    After ``most_jumps`` ranges it returns what it has found until there. Raises InputError, naming the file and the tensor, where anything
    does not fit.
    """
    model = _Model(path, file_size, most_jumps)
    unread = 0
    try:
        yield from model.whole()
    except Spent:
        unread = file_size - sum(tensor.bytes for tensor in model.tensors)
    return checked_header(path, model.tensors, model.unsupported, file_size=file_size, unread_bytes=unread)


class _Model:
    """A model, and what was found in it."""

    def __init__(self, path: str, file_size: int, most_jumps: int | None) -> None:
        self._path = path
        self._file_size = file_size
        self._places = Places(path, file_size=file_size, most_jumps=most_jumps)
        self._tables = Tables(path, self._places)
        self._names: set[str] = set()
        self._used: set[int] = set()
        self.tensors: list[TensorSpec] = []
        self.unsupported: list[str] = []

    def whole(self) -> Reading[None]:
        """Every tensor of every subgraph."""
        start = yield from self._places.take(0, 8)
        if start[4:] != _IDENTIFIER:
            raise InputError(
                f"{self._path}: expected a TensorFlow Lite model, found one that is marked as {start[4:]!r}"
            )
        root = yield from self._tables.table_at(int.from_bytes(start[:4], "little"))
        buffers = yield from self._tables.tables(root, _BUFFERS, MOST_TENSORS)
        subgraphs = yield from self._tables.tables(root, _SUBGRAPHS, _MOST_SUBGRAPHS)
        met = 0
        for at in subgraphs:
            graph = yield from self._tables.table_at(at)
            tensors = yield from self._tables.tables(graph, _TENSORS, MOST_TENSORS)
            met += len(tensors)
            if met > MOST_TENSORS:
                raise InputError(f"{self._path}: header claims {met} tensors, at most {MOST_TENSORS} are read")
            for place in tensors:
                yield from self._tensor((yield from self._tables.table_at(place)), buffers)

    def _tensor(self, table: Table, buffers: list[int]) -> Reading[None]:
        number = yield from self._tables.number(table, _BUFFER, 4)
        kind = yield from self._tables.number(table, _TYPE, 1)
        # Buffer 0 is the empty one, of everything that is computed.
        if not number or number in self._used or kind == _STRING:
            return
        if number >= len(buffers):
            raise InputError(f"{self._path}: table at {table.start}: buffer {number} of {len(buffers)}")
        self._used.add(number)
        place = yield from self._values((yield from self._tables.table_at(buffers[number])))
        if place is None:
            return
        name = yield from self._name(table)
        if kind not in _TYPES or table.place(_SPARSITY) is not None:
            self.unsupported.append(name)
            return
        shape = yield from self._shape(table, name)
        self.tensors.append(tensor_at(self._path, name, _TYPES[kind], shape, place))

    def _values(self, buffer: Table) -> Reading[tuple[int, int] | None]:
        """First and last byte of a buffer, beside the tables or behind them; ``None`` for an empty one."""
        start, size = yield from self._tables.vector(buffer, _DATA, _LARGEST_BUFFER)
        if not size:
            start = yield from self._tables.number(buffer, _OFFSET, 8)
            size = yield from self._tables.number(buffer, _SIZE, 8)
            # An offset of 1 marks what is not written yet.
            if start <= 1 or not size:
                return None
        return start, start + size

    def _name(self, table: Table) -> Reading[str]:
        """The start of the tensor's name, with a number where another one has it too: names need not be unique, and fused ones are long."""
        start, length = yield from self._tables.vector(table, _NAME, _LONGEST_NAME)
        raw = yield from self._places.take(start, min(length, LONGEST_NAME // 2))
        name = checked_name(self._path, raw.decode(errors="ignore").encode()) if length else "unnamed"
        while name in self._names:
            name = f"{name}#{len(self._names)}"
        self._names.add(name)
        return name

    def _shape(self, table: Table, name: str) -> Reading[tuple[int, ...]]:
        first, axes = yield from self._tables.vector(table, _SHAPE, MOST_AXES)
        raw = yield from self._places.take(first, 4 * axes)
        sizes = [int.from_bytes(raw[at : at + 4], "little", signed=True) for at in range(0, 4 * axes, 4)]
        return checked_shape(self._path, name, sizes)
