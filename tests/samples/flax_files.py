# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Flax checkpoints as flax.serialization writes them, and a Llama's tensors as Flax names and lays them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgpack
import numpy as np

from tests.samples.models import Tensors


def laid_out_for_flax(tensors: Tensors) -> Tensors:
    """Names joined by slashes; dense kernels with their inputs as rows, embeddings as they are."""
    found = {}
    for name, values in tensors.items():
        path, _, last = name.replace(".", "/").rpartition("/")
        if values.ndim != 2:
            found[f"{path}/{last}"] = values
        elif "embed" in name:
            found[f"{path}/embedding"] = values
        else:
            found[f"{path}/kernel"] = np.ascontiguousarray(values.T)
    return found


def as_flax(tensors: Mapping[str, np.ndarray[Any, Any]], *, types: Mapping[str, str] | None = None) -> bytes:
    """Arrays by names with slashes; ``types`` names element types that numpy does not know, and the arrays hold their bits."""
    tree: dict[str, Any] = {}
    for name, values in tensors.items():
        *above, last = name.split("/")
        branch = tree
        for part in above:
            branch = branch.setdefault(part, {})
        branch[last] = extension(values, (types or {}).get(name, values.dtype.name))
    return packed(tree)


def extension(values: np.ndarray[Any, Any], dtype: str) -> msgpack.ExtType:
    """One array."""
    return msgpack.ExtType(1, packed((values.shape, dtype, values.tobytes())))


def chunked(values: np.ndarray[Any, Any], pieces: int) -> dict[str, Any]:
    """A large array in pieces, as flax cuts it."""
    return {
        "__msgpack_chunked_array__": True,
        "shape": {str(axis): size for axis, size in enumerate(values.shape)},
        "chunks": {
            str(number): extension(piece, values.dtype.name)
            for number, piece in enumerate(np.array_split(values.ravel(), pieces))
        },
    }


def packed(value: Any) -> bytes:  # noqa: ANN401 - whatever msgpack can write
    """A value as msgpack."""
    content = msgpack.packb(value, use_bin_type=True)
    assert isinstance(content, bytes)
    return content
