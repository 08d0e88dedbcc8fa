# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tensors of a DeepSeek-V3-shaped repository: names, element types and shapes, in the order of its files.

Shapes follow the published ``config.json`` (hidden 7168, 61 layers and one for multi-token prediction, 256 routed experts); names follow
the repository's ``README_WEIGHTS.md``. 91,991 tensors, 684,531,386,000 values with the block scales.
"""

from __future__ import annotations

from collections.abc import Iterator

HIDDEN = 7168
VOCABULARY = 129_280
LAYERS = 61
DENSE_LAYERS = 3
EXPERTS = 256
EXPERT_WIDTH = 2048
DENSE_WIDTH = 18_432
QUERY_RANK, QUERY_WIDTH = 1536, 128 * (128 + 64)
KEY_VALUE_RANK, KEY_VALUE_WIDTH, ROPE_WIDTH = 512, 128 * (128 + 128), 64
VALUE_WIDTH = 128 * 128
BLOCK = 128

TensorShape = tuple[str, str, tuple[int, ...]]

CONFIG = {
    "architectures": ["DeepseekV3ForCausalLM"],
    "model_type": "deepseek_v3",
    "hidden_size": HIDDEN,
    "intermediate_size": DENSE_WIDTH,
    "moe_intermediate_size": EXPERT_WIDTH,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": 128,
    "num_key_value_heads": 128,
    "n_routed_experts": EXPERTS,
    "n_shared_experts": 1,
    "first_k_dense_replace": DENSE_LAYERS,
    "num_nextn_predict_layers": 1,
    "vocab_size": VOCABULARY,
}


def tensors(*, quantized: bool) -> Iterator[TensorShape]:
    """Every tensor; ``quantized`` is the upstream's own form: F8_E4M3 matrices with a scale for each block of 128 by 128."""
    yield "model.embed_tokens.weight", "BF16", (VOCABULARY, HIDDEN)
    for layer in range(LAYERS):
        yield from _block(f"model.layers.{layer}", dense=layer < DENSE_LAYERS, quantized=quantized)
    yield "model.norm.weight", "BF16", (HIDDEN,)
    yield "lm_head.weight", "BF16", (VOCABULARY, HIDDEN)
    last = f"model.layers.{LAYERS}"
    yield f"{last}.embed_tokens.weight", "BF16", (VOCABULARY, HIDDEN)
    yield f"{last}.enorm.weight", "BF16", (HIDDEN,)
    yield f"{last}.hnorm.weight", "BF16", (HIDDEN,)
    yield f"{last}.eh_proj.weight", "BF16", (HIDDEN, 2 * HIDDEN)
    yield from _block(last, dense=False, quantized=quantized)
    yield f"{last}.shared_head.norm.weight", "BF16", (HIDDEN,)
    yield f"{last}.shared_head.head.weight", "BF16", (VOCABULARY, HIDDEN)


def _block(prefix: str, *, dense: bool, quantized: bool) -> Iterator[TensorShape]:
    attention = f"{prefix}.self_attn"
    yield f"{prefix}.input_layernorm.weight", "BF16", (HIDDEN,)
    yield from _matrix(f"{attention}.q_a_proj", QUERY_RANK, HIDDEN, quantized=quantized)
    yield f"{attention}.q_a_layernorm.weight", "BF16", (QUERY_RANK,)
    yield from _matrix(f"{attention}.q_b_proj", QUERY_WIDTH, QUERY_RANK, quantized=quantized)
    yield from _matrix(f"{attention}.kv_a_proj_with_mqa", KEY_VALUE_RANK + ROPE_WIDTH, HIDDEN, quantized=quantized)
    yield f"{attention}.kv_a_layernorm.weight", "BF16", (KEY_VALUE_RANK,)
    yield from _matrix(f"{attention}.kv_b_proj", KEY_VALUE_WIDTH, KEY_VALUE_RANK, quantized=quantized)
    yield from _matrix(f"{attention}.o_proj", HIDDEN, VALUE_WIDTH, quantized=quantized)
    yield f"{prefix}.post_attention_layernorm.weight", "BF16", (HIDDEN,)
    if dense:
        yield from _mlp(f"{prefix}.mlp", DENSE_WIDTH, quantized=quantized)
        return
    yield f"{prefix}.mlp.gate.weight", "BF16", (EXPERTS, HIDDEN)
    yield f"{prefix}.mlp.gate.e_score_correction_bias", "F32", (EXPERTS,)
    for expert in range(EXPERTS):
        yield from _mlp(f"{prefix}.mlp.experts.{expert}", EXPERT_WIDTH, quantized=quantized)
    yield from _mlp(f"{prefix}.mlp.shared_experts", EXPERT_WIDTH, quantized=quantized)


def _mlp(prefix: str, width: int, *, quantized: bool) -> Iterator[TensorShape]:
    yield from _matrix(f"{prefix}.gate_proj", width, HIDDEN, quantized=quantized)
    yield from _matrix(f"{prefix}.up_proj", width, HIDDEN, quantized=quantized)
    yield from _matrix(f"{prefix}.down_proj", HIDDEN, width, quantized=quantized)


def _matrix(name: str, rows: int, columns: int, *, quantized: bool) -> Iterator[TensorShape]:
    yield f"{name}.weight", "F8_E4M3" if quantized else "BF16", (rows, columns)
    if quantized:
        yield f"{name}.weight_scale_inv", "F32", (-(-rows // BLOCK), -(-columns // BLOCK))
