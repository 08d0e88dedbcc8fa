# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Headers of GGUF files; every way in which one can lie is refused by name.

The format (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md): magic, version and two counts, so many keys with values, so many
descriptions of tensors, and from the next multiple of the alignment on the tensors, each padded to the alignment. Nothing says how long
all this is, and a tokenizer among the values takes megabytes: so the reader asks for one piece after the other and keeps nothing of it.
"""

from __future__ import annotations

import math

from bot.formats.headers import Header
from bot.formats.pieces import Pieces, Reading
from bot.model.errors import InputError
from bot.model.tensors import DType, TensorSpec

LONGEST_HEADER = 32_000_000
"""Bytes; a vocabulary of 262,144 tokens takes about 16 million."""
_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MOST_KEYS = 1 << 16
_MOST_TENSORS = 1 << 17
_LONGEST_KEY = 1024
_LONGEST_NAME = 1024
_MOST_AXES = 4
_LARGEST_SIZE = 1 << 62
_ALIGNMENT_KEY = "general.alignment"
_DEFAULT_ALIGNMENT = 32
_LARGEST_ALIGNMENT = 1 << 16

_U32, _STRING, _ARRAY = 4, 8, 9
_VALUE_BYTES = {0: 1, 1: 1, 2: 2, 3: 2, _U32: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
"""Of values of a fixed size, by the number of their type (enum gguf_metadata_value_type)."""
_TYPES = {
    0: DType.F32,
    1: DType.F16,
    2: DType.Q4_0,
    3: DType.Q4_1,
    6: DType.Q5_0,
    7: DType.Q5_1,
    8: DType.Q8_0,
    10: DType.Q2_K,
    11: DType.Q3_K,
    12: DType.Q4_K,
    13: DType.Q5_K,
    14: DType.Q6_K,
    16: DType.IQ2_XXS,
    17: DType.IQ2_XS,
    18: DType.IQ3_XXS,
    19: DType.IQ1_S,
    20: DType.IQ4_NL,
    21: DType.IQ3_S,
    22: DType.IQ2_S,
    23: DType.IQ4_XS,
    24: DType.I8,
    25: DType.I16,
    26: DType.I32,
    27: DType.I64,
    28: DType.F64,
    29: DType.IQ1_M,
    30: DType.BF16,
    34: DType.TQ1_0,
    35: DType.TQ2_0,
    39: DType.MXFP4,
    40: DType.NVFP4,
}
"""By their numbers in enum ggml_type."""


def read_header(path: str, file_size: int) -> Reading[Header]:
    """Yields the next range to read and expects its bytes; returns the tensors, shapes in row-major order.

    Raises InputError, naming the file and the key or tensor, where anything does not fit.
    """
    pieces = Pieces(path, file_size=file_size, limit=LONGEST_HEADER)
    tensor_count, key_count = yield from _counts(path, pieces)
    alignment = yield from _alignment(path, pieces, key_count)
    found: list[tuple[str, tuple[int, ...], int, int]] = []
    names: set[str] = set()
    for _ in range(tensor_count):
        entry = yield from _entry(path, pieces)
        if entry[0] in names:
            raise InputError(f"{path}: {entry[0]}: header names a tensor twice")
        names.add(entry[0])
        found.append(entry)
    return _placed(path, found, start=_padded(pieces.position, alignment), alignment=alignment, file_size=file_size)


def _counts(path: str, pieces: Pieces) -> Reading[tuple[int, int]]:
    magic = yield from pieces.take(4)
    if magic != _MAGIC:
        raise InputError(f"{path}: expected a GGUF file, found one that begins with {magic!r}")
    version = yield from pieces.number(4)
    if version not in _VERSIONS:
        known = " and ".join(map(str, _VERSIONS))
        raise InputError(f"{path}: GGUF version {version}; versions {known} in little-endian order are read")
    tensor_count = yield from pieces.number(8)
    key_count = yield from pieces.number(8)
    for what, count, most in (("tensors", tensor_count, _MOST_TENSORS), ("keys", key_count, _MOST_KEYS)):
        if count > most:
            raise InputError(f"{path}: header claims {count} {what}, at most {most} are read")
    return tensor_count, key_count


def _alignment(path: str, pieces: Pieces, key_count: int) -> Reading[int]:
    """Walks over all keys and values; of all of them only the alignment matters here."""
    alignment = _DEFAULT_ALIGNMENT
    keys: set[bytes] = set()
    for _ in range(key_count):
        key = yield from pieces.text(_LONGEST_KEY, "a key")
        if key in keys:
            raise InputError(f"{path}: header names the key {_shown(key)} twice")
        keys.add(key)
        kind = yield from pieces.number(4)
        if key != _ALIGNMENT_KEY.encode():
            yield from _skip_value(path, pieces, key, kind)
            continue
        alignment = yield from pieces.number(4)
        if kind != _U32 or not 0 < alignment <= _LARGEST_ALIGNMENT or alignment & (alignment - 1):
            raise InputError(f"{path}: impossible alignment {alignment}")
    return alignment


def _skip_value(path: str, pieces: Pieces, key: bytes, kind: int) -> Reading[None]:
    if kind in _VALUE_BYTES:
        yield from pieces.skip(_VALUE_BYTES[kind])
    elif kind == _STRING:
        yield from pieces.skip_texts(1)
    elif kind == _ARRAY:
        kind = yield from pieces.number(4)
        count = yield from pieces.number(8)
        if kind == _STRING:
            yield from pieces.skip_texts(count)
        elif kind in _VALUE_BYTES:
            yield from pieces.skip(_VALUE_BYTES[kind] * count)
        else:
            raise InputError(f"{path}: {_shown(key)}: array of the unknown type {kind}")
    else:
        raise InputError(f"{path}: {_shown(key)}: value of the unknown type {kind}")


def _entry(path: str, pieces: Pieces) -> Reading[tuple[str, tuple[int, ...], int, int]]:
    """One description: name, shape, number of the type, offset among the tensors."""
    raw = yield from pieces.text(_LONGEST_NAME, "a tensor's name")
    try:
        name = raw.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: a tensor has an impossible name: {_shown(raw)}") from error
    if not name or any(ord(sign) < 32 for sign in name):
        raise InputError(f"{path}: a tensor has an impossible name: {_shown(raw)}")
    axes = yield from pieces.number(4)
    if axes > _MOST_AXES:
        raise InputError(f"{path}: {name}: claims {axes} axes, at most {_MOST_AXES} are possible")
    sizes = []
    for _ in range(axes):
        size = yield from pieces.number(8)
        sizes.append(size)
    kind = yield from pieces.number(4)
    offset = yield from pieces.number(8)
    # The fastest axis comes first in GGUF, last everywhere else.
    shape = tuple(reversed(sizes))
    if math.prod(shape) >= _LARGEST_SIZE or any(size >= _LARGEST_SIZE for size in shape):
        raise InputError(f"{path}: {name}: impossible shape {shape}")
    return name, shape, kind, offset


def _placed(
    path: str, found: list[tuple[str, tuple[int, ...], int, int]], *, start: int, alignment: int, file_size: int
) -> Header:
    """Tensors follow one another, each from a multiple of the alignment on, up to the file's end.

    llama.cpp takes bytes after the last one for nobody's. Here they are refused, beyond padding: where the number of tensors lies, the
    data would be looked for at the wrong place.
    """
    tensors: list[TensorSpec] = []
    unsupported: list[str] = []
    expected: int | None = 0
    for name, shape, kind, offset in found:
        # After a tensor of unknown type only the file's end bounds the next one.
        if offset % alignment or (expected is not None and offset != expected):
            raise InputError(f"{path}: {name}: starts at {offset}, expected {expected} in steps of {alignment}")
        if kind not in _TYPES:
            unsupported.append(name)
            expected = None
            continue
        size = _size(path, name, _TYPES[kind], shape)
        stop = start + offset + size
        if stop > file_size:
            raise InputError(f"{path}: {name}: ends at {stop}, file has {file_size}")
        spec = TensorSpec(name=name, dtype=_TYPES[kind], shape=shape, file=path, start=start + offset, stop=stop)
        tensors.append(spec)
        expected = _padded(offset + size, alignment)
    if expected is not None and file_size - start - expected >= alignment:
        raise InputError(f"{path}: tensors end at {start + expected}, file has {file_size}")
    return Header(tensors=tuple(tensors), unsupported=tuple(sorted(unsupported)))


def _size(path: str, name: str, dtype: DType, shape: tuple[int, ...]) -> int:
    if (shape[-1] if shape else 1) % dtype.block.elements:
        raise InputError(f"{path}: {name}: rows of shape {shape} are no whole blocks of {dtype.value}")
    return dtype.size_of(math.prod(shape))


def _padded(size: int, alignment: int) -> int:
    return -(-size // alignment) * alignment


def _shown(raw: bytes) -> str:
    return repr(raw[:40].decode(errors="replace"))
