# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""TensorFlow checkpoints (``model.ckpt.index``, ``variables/variables.index`` of a SavedModel); every way in which one can lie is refused by name.

The format (tensorflow/core/util/tensor_bundle, tensorflow/core/protobuf/tensor_bundle.proto): the index is a sorted table of LevelDB from
names to BundleEntryProto, which tells type, shape, and a place in one of the files ``….data-00000-of-00001``. It is small and is read whole. Tables that are
compressed are refused; TensorFlow writes none. What an optimizer remembers is no weight and is left out; tensors that were saved in slices are listed
and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.formats.entries import MOST_TENSORS, checked_name, checked_shape, header_over, tensor_at
from bot.formats.headers import Header
from bot.formats.pieces import Reading
from bot.formats.tables import entries_of
from bot.formats.wire import fields_of, last_message, last_number
from bot.model.errors import InputError
from bot.model.repository import ByteRange
from bot.model.tensors import DType, TensorSpec

LONGEST_INDEX = 16_000_000
"""Bytes; an entry takes about a hundred."""
_SUFFIX = ".index"
_MOST_SHARDS = 1 << 16
_VALUE = "/.ATTRIBUTES/VARIABLE_VALUE"
_SLOT = re.compile(
    r"/\.OPTIMIZER_SLOT/|^(?:.*/)?optimizer/|/(?:adam_[mv]|Adam(?:_1)?|Momentum|RMSProp(?:_1)?|AdamWeightDecay\w*)$"
)
_STRINGS = 7
_SLICE_KEY = b"\0"
"""First byte of the keys that slices of tensors stand under."""
_TYPES = {
    1: DType.F32,
    2: DType.F64,
    3: DType.I32,
    4: DType.U8,
    5: DType.I16,
    6: DType.I8,
    8: DType.C64,
    9: DType.I64,
    10: DType.BOOL,
    14: DType.BF16,
    17: DType.U16,
    19: DType.F16,
    22: DType.U32,
    23: DType.U64,
    24: DType.F8_E5M2,
    25: DType.F8_E4M3,
}
"""By their numbers in tensorflow/core/framework/types.proto."""
# Fields of BundleHeaderProto, BundleEntryProto, TensorShapeProto and its Dim.
_SHARDS, _ENDIANNESS = 1, 2
_DTYPE, _SHAPE, _SHARD, _OFFSET, _SIZE, _SLICES = 1, 2, 3, 4, 5, 7
_DIM, _UNKNOWN_RANK = 2, 3
_DIM_SIZE = 1


def data_files(path: str, files: Mapping[str, int]) -> dict[str, int]:
    """Of all files with their sizes, those that hold the values of this index."""
    stem = f"{path.removesuffix(_SUFFIX)}.data-"
    return {name: size for name, size in files.items() if name.startswith(stem)}


def read_header(path: str, file_size: int, sizes: Mapping[str, int]) -> Reading[Header]:
    """Yields the one range to read and expects its bytes; returns the tensors, each with the data file that holds it.

    ``sizes`` are the data files that exist, in bytes. Raises InputError, naming the file and the tensor, where anything does not fit, also
    where a tensor lies in a file that is missing or too short.
    """
    if not 0 < file_size <= LONGEST_INDEX:
        raise InputError(f"{path}: index of {file_size} bytes, 1 to {LONGEST_INDEX} are read")
    content = yield ByteRange(0, file_size)
    shards = 0
    tensors: list[TensorSpec] = []
    unsupported: list[str] = []
    for number, (key, value) in enumerate(entries_of(path, content)):
        if number > MOST_TENSORS:
            raise InputError(f"{path}: index of more than {MOST_TENSORS} entries")
        if number == 0:
            shards = _shards(path, key, value)
        elif not key.startswith(_SLICE_KEY):
            _add(path, checked_name(path, key), value, shards, tensors, unsupported)
    return header_over(path, tensors, unsupported, sizes=sizes)


def _shards(path: str, key: bytes, value: bytes) -> int:
    fields = fields_of(path, "header", value)
    count = last_number(fields, _SHARDS)
    if key or not 0 < count <= _MOST_SHARDS:
        raise InputError(f"{path}: expected a header, found an entry of {count} data files")
    if last_number(fields, _ENDIANNESS):
        raise InputError(f"{path}: values in big-endian order; little-endian is read")
    return count


def _add(path: str, key: str, value: bytes, shards: int, tensors: list[TensorSpec], unsupported: list[str]) -> None:
    fields = fields_of(path, key, value)
    kind = last_number(fields, _DTYPE)
    if kind == _STRINGS or _SLOT.search(key):
        return
    name = key.removesuffix(_VALUE)
    if kind not in _TYPES or any(number == _SLICES for number, _ in fields):
        unsupported.append(name)
        return
    shard, offset, size = (last_number(fields, each) for each in (_SHARD, _OFFSET, _SIZE))
    if shard >= shards:
        raise InputError(f"{path}: {name}: in data file {shard} of {shards}")
    shape = checked_shape(path, name, list(_sizes(path, name, last_message(fields, _SHAPE))))
    file = f"{path.removesuffix(_SUFFIX)}.data-{shard:05d}-of-{shards:05d}"
    tensors.append(replace(tensor_at(path, name, _TYPES[kind], shape, (offset, offset + size)), file=file))


def _sizes(path: str, name: str, shape: bytes) -> Iterator[int]:
    for number, value in fields_of(path, name, shape):
        if number == _UNKNOWN_RANK and value:
            raise InputError(f"{path}: {name}: its shape is not known")
        if number == _DIM and isinstance(value, bytes):
            yield last_number(fields_of(path, name, value), _DIM_SIZE)
