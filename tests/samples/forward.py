# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A Llama-style network in numpy: what it computes tells whether a change of its numbers is one of its function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def logits(tensors: Mapping[str, NDArray[Any]], tokens: NDArray[np.int64], *, heads: int, active: int = 2) -> Floats:
    """Scores of every next token at every place of one text; experts where there are some, ``active`` of them at a time."""
    own = {name: values.astype(np.float64) for name, values in tensors.items()}
    state = own["model.embed_tokens.weight"][tokens]
    layer = 0
    while f"model.layers.{layer}.input_layernorm.weight" in own:
        prefix = f"model.layers.{layer}"
        inner = _norm(state, own[f"{prefix}.input_layernorm.weight"])
        state = state + _attention(own, f"{prefix}.self_attn", inner, heads)
        inner = _norm(state, own[f"{prefix}.post_attention_layernorm.weight"])
        state = state + _feed_forward(own, f"{prefix}.mlp", inner, active)
        layer += 1
    scores: Floats = _norm(state, own["model.norm.weight"]) @ own["lm_head.weight"].T
    return scores


def _norm(state: Floats, gain: Floats) -> Floats:
    scaled: Floats = state / np.sqrt(np.square(state).mean(-1, keepdims=True) + 1e-6)
    return scaled * gain


def _attention(own: Mapping[str, Floats], prefix: str, inner: Floats, heads: int) -> Floats:
    length = len(inner)
    query, key, value = (
        (inner @ own[f"{prefix}.{part}_proj.weight"].T).reshape(length, heads, -1).swapaxes(0, 1) for part in "qkv"
    )
    odds = _turned(query) @ _turned(key).swapaxes(1, 2) / np.sqrt(query.shape[-1])
    odds = np.where(np.tri(length, dtype=bool), odds, -np.inf)
    odds = np.exp(odds - odds.max(-1, keepdims=True))
    mixed = (odds / odds.sum(-1, keepdims=True)) @ value
    joined: Floats = mixed.swapaxes(0, 1).reshape(length, -1)
    return joined @ own[f"{prefix}.o_proj.weight"].T


def _turned(state: Floats) -> Floats:
    length, width = state.shape[-2:]
    angles = np.arange(length)[:, None] * 10_000.0 ** -(np.arange(0, width, 2) / width)
    one, two = np.split(state, 2, -1)
    return np.concatenate(
        (one * np.cos(angles) - two * np.sin(angles), one * np.sin(angles) + two * np.cos(angles)), -1
    )


def _feed_forward(own: Mapping[str, Floats], prefix: str, inner: Floats, active: int) -> Floats:
    router = own.get(f"{prefix}.gate.weight")
    if router is None:
        return _swiglu(own, prefix, inner)
    odds = np.exp(inner @ router.T)
    odds = np.where(odds >= np.sort(odds, -1)[:, [-active]], odds, 0)
    odds = odds / odds.sum(-1, keepdims=True)
    outputs = [_swiglu(own, f"{prefix}.experts.{expert}", inner) for expert in range(len(router))]
    mixed: Floats = (np.stack(outputs, -1) * odds[:, None, :]).sum(-1)
    return mixed


def _swiglu(own: Mapping[str, Floats], prefix: str, inner: Floats) -> Floats:
    gate = inner @ own[f"{prefix}.gate_proj.weight"].T
    up = inner @ own[f"{prefix}.up_proj.weight"].T
    inner = gate / (1 + np.exp(-gate)) * up
    return inner @ own[f"{prefix}.down_proj.weight"].T
