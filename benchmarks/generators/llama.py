# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tensors of repositories with the layout of Llama (Qwen and Mistral have it too), with or without experts as in Mixtral."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

TensorShape = tuple[str, str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Sizes as a published ``config.json`` states them."""

    hidden: int
    intermediate: int
    layers: int
    query: int
    """Heads times their width."""
    key_value: int
    vocabulary: int
    is_tied: bool = False
    experts: int = 0


def tensors(layout: Layout, vocabulary: int) -> Iterator[TensorShape]:
    """Every tensor in bfloat16, in the order of its files, with this many tokens."""
    yield "model.embed_tokens.weight", "BF16", (vocabulary, layout.hidden)
    for layer in range(layout.layers):
        yield from _block(f"model.layers.{layer}", layout)
    yield "model.norm.weight", "BF16", (layout.hidden,)
    if not layout.is_tied:
        yield "lm_head.weight", "BF16", (vocabulary, layout.hidden)


def _block(prefix: str, layout: Layout) -> Iterator[TensorShape]:
    yield f"{prefix}.input_layernorm.weight", "BF16", (layout.hidden,)
    yield f"{prefix}.self_attn.q_proj.weight", "BF16", (layout.query, layout.hidden)
    yield f"{prefix}.self_attn.k_proj.weight", "BF16", (layout.key_value, layout.hidden)
    yield f"{prefix}.self_attn.v_proj.weight", "BF16", (layout.key_value, layout.hidden)
    yield f"{prefix}.self_attn.o_proj.weight", "BF16", (layout.hidden, layout.query)
    yield f"{prefix}.post_attention_layernorm.weight", "BF16", (layout.hidden,)
    if layout.experts:
        yield f"{prefix}.block_sparse_moe.gate.weight", "BF16", (layout.experts, layout.hidden)
        for expert in range(layout.experts):
            yield from _mlp(f"{prefix}.block_sparse_moe.experts.{expert}", layout, ("w1", "w3", "w2"))
    else:
        yield from _mlp(f"{prefix}.mlp", layout, ("gate_proj", "up_proj", "down_proj"))


def _mlp(prefix: str, layout: Layout, names: tuple[str, str, str]) -> Iterator[TensorShape]:
    gate, up, down = names
    yield f"{prefix}.{gate}.weight", "BF16", (layout.intermediate, layout.hidden)
    yield f"{prefix}.{up}.weight", "BF16", (layout.intermediate, layout.hidden)
    yield f"{prefix}.{down}.weight", "BF16", (layout.hidden, layout.intermediate)
