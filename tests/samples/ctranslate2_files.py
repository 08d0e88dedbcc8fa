# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""CTranslate2 models as its converters write them, and a Llama's tensors under its names."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.samples.models import Tensors

_TYPES = {"float32": 0, "int8": 1, "int16": 2, "int32": 3, "float16": 4, "bfloat16": 5}
_NAMES = (
    ("model.embed_tokens", "decoder/embeddings"),
    ("lm_head", "decoder/projection"),
    ("model.layers.", "decoder/layer_"),
    ("self_attn.q_proj", "self_attention/query"),
    ("self_attn.k_proj", "self_attention/key"),
    ("self_attn.v_proj", "self_attention/value"),
    ("self_attn.o_proj", "self_attention/linear_1"),
    ("mlp.gate_proj", "ffn/linear_0"),
    ("mlp.up_proj", "ffn/linear_0_noact"),
    ("mlp.down_proj", "ffn/linear_1"),
    ("input_layernorm", "self_attention/layer_norm"),
)


def named_for_ctranslate2(tensors: Tensors) -> Tensors:
    """Under names such as ``decoder/layer_0/ffn/linear_0/weight``."""
    found = {}
    for name, values in tensors.items():
        new = name
        for old, other in _NAMES:
            new = new.replace(old, other)
        found[new.replace(".", "/")] = values
    return found


def in_eight_bits(tensors: Tensors) -> dict[str, np.ndarray[Any, Any]]:
    """Codes of the matrices with one factor a row, by which values were multiplied."""
    found: dict[str, np.ndarray[Any, Any]] = {}
    for name, values in tensors.items():
        if values.ndim != 2:
            found[name] = values
            continue
        factors = 127 / np.abs(values).max(axis=1)
        found[name] = np.rint(values * factors[:, None]).astype(np.int8)
        found[f"{name}_scale"] = factors.astype(np.float32)
    return found


def as_ctranslate2(
    tensors: Mapping[str, np.ndarray[Any, Any]],
    *,
    version: int = 6,
    types: Mapping[str, int] | None = None,
    counts: tuple[int, int] | None = None,
) -> bytes:
    """A model; ``types`` and ``counts`` are what it says in place of the truth."""
    variables, aliases = counts or (len(tensors), 1)
    content = struct.pack("<I", version) + text("LlamaSpec") + struct.pack("<II", 8, variables)
    for name, values in tensors.items():
        kind = (types or {}).get(name, _TYPES[values.dtype.name])
        content += text(name) + struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape)
        content += struct.pack("<BI", kind, values.nbytes) + values.tobytes()
    return content + struct.pack("<I", aliases) + text("decoder/other") + text(next(iter(tensors), "none"))


def text(content: str | bytes) -> bytes:
    """A text with its length before it and a zero at its end."""
    raw = (content.encode() if isinstance(content, str) else content) + b"\0"
    return struct.pack("<H", len(raw)) + raw
