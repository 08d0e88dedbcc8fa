# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""GGUF files as the gguf package writes them, with the names and the reordering of llama.cpp's converter."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter
from gguf.quants import quantize

from tests.samples.models import Tensors

_NAMES = (
    ("model.embed_tokens", "token_embd"),
    ("lm_head", "output"),
    ("model.layers.", "blk."),
    ("self_attn.o_proj", "attn_output"),
    ("self_attn.q_proj", "attn_q"),
    ("self_attn.k_proj", "attn_k"),
    ("self_attn.v_proj", "attn_v"),
    ("mlp.gate_proj", "ffn_gate"),
    ("mlp.up_proj", "ffn_up"),
    ("mlp.down_proj", "ffn_down"),
    ("input_layernorm", "attn_norm"),
)
_HEADS = 4


def converted(tensors: Tensors) -> Tensors:
    """Tensors of a Llama as llama.cpp's converter names and reorders them: rotary pairs of queries and keys lie side by side."""
    found = {}
    for name, values in tensors.items():
        new = name
        for old, short in _NAMES:
            new = new.replace(old, short)
        found[new] = _side_by_side(values) if ".attn_q." in new or ".attn_k." in new else values
    return found


def as_gguf(
    tensors: Mapping[str, np.ndarray[Any, Any]],
    kind: str = "F32",
    *,
    tokens: int = 50,
    alignment: int | None = None,
    split: int = 0,
) -> dict[str, bytes]:
    """File name to content; matrices of this kind, vectors in full, ``split`` tensors in each part."""
    with tempfile.TemporaryDirectory() as folder:
        writer = GGUFWriter(Path(folder) / f"model-{kind}.gguf", "llama", split_max_tensors=split)
        if alignment:
            writer.add_custom_alignment(alignment)
        writer.add_name("Sample")
        writer.add_tokenizer_model("gpt2")
        writer.add_token_list([f"token{number}" for number in range(tokens)])
        writer.add_token_scores([float(number) for number in range(tokens)])
        writer.add_token_merges([f"to ken{number}" for number in range(tokens)])
        for name, values in tensors.items():
            dtype = GGMLQuantizationType[kind if values.ndim > 1 else "F32"]
            writer.add_tensor(name, quantize(np.ascontiguousarray(values), dtype), raw_dtype=dtype)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def _side_by_side(values: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.float32]]:
    heads, columns = values.reshape(_HEADS, 2, -1, values.shape[1]), values.shape[1]
    return heads.swapaxes(1, 2).reshape(-1, columns)
