# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What an ONNX file says about one tensor (TensorProto in onnx/onnx.proto), checked before anybody relies on it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.formats.entries import checked_name, checked_shape
from bot.formats.pieces import Reading
from bot.formats.protobuf import Field, Walk
from bot.formats.wire import fields_of, last_message, varint_at
from bot.model.errors import InputError
from bot.model.tensors import DType, TensorSpec

_TYPES = {
    1: DType.F32,
    2: DType.U8,
    3: DType.I8,
    4: DType.U16,
    5: DType.I16,
    6: DType.I32,
    7: DType.I64,
    9: DType.BOOL,
    10: DType.F16,
    11: DType.F64,
    12: DType.U32,
    13: DType.U64,
    14: DType.C64,
    16: DType.BF16,
    17: DType.F8_E4M3,
    19: DType.F8_E5M2,
    21: DType.INT4_ROWS,
    23: DType.F4,
    24: DType.F8_E8M0,
}
"""By their numbers in enum TensorProto.DataType."""
_STRING = 8
_EXTERNAL = 1
# Fields of TensorProto; the three that hold values of one width lie there as they do in memory.
_DIMS, _DATA_TYPE, _FLOATS, _NAME, _RAW, _DOUBLES, _ENTRIES, _LOCATION = 1, 2, 4, 8, 9, 10, 13, 14
_NUMBERS = (5, 6, 7, 11)
"""Values as numbers of varying length, or as texts: they have no rows that could be read."""
_OF_ONE_WIDTH = {_FLOATS: DType.F32, _DOUBLES: DType.F64}
_LONGEST_TEXT = 4096
_MOST_ENTRIES = 16
_MOST_DIMS = 16
_LONGEST_DIMS = 160


@dataclass(slots=True)
class _Found:
    name: bytes = b""
    kind: int = 0
    dims: list[int] = field(default_factory=list)
    places: list[Field] = field(default_factory=list)
    numbers: bool = False
    is_external: bool = False
    entries: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """A tensor, or its name alone where its bytes are left alone."""

    name: str
    spec: TensorSpec | None
    why: str = ""
    """Why there is no more than a name; empty for what never holds weights."""


def read_tensor(path: str, walk: Walk, place: tuple[int, int], name: str, sizes: Mapping[str, int]) -> Reading[Tensor]:
    """The tensor whose message lies there; ``name`` is its name where the graph gives it one.

    ``sizes`` are all files of the repository. Raises InputError where anything does not fit, also where its values are said to lie outside
    the file's folder.
    """
    found = yield from _fields(path, walk, place, name)
    own = checked_name(path, name.encode() or found.name)
    shape = checked_shape(path, own, found.dims)
    if found.kind not in _TYPES:
        return Tensor(name=own, spec=None, why="" if found.kind == _STRING else f"type {found.kind}")
    dtype = _TYPES[found.kind]
    if math.prod(shape) % dtype.block.elements or (shape[-1] if shape else 1) % dtype.block.elements:
        return Tensor(name=own, spec=None, why="rows that end within a byte")
    size = dtype.size_of(math.prod(shape))
    if found.is_external:
        return _external(path, own, found, (dtype, shape, size), sizes)
    if found.numbers or any(_OF_ONE_WIDTH.get(each.number, dtype) is not dtype for each in found.places):
        return Tensor(name=own, spec=None, why="" if size < _LONGEST_TEXT else "numbers of varying length")
    if len(found.places) > 1:
        raise InputError(f"{path}: {own}: holds its values twice")
    start, stop = (found.places[0].start, found.places[0].stop) if found.places else (place[1], place[1])
    if stop - start != size:
        raise InputError(f"{path}: {own}: shape {shape} of {dtype.value} takes {size} bytes, {stop - start} are held")
    return Tensor(name=own, spec=TensorSpec(name=own, dtype=dtype, shape=shape, file=path, start=start, stop=stop))


def _fields(path: str, walk: Walk, place: tuple[int, int], name: str) -> Reading[_Found]:
    found = _Found()
    at, stop = place
    what = name or "a tensor"
    while at < stop:
        each = yield from walk.field(at, stop, what)
        at = each.stop
        if each.number == _DIMS:
            yield from _add_dims(path, walk, each, found.dims, what)
        elif each.number == _DATA_TYPE:
            found.kind = each.value
        elif each.number == _NAME:
            found.name = yield from walk.content(each, _LONGEST_TEXT, "a tensor's name")
            what = checked_name(path, found.name) if found.name else what
        elif each.number in {_FLOATS, _RAW, _DOUBLES} and each.length:
            found.places.append(each)
            found.numbers |= len(found.places) > 1 and each.number != _RAW
        elif each.number in _NUMBERS:
            found.numbers = True
        elif each.number == _LOCATION:
            found.is_external = each.value == _EXTERNAL
        elif each.number == _ENTRIES:
            yield from _add_entry(path, walk, each, found.entries, what)
    return found


def _add_dims(path: str, walk: Walk, each: Field, dims: list[int], what: str) -> Reading[None]:
    if not each.is_bytes:
        dims.append(each.value)
    else:
        raw = yield from walk.content(each, _LONGEST_DIMS, f"the shape of {what}")
        at = 0
        while at < len(raw):
            value, at = varint_at(path, what, raw, at)
            dims.append(value)
    if len(dims) > _MOST_DIMS:
        raise InputError(f"{path}: {what}: claims more than {_MOST_DIMS} axes")


def _add_entry(path: str, walk: Walk, each: Field, entries: dict[str, str], what: str) -> Reading[None]:
    fields = fields_of(path, what, (yield from walk.content(each, _LONGEST_TEXT, f"the place of {what}")))
    if len(entries) >= _MOST_ENTRIES:
        raise InputError(f"{path}: {what}: more than {_MOST_ENTRIES} entries tell its place")
    key, value = (last_message(fields, number).decode(errors="replace") for number in (1, 2))
    entries[key] = value


def _external(
    path: str, name: str, found: _Found, stored: tuple[DType, tuple[int, ...], int], sizes: Mapping[str, int]
) -> Tensor:
    dtype, shape, size = stored
    file = _beside(path, name, found.entries.get("location", ""))
    start = _number(path, name, found.entries.get("offset", "0"))
    length = _number(path, name, found.entries.get("length", str(size)))
    if length != size:
        raise InputError(f"{path}: {name}: shape {shape} of {dtype.value} takes {size} bytes, {length} are held")
    if file not in sizes:
        return Tensor(name=name, spec=None, why=f"its values are in {file}, which is not there")
    spec = TensorSpec(name=name, dtype=dtype, shape=shape, file=file, start=start, stop=start + size)
    return Tensor(name=name, spec=spec)


def _beside(path: str, name: str, location: str) -> str:
    """The file that a location names, seen from the model's folder and never outside it."""
    parts = location.removeprefix("./").split("/")
    plain = all(part not in {"", ".", ".."} for part in parts) and len(location) <= _LONGEST_TEXT
    if not plain or "\\" in location or ":" in location or any(ord(sign) < 32 for sign in location):
        raise InputError(f"{path}: {name}: its values are said to lie in {location[:60]!r}, outside the model's folder")
    folder = path.rpartition("/")[0]
    return "/".join([*([folder] if folder else []), *parts])


def _number(path: str, name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise InputError(f"{path}: {name}: expected a number of bytes, found {text[:40]!r}")
    return int(text)
