# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""TensorFlow.js models: a manifest, and the values cut into files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

SHARD_BYTES = 4 * 1024 * 1024
"""Where the converter cuts, unless told otherwise."""


def as_tfjs(
    tensors: Mapping[str, np.ndarray[Any, Any]], *, folder: str = "", shard_bytes: int = SHARD_BYTES
) -> dict[str, bytes]:
    """``model.json`` and its files."""
    content = b"".join(values.tobytes() for values in tensors.values())
    pieces = [content[at : at + shard_bytes] for at in range(0, len(content), shard_bytes)]
    names = [f"group1-shard{number}of{len(pieces)}.bin" for number in range(1, len(pieces) + 1)]
    weights = [described(name, values) for name, values in tensors.items()]
    manifest = {"format": "graph-model", "weightsManifest": [{"paths": names, "weights": weights}]}
    files = {"model.json": json.dumps(manifest).encode(), **dict(zip(names, pieces, strict=True))}
    return {f"{folder}{name}": content for name, content in files.items()}


def described(name: str, values: np.ndarray[Any, Any]) -> dict[str, Any]:
    """An entry of the manifest; what is stored in fewer bytes stands for floats."""
    entry: dict[str, Any] = {"name": name, "shape": list(values.shape), "dtype": values.dtype.name}
    if values.dtype.name in {"uint8", "uint16", "float16"}:
        entry |= {"dtype": "float32", "quantization": {"dtype": values.dtype.name, "scale": 0.1, "min": -1.0}}
    return entry
