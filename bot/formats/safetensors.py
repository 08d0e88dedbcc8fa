# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Headers of safetensors files; every way in which one can lie is refused by name.

The format: eight bytes of little-endian length, so many bytes of JSON, then the tensors without a gap
(https://huggingface.co/docs/safetensors, "Format").
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping

from bot.formats.headers import Header
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.model.tensors import DType, TensorSpec

LENGTH_BYTES = 8
LONGEST_HEADER = 25_000_000
"""Bytes; the format's own limit is a hundred million, the Hub's client reads 25."""
_LONGEST_NAME = 1024
_CONTROL = re.compile(r"[\x00-\x1f]")
_MOST_AXES = 8
_LARGEST_SIZE = 1 << 62
_METADATA = "__metadata__"


def header_range(path: str, prefix: bytes, file_size: int) -> ByteRange:
    """Where the JSON lies, from the file's first eight bytes or more. Raises InputError for an impossible length."""
    if file_size < LENGTH_BYTES or len(prefix) < LENGTH_BYTES:
        raise InputError(f"{path}: expected a safetensors file of 8 bytes or more, found {min(file_size, len(prefix))}")
    length = int.from_bytes(prefix[:LENGTH_BYTES], "little")
    if length < len("{}"):
        raise InputError(f"{path}: header claims {length} bytes, expected at least 2")
    if length > file_size - LENGTH_BYTES:
        raise InputError(f"{path}: header claims {length} bytes, file has {file_size}")
    if length > LONGEST_HEADER:
        raise InputError(f"{path}: header claims {length} bytes, at most {LONGEST_HEADER} are read")
    return ByteRange(LENGTH_BYTES, LENGTH_BYTES + length)


def parse_header(path: str, text: bytes, file_size: int) -> Header:
    """The tensors that the JSON names, each checked against the file's size and against the others.

    Raises InputError, naming the file and the tensor, where anything does not fit.
    """
    entries = _entries(path, text)
    start = LENGTH_BYTES + len(text)
    tensors: list[TensorSpec] = []
    unsupported: list[str] = []
    places: list[tuple[int, int, str]] = []
    for name, entry in entries.items():
        dtype, shape, (first, last) = _fields(path, name, entry)
        places.append((first, last, name))
        if dtype is None:
            unsupported.append(name)
            continue
        _check_size(path, name, dtype, shape, last - first)
        tensors.append(
            TensorSpec(name=name, dtype=dtype, shape=shape, file=path, start=start + first, stop=start + last)
        )
    _check_places(path, sorted(places), file_size - start)
    tensors.sort(key=lambda tensor: (tensor.start, tensor.name))
    return Header(tensors=tuple(tensors), unsupported=tuple(sorted(unsupported)))


def _entries(path: str, text: bytes) -> Mapping[str, object]:
    def refuse_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = dict(pairs)
        if len(keys) != len(pairs):
            raise InputError(f"{path}: header names a key twice")
        return keys

    try:
        value = json.loads(text.decode(), object_pairs_hook=refuse_doubles)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: header is no JSON: {type(error).__name__}") from error
    if not isinstance(value, dict):
        raise InputError(f"{path}: header is no JSON object")
    value.pop(_METADATA, None)
    return value


def _fields(path: str, name: str, entry: object) -> tuple[DType | None, tuple[int, ...], tuple[int, int]]:
    if not name or len(name) > _LONGEST_NAME or _CONTROL.search(name):
        raise InputError(f"{path}: a tensor has an impossible name: {name[:40]!r}")
    if not isinstance(entry, dict) or not {"dtype", "shape", "data_offsets"} <= entry.keys():
        raise InputError(f"{path}: {name}: expected dtype, shape and data_offsets")
    shape, offsets, dtype = entry["shape"], entry["data_offsets"], entry["dtype"]
    if not _are_sizes(shape) or len(shape) > _MOST_AXES:
        raise InputError(f"{path}: {name}: impossible shape {str(shape)[:60]}")
    if not _are_sizes(offsets) or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise InputError(f"{path}: {name}: impossible offsets {str(offsets)[:60]}")
    known = DType(dtype) if isinstance(dtype, str) and dtype in DType.__members__ else None
    return known if known and known.is_plain else None, tuple(shape), (offsets[0], offsets[1])


def _are_sizes(value: object) -> bool:
    return isinstance(value, list) and all(
        # Exactly that type: true and false are whole numbers, too.
        type(each) is int and 0 <= each < _LARGEST_SIZE
        for each in value
    )


def _check_size(path: str, name: str, dtype: DType, shape: tuple[int, ...], found: int) -> None:
    blocks, rest = divmod(math.prod(shape), dtype.block.elements)
    if rest or blocks * dtype.block.bytes != found:
        size = math.prod(shape) * dtype.block.bytes / dtype.block.elements
        raise InputError(f"{path}: {name}: shape {shape} of {dtype.value} takes {size:g} bytes, offsets hold {found}")


def _check_places(path: str, places: list[tuple[int, int, str]], data_size: int) -> None:
    """Tensors follow one another from the first byte to the last: no hole, no overlap, nothing beyond the file."""
    expected = 0
    for first, last, name in places:
        if first != expected:
            raise InputError(f"{path}: {name}: starts at {first}, the tensor before it ends at {expected}")
        expected = last
    if expected != data_size:
        raise InputError(f"{path}: tensors end at {expected}, the file's data at {data_size}")
