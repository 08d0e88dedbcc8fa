# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""TensorFlow checkpoints: an index as a table of LevelDB, and data files beside it."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests.samples.flax_files import laid_out_for_flax
from tests.samples.models import Tensors

_TYPES = {"float32": 1, "float64": 2, "int32": 3, "uint8": 4, "int8": 6, "int64": 9, "float16": 19}
_MAGIC = 0xDB4775248B80FB57


def laid_out_for_tensorflow(tensors: Tensors) -> Tensors:
    """As for Flax, under names such as ``llama/model/layers_0/mlp/gate_proj/kernel``."""
    return {
        f"llama/{name.replace('layers/', 'layers_')}": values for name, values in laid_out_for_flax(tensors).items()
    }


def as_checkpoint(
    tensors: Mapping[str, np.ndarray[Any, Any]], *, stem: str = "model.ckpt", shards: int = 1
) -> dict[str, bytes]:
    """Index and data files; tensors go round the shards."""
    data = [b""] * shards
    entries = [(b"", field(1, shards) + field(3, field(1, 1)))]
    for number, (name, values) in enumerate(sorted(tensors.items(), key=lambda each: each[0].encode())):
        shard = number % shards
        entries.append((name.encode(), entry(values, shard=shard, offset=len(data[shard]))))
        data[shard] += values.tobytes()
    files = {f"{stem}.data-{shard:05d}-of-{shards:05d}": content for shard, content in enumerate(data)}
    return {f"{stem}.index": table(entries), **files}


def entry(values: np.ndarray[Any, Any], *, shard: int = 0, offset: int = 0) -> bytes:
    """A BundleEntryProto; as in every protocol buffer of version 3, zeros are not written."""
    shape = b"".join(field(2, field(1, size)) for size in values.shape)
    numbers = ((3, shard), (4, offset), (5, values.nbytes))
    written = b"".join(field(number, value) for number, value in numbers if value)
    return field(1, _TYPES[values.dtype.name]) + field(2, shape) + written + b"\x35" + bytes(4)


def field(number: int, value: int | bytes) -> bytes:
    """One field of a protocol buffer."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def varint(value: int) -> bytes:
    """A number of seven bits a byte."""
    low, rest = value & 127, value >> 7
    return bytes([low | 128]) + varint(rest) if rest else bytes([low])


def table(entries: Sequence[tuple[bytes, bytes]], *, per_block: int = 20, kind: int = 0) -> bytes:
    """A sorted table of plain blocks, each with one place to start from."""
    content, index = b"", []
    for first in range(0, len(entries), per_block):
        part = entries[first : first + per_block]
        raw = block(part)
        index.append((part[-1][0], varint(len(content)) + varint(len(raw))))
        content += raw + bytes([kind]) + bytes(4)
    places = []
    for raw in (block([]), block(index)):
        places.append(varint(len(content)) + varint(len(raw)))
        content += raw + bytes(5)
    return content + b"".join(places).ljust(40, b"\0") + struct.pack("<Q", _MAGIC)


def block(entries: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Entries whose keys share their beginnings."""
    content, before = b"", b""
    for key, value in entries:
        shared = next((at for at, pair in enumerate(zip(before, key, strict=False)) if pair[0] != pair[1]), 0)
        content += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        before = key
    return content + struct.pack("<II", 0, 1)
