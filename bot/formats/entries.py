# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One entry of a header, checked against its file before anybody relies on it, whatever the format."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from bot.formats.headers import Header
from bot.model.errors import InputError
from bot.model.tensors import DType, TensorSpec

MOST_TENSORS = 1 << 17
LONGEST_NAME = 1024
MOST_AXES = 8
_LARGEST_SIZE = 1 << 62

NUMPY_TYPES = {
    "float64": DType.F64,
    "float32": DType.F32,
    "float16": DType.F16,
    "bfloat16": DType.BF16,
    "float8_e4m3fn": DType.F8_E4M3,
    "float8_e5m2": DType.F8_E5M2,
    "complex64": DType.C64,
    "int64": DType.I64,
    "int32": DType.I32,
    "int16": DType.I16,
    "int8": DType.I8,
    "uint64": DType.U64,
    "uint32": DType.U32,
    "uint16": DType.U16,
    "uint8": DType.U8,
    "bool": DType.BOOL,
}
"""By their names in numpy and ml_dtypes."""


def checked_name(path: str, raw: bytes) -> str:
    """A tensor's name, or a part of one. Raises InputError where it is no text that can be printed."""
    try:
        name = raw.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: a tensor has an impossible name: {_shown(raw)}") from error
    if not name or len(raw) > LONGEST_NAME or any(ord(sign) < 32 for sign in name):
        raise InputError(f"{path}: a tensor has an impossible name: {_shown(raw)}")
    return name


def checked_shape(path: str, name: str, sizes: Sequence[int]) -> tuple[int, ...]:
    """The shape. Raises InputError where no file could hold it."""
    if len(sizes) > MOST_AXES:
        raise InputError(f"{path}: {name}: claims {len(sizes)} axes, at most {MOST_AXES} are possible")
    if any(not 0 <= size < _LARGEST_SIZE for size in sizes) or math.prod(sizes) >= _LARGEST_SIZE:
        raise InputError(f"{path}: {name}: impossible shape {tuple(sizes)}")
    return tuple(sizes)


def tensor_at(path: str, name: str, dtype: DType, shape: tuple[int, ...], place: tuple[int, int]) -> TensorSpec:
    """A tensor whose bytes are said to be these. Raises InputError where its shape takes another number of bytes."""
    start, stop = place
    size = math.prod(shape) * dtype.block.bytes
    if dtype.block.elements != 1 or size != stop - start:
        raise InputError(f"{path}: {name}: shape {shape} of {dtype.value} takes {size} bytes, {stop - start} are held")
    return TensorSpec(name=name, dtype=dtype, shape=shape, file=path, start=start, stop=stop)


def checked_header(
    path: str, tensors: Iterable[TensorSpec], unsupported: Iterable[str], *, file_size: int, unread_bytes: int = 0
) -> Header:
    """The header of one file. Raises InputError where a name stands twice, or bytes lie outside the file or belong to two tensors."""
    return header_over(path, tensors, unsupported, sizes={path: file_size}, unread_bytes=unread_bytes)


def header_over(
    path: str,
    tensors: Iterable[TensorSpec],
    unsupported: Iterable[str],
    *,
    sizes: Mapping[str, int],
    unread_bytes: int = 0,
) -> Header:
    """As `checked_header`, of tensors that lie in other files than the one that describes them; ``sizes`` are those files' sizes in bytes."""
    ordered = sorted(tensors, key=lambda tensor: (tensor.file, tensor.start, tensor.stop, tensor.name))
    left_alone = tuple(sorted(unsupported))
    seen: set[str] = set()
    for name in (*(tensor.name for tensor in ordered), *left_alone):
        if name in seen:
            raise InputError(f"{path}: {name}: header names a tensor twice")
        seen.add(name)
    file, end, before = "", 0, ""
    for tensor in ordered:
        if tensor.file != file:
            file, end = tensor.file, 0
        if tensor.stop > sizes.get(file, 0):
            raise InputError(f"{path}: {tensor.name}: ends at {tensor.stop}, {file} has {sizes.get(file, 0)}")
        if tensor.start < end and tensor.bytes:
            raise InputError(f"{path}: {tensor.name}: starts at {tensor.start}, {before} ends at {end}")
        end, before = max(end, tensor.stop), tensor.name
    return Header(tensors=tuple(ordered), unsupported=left_alone, unread_bytes=unread_bytes)


def _shown(raw: bytes) -> str:
    return repr(raw[:40].decode(errors="replace"))
