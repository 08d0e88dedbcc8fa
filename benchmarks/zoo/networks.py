# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The networks of the zoo as functions of named tensors. The only module besides `benchmarks.zoo.make` that needs torch."""

from __future__ import annotations

import torch
from torch.nn import functional

from benchmarks.zoo.checkpoints import Array
from benchmarks.zoo.shapes import ACTIVE, HEADS, LAYERS, VISION_HEADS, VISION_LAYERS

Parameters = dict[str, torch.Tensor]


def logits(family: str, parameters: Parameters, inputs: Array, *, heads: int = HEADS) -> torch.Tensor:
    """What the network predicts: for each place of a text its next token, for a picture its kind."""
    if family == "vision":
        return _vision(parameters, torch.from_numpy(inputs))
    tokens = torch.from_numpy(inputs)
    return _gpt2(parameters, tokens, heads) if family == "gpt2" else _llama(parameters, tokens, heads)


def _llama(own: Parameters, tokens: torch.Tensor, heads: int) -> torch.Tensor:
    state = own["model.embed_tokens.weight"][tokens]
    layer = 0
    while (prefix := f"model.layers.{layer}") and f"{prefix}.self_attn.q_proj.weight" in own:
        inner = _rms(state, own[f"{prefix}.input_layernorm.weight"])
        query, key, value = (_split(inner @ own[f"{prefix}.self_attn.{part}_proj.weight"].T, heads) for part in "qkv")
        mixed = functional.scaled_dot_product_attention(_rotated(query), _rotated(key), value, is_causal=True)
        state = state + _joined(mixed) @ own[f"{prefix}.self_attn.o_proj.weight"].T
        inner = _rms(state, own[f"{prefix}.post_attention_layernorm.weight"])
        state = state + _feed_forward(own, f"{prefix}.mlp", inner)
        layer += 1
    return _rms(state, own["model.norm.weight"]) @ own["lm_head.weight"].T


def _feed_forward(own: Parameters, prefix: str, inner: torch.Tensor) -> torch.Tensor:
    if f"{prefix}.gate.weight" not in own:
        return _swiglu(own, prefix, inner)
    odds = functional.softmax(inner @ own[f"{prefix}.gate.weight"].T, dim=-1)
    best = odds.topk(ACTIVE, dim=-1)
    shares = torch.zeros_like(odds).scatter(-1, best.indices, best.values / best.values.sum(-1, keepdim=True))
    outputs = [_swiglu(own, f"{prefix}.experts.{expert}", inner) for expert in range(odds.shape[-1])]
    return (torch.stack(outputs, dim=-1) * shares[..., None, :]).sum(-1)


def _swiglu(own: Parameters, prefix: str, inner: torch.Tensor) -> torch.Tensor:
    gate = functional.silu(inner @ own[f"{prefix}.gate_proj.weight"].T)
    return (gate * (inner @ own[f"{prefix}.up_proj.weight"].T)) @ own[f"{prefix}.down_proj.weight"].T


def _gpt2(own: Parameters, tokens: torch.Tensor, heads: int) -> torch.Tensor:
    state = own["transformer.wte.weight"][tokens] + own["transformer.wpe.weight"][: tokens.shape[1]]
    for layer in range(LAYERS):
        prefix = f"transformer.h.{layer}"
        inner = _layer_norm(own, f"{prefix}.ln_1", state)
        query, key, value = (_split(part, heads) for part in _conv1d(own, f"{prefix}.attn.c_attn", inner).chunk(3, -1))
        mixed = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        state = state + _conv1d(own, f"{prefix}.attn.c_proj", _joined(mixed))
        inner = functional.gelu(_conv1d(own, f"{prefix}.mlp.c_fc", _layer_norm(own, f"{prefix}.ln_2", state)))
        state = state + _conv1d(own, f"{prefix}.mlp.c_proj", inner)
    return _layer_norm(own, "transformer.ln_f", state) @ own["transformer.wte.weight"].T


def _vision(own: Parameters, patches: torch.Tensor) -> torch.Tensor:
    prefix = "vision_model.embeddings"
    state = patches @ own[f"{prefix}.patch.weight"].T + own[f"{prefix}.position.weight"]
    for layer in range(VISION_LAYERS):
        prefix = f"vision_model.encoder.layers.{layer}"
        inner = _layer_norm(own, f"{prefix}.layer_norm1", state)
        parts = (inner @ own[f"{prefix}.self_attn.{part}_proj.weight"].T for part in "qkv")
        query, key, value = (_split(part, VISION_HEADS) for part in parts)
        mixed = functional.scaled_dot_product_attention(query, key, value)
        state = state + _joined(mixed) @ own[f"{prefix}.self_attn.o_proj.weight"].T
        inner = _layer_norm(own, f"{prefix}.layer_norm2", state)
        inner = functional.gelu(inner @ own[f"{prefix}.mlp.fc1.weight"].T + own[f"{prefix}.mlp.fc1.bias"])
        state = state + inner @ own[f"{prefix}.mlp.fc2.weight"].T + own[f"{prefix}.mlp.fc2.bias"]
    return state.mean(1) @ own["vision_model.head.weight"].T


def _rms(state: torch.Tensor, gain: torch.Tensor) -> torch.Tensor:
    return state * torch.rsqrt(state.square().mean(-1, keepdim=True) + 1e-6) * gain


def _layer_norm(own: Parameters, name: str, state: torch.Tensor) -> torch.Tensor:
    return functional.layer_norm(state, state.shape[-1:], own[f"{name}.weight"], own[f"{name}.bias"])


def _conv1d(own: Parameters, name: str, state: torch.Tensor) -> torch.Tensor:
    return state @ own[f"{name}.weight"] + own[f"{name}.bias"]


def _split(state: torch.Tensor, heads: int) -> torch.Tensor:
    batch, length, width = state.shape
    return state.view(batch, length, heads, width // heads).transpose(1, 2)


def _joined(state: torch.Tensor) -> torch.Tensor:
    batch, heads, length, width = state.shape
    return state.transpose(1, 2).reshape(batch, length, heads * width)


def _rotated(state: torch.Tensor) -> torch.Tensor:
    """Rotary positions: the two halves of a head turn by an angle that grows with the place in the text."""
    length, width = state.shape[-2:]
    speeds = 10_000.0 ** -(torch.arange(0, width, 2) / width)
    angles = torch.arange(length)[:, None] * speeds
    one, two = state.chunk(2, -1)
    return torch.cat((one * angles.cos() - two * angles.sin(), one * angles.sin() + two * angles.cos()), -1)
