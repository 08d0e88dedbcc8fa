# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Headers of Flax checkpoints (``flax_model.msgpack``); every way in which one can lie is refused by name.

The format (flax/serialization.py, `msgpack_serialize`): one msgpack map of maps, whose leaves are arrays, written as an extension of type
1 that holds a msgpack array of shape, numpy's name of the element type, and the values. No table says where the arrays lie, so the reader goes from one to the
next and leaves their values out. Arrays of more than a gibibyte are cut into chunks; those are listed and left alone.
"""

from __future__ import annotations

from bot.formats.entries import (
    LONGEST_NAME,
    MOST_AXES,
    MOST_TENSORS,
    NUMPY_TYPES,
    checked_header,
    checked_name,
    checked_shape,
    tensor_at,
)
from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.formats.places import Places, Spent
from bot.model.errors import InputError
from bot.model.tensors import TensorSpec

_DEEPEST = 32
"""Maps within maps."""
_ARRAY_EXTENSION = 1
_CHUNKED = "__msgpack_chunked_array__"
_PARTS = 3
"""Shape, type, values."""

# The first byte of a value (https://github.com/msgpack/msgpack/blob/master/spec.md, "Formats").
_FIXED_BYTES = {
    0xC0: 0,
    0xC2: 0,
    0xC3: 0,
    0xCA: 4,
    0xCB: 8,
    0xCC: 1,
    0xCD: 2,
    0xCE: 4,
    0xCF: 8,
    0xD0: 1,
    0xD1: 2,
    0xD2: 4,
    0xD3: 8,
}
_UNSIGNED = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}
_STRINGS = {0xD9: 1, 0xDA: 2, 0xDB: 4}
_BINARIES = {0xC4: 1, 0xC5: 2, 0xC6: 4}
_EXTENSIONS = {0xC7: 1, 0xC8: 2, 0xC9: 4}
_FIXED_EXTENSIONS = {0xD4: 1, 0xD5: 2, 0xD6: 4, 0xD7: 8, 0xD8: 16}
_ARRAYS = {0xDC: 2, 0xDD: 4}
_MAPS = {0xDE: 2, 0xDF: 4}
"""Each with the width of the length that follows, in bytes, most significant first."""


def read_header(path: str, file_size: int, most_jumps: int | None = None) -> Reading[Header]:
    """Yields the next range to read and expects its bytes; returns the arrays, named as ``model/layers/0/mlp/gate_proj/kernel``.

    After ``most_jumps`` ranges it returns what it has found until there. Raises InputError, naming the file and the array, where anything
    does not fit.
    """
    walk = _Walk(path, file_size, most_jumps)
    unread = 0
    try:
        yield from walk.whole()
    except Spent:
        unread = file_size - walk.position
    chunks = tuple(f"{name}/" for name in walk.chunked)
    tensors = [tensor for tensor in walk.tensors if not tensor.name.startswith(chunks)]
    unsupported = [name for name in walk.unsupported if not name.startswith(chunks)]
    return checked_header(path, tensors, [*unsupported, *walk.chunked], file_size=file_size, unread_bytes=unread)


class _Walk:
    """A place in the file, and what was found before it."""

    def __init__(self, path: str, file_size: int, most_jumps: int | None) -> None:
        self._path = path
        self._file_size = file_size
        self._places = Places(path, file_size=file_size, most_jumps=most_jumps)
        self._entries = 0
        self.position = 0
        self.tensors: list[TensorSpec] = []
        self.unsupported: list[str] = []
        self.chunked: list[str] = []

    def whole(self) -> Reading[None]:
        """From the first byte to the last."""
        kind = yield from self._places.number(0, 1)
        if not (0x80 <= kind <= 0x8F or kind in _MAPS):
            raise InputError(f"{self._path}: expected a msgpack map, found a value that begins with {kind:#x}")
        yield from self._value("", 0)
        if self.position != self._file_size:
            raise InputError(f"{self._path}: the map ends at {self.position}, file has {self._file_size}")

    def _value(self, name: str, depth: int) -> Reading[None]:
        kind = yield from self._number(1)
        if 0x80 <= kind <= 0x8F or kind in _MAPS:
            yield from self._map((yield from self._length(kind, 0x80, _MAPS)), name, depth)
        elif 0x90 <= kind <= 0x9F or kind in _ARRAYS:
            yield from self._list((yield from self._length(kind, 0x90, _ARRAYS)), name, depth)
        elif kind in _EXTENSIONS or kind in _FIXED_EXTENSIONS:
            yield from self._extension(kind, name)
        elif 0xA0 <= kind <= 0xBF or kind in _STRINGS:
            self._skip((yield from self._length(kind, 0xA0, _STRINGS)))
        elif kind in _BINARIES:
            self._skip((yield from self._number(_BINARIES[kind])))
        elif kind < 0x80 or kind >= 0xE0:
            return
        elif kind in _FIXED_BYTES:
            self._skip(_FIXED_BYTES[kind])
        else:
            raise InputError(f"{self._path}: {name}: value of the unknown type {kind:#x}")

    def _map(self, count: int, name: str, depth: int) -> Reading[None]:
        self._enter(count, name, depth)
        for _ in range(count):
            kind = yield from self._number(1)
            if not (0xA0 <= kind <= 0xBF or kind in _STRINGS):
                raise InputError(f"{self._path}: {name}: expected a text as key, found a value of type {kind:#x}")
            length = yield from self._length(kind, 0xA0, _STRINGS)
            key = yield from self._text(length)
            if key == _CHUNKED and name:
                self.chunked.append(name)
            yield from self._value(self._joined(name, key), depth + 1)

    def _list(self, count: int, name: str, depth: int) -> Reading[None]:
        self._enter(count, name, depth)
        for number in range(count):
            yield from self._value(self._joined(name, str(number)), depth + 1)

    def _enter(self, count: int, name: str, depth: int) -> None:
        self._entries += count
        if self._entries > MOST_TENSORS:
            raise InputError(
                f"{self._path}: {name}: header claims {self._entries} entries, at most {MOST_TENSORS} are read"
            )
        if depth >= _DEEPEST:
            raise InputError(f"{self._path}: {name}: more than {_DEEPEST} maps within one another")

    def _joined(self, name: str, key: str) -> str:
        return checked_name(self._path, f"{name}/{key}".encode() if name else key.encode())

    def _extension(self, kind: int, name: str) -> Reading[None]:
        fixed = _FIXED_EXTENSIONS.get(kind)
        length = fixed if fixed is not None else (yield from self._number(_EXTENSIONS[kind]))
        number = yield from self._number(1)
        end = self.position + length
        if end > self._file_size:
            raise InputError(f"{self._path}: {name}: ends at {end}, file has {self._file_size}")
        if number == _ARRAY_EXTENSION:
            yield from self._array(name, end)
        self.position = end

    def _array(self, name: str, end: int) -> Reading[None]:
        if (yield from self._number(1)) != 0x90 + _PARTS:
            raise InputError(f"{self._path}: {name}: expected shape, type and values")
        shape = yield from self._shape(name)
        kind = yield from self._number(1)
        if not (0xA0 <= kind <= 0xBF or kind in _STRINGS):
            raise InputError(f"{self._path}: {name}: expected the name of a type, found a value of type {kind:#x}")
        dtype = NUMPY_TYPES.get((yield from self._text((yield from self._length(kind, 0xA0, _STRINGS)))))
        kind = yield from self._number(1)
        if kind not in _BINARIES:
            raise InputError(f"{self._path}: {name}: expected values, found a value of type {kind:#x}")
        size = yield from self._number(_BINARIES[kind])
        if self.position + size != end:
            raise InputError(f"{self._path}: {name}: values end at {self.position + size}, the array at {end}")
        if dtype is None:
            self.unsupported.append(name)
        else:
            self.tensors.append(tensor_at(self._path, name, dtype, shape, (self.position, end)))

    def _shape(self, name: str) -> Reading[tuple[int, ...]]:
        kind = yield from self._number(1)
        if not 0x90 <= kind <= 0x90 + MOST_AXES:
            raise InputError(f"{self._path}: {name}: expected a shape of at most {MOST_AXES} axes, found {kind:#x}")
        sizes = []
        for _ in range(kind - 0x90):
            size = yield from self._number(1)
            if size in _UNSIGNED:
                size = yield from self._number(_UNSIGNED[size])
            elif size >= 0x80:
                raise InputError(f"{self._path}: {name}: expected a size, found a value of type {size:#x}")
            sizes.append(size)
        return checked_shape(self._path, name, sizes)

    def _length(self, kind: int, first: int, widths: dict[int, int]) -> Reading[int]:
        return (yield from self._number(widths[kind])) if kind in widths else kind - first

    def _number(self, width: int) -> Reading[int]:
        raw = yield from self._places.take(self.position, width)
        self.position += width
        return int.from_bytes(raw, "big")

    def _text(self, length: int) -> Reading[str]:
        if length > LONGEST_NAME:
            raise InputError(f"{self._path}: a name claims {length} bytes, at most {LONGEST_NAME} are read")
        raw = yield from self._places.take(self.position, length)
        self.position += length
        return checked_name(self._path, raw)

    def _skip(self, count: int) -> None:
        self.position += count
        if self.position > self._file_size:
            raise InputError(f"{self._path}: header goes on to byte {self.position}, file has {self._file_size}")
