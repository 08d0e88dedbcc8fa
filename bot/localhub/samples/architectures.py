# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tensor names and shapes of the sampled families, computed from the values of their ``config.json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from bot.localhub.samples.weights import Shape

Config: TypeAlias = Mapping[str, Any]
"""The content of a ``config.json``."""


def deepseek(config: Config) -> list[Shape]:
    """DeepSeek-V2 and -V3: latent attention, the first layers dense, then experts beside shared ones."""
    hidden, heads = config["hidden_size"], config["num_attention_heads"]
    nope, rope, value = config["qk_nope_head_dim"], config["qk_rope_head_dim"], config["v_head_dim"]
    query_rank, key_rank = config["q_lora_rank"], config["kv_lora_rank"]

    def attention(prefix: str) -> Iterator[Shape]:
        yield f"{prefix}.q_a_proj.weight", (query_rank, hidden)
        yield f"{prefix}.q_a_layernorm.weight", (query_rank,)
        yield f"{prefix}.q_b_proj.weight", (heads * (nope + rope), query_rank)
        yield f"{prefix}.kv_a_proj_with_mqa.weight", (key_rank + rope, hidden)
        yield f"{prefix}.kv_a_layernorm.weight", (key_rank,)
        yield f"{prefix}.kv_b_proj.weight", (heads * (nope + value), key_rank)
        yield f"{prefix}.o_proj.weight", (hidden, heads * value)

    def layers() -> Iterator[Shape]:
        for layer in range(config["num_hidden_layers"]):
            prefix = f"model.layers.{layer}"
            yield f"{prefix}.input_layernorm.weight", (hidden,)
            yield from attention(f"{prefix}.self_attn")
            yield f"{prefix}.post_attention_layernorm.weight", (hidden,)
            yield from _feed_forward(config, layer)

    return _language_model(config, layers())


def glm(config: Config) -> list[Shape]:
    """GLM-4.5 and what follows its shape: grouped attention with biases, the first layers dense, then experts."""
    hidden = config["hidden_size"]

    def layers() -> Iterator[Shape]:
        for layer in range(config["num_hidden_layers"]):
            prefix = f"model.layers.{layer}"
            yield f"{prefix}.input_layernorm.weight", (hidden,)
            yield from _grouped_attention(config, f"{prefix}.self_attn", biases=True)
            yield f"{prefix}.post_attention_layernorm.weight", (hidden,)
            yield from _feed_forward(config, layer)

    return _language_model(config, layers())


def llama(config: Config, *, biases: bool = False, prefix: str = "") -> list[Shape]:
    """Dense decoders: Llama, Qwen2 (which has biases), Mistral."""
    hidden = config["hidden_size"]

    def layers() -> Iterator[Shape]:
        for layer in range(config["num_hidden_layers"]):
            name = f"model.layers.{layer}"
            yield f"{name}.input_layernorm.weight", (hidden,)
            yield from _grouped_attention(config, f"{name}.self_attn", biases=biases)
            yield f"{name}.post_attention_layernorm.weight", (hidden,)
            yield from _mlp(f"{name}.mlp", config["intermediate_size"], hidden)

    return [(prefix + name, shape) for name, shape in _language_model(config, layers())]


def qwen_vision(config: Config) -> list[Shape]:
    """The vision encoder of Qwen2.5-VL without the merger, below ``visual.``."""
    hidden, patch = config["hidden_size"], config["patch_size"]

    def blocks() -> Iterator[Shape]:
        yield "visual.patch_embed.proj.weight", (hidden, 3, 2, patch, patch)
        for block in range(config["depth"]):
            prefix = f"visual.blocks.{block}"
            yield f"{prefix}.norm1.weight", (hidden,)
            yield f"{prefix}.attn.qkv.weight", (3 * hidden, hidden)
            yield f"{prefix}.attn.qkv.bias", (3 * hidden,)
            yield f"{prefix}.attn.proj.weight", (hidden, hidden)
            yield f"{prefix}.attn.proj.bias", (hidden,)
            yield f"{prefix}.norm2.weight", (hidden,)
            for name, shape in _mlp(f"{prefix}.mlp", config["intermediate_size"], hidden):
                yield name, shape
                yield name.replace(".weight", ".bias"), shape[:1]

    return list(blocks())


def qwen_merger(config: Config, prefix: str = "visual.merger") -> list[Shape]:
    """What joins four patches and brings them to the language model's width."""
    joined = config["hidden_size"] * config["spatial_merge_size"] ** 2
    return [
        (f"{prefix}.ln_q.weight", (config["hidden_size"],)),
        (f"{prefix}.mlp.0.weight", (joined, joined)),
        (f"{prefix}.mlp.0.bias", (joined,)),
        (f"{prefix}.mlp.2.weight", (config["out_hidden_size"], joined)),
        (f"{prefix}.mlp.2.bias", (config["out_hidden_size"],)),
    ]


def _language_model(config: Config, layers: Iterator[Shape]) -> list[Shape]:
    table = (config["vocab_size"], config["hidden_size"])
    return [
        ("model.embed_tokens.weight", table),
        *layers,
        ("model.norm.weight", (config["hidden_size"],)),
        ("lm_head.weight", table),
    ]


def _grouped_attention(config: Config, prefix: str, *, biases: bool) -> Iterator[Shape]:
    hidden, width = config["hidden_size"], config["head_dim"]
    query, key = config["num_attention_heads"] * width, config["num_key_value_heads"] * width
    for name, rows in (("q_proj", query), ("k_proj", key), ("v_proj", key)):
        yield f"{prefix}.{name}.weight", (rows, hidden)
        if biases:
            yield f"{prefix}.{name}.bias", (rows,)
    yield f"{prefix}.o_proj.weight", (hidden, query)


def _feed_forward(config: Config, layer: int) -> Iterator[Shape]:
    hidden, width = config["hidden_size"], config["moe_intermediate_size"]
    prefix = f"model.layers.{layer}.mlp"
    if layer < config["first_k_dense_replace"]:
        yield from _mlp(prefix, config["intermediate_size"], hidden)
        return
    yield f"{prefix}.gate.weight", (config["n_routed_experts"], hidden)
    if config["model_type"] != "deepseek_v2":
        yield f"{prefix}.gate.e_score_correction_bias", (config["n_routed_experts"],)
    for expert in range(config["n_routed_experts"]):
        yield from _mlp(f"{prefix}.experts.{expert}", width, hidden)
    yield from _mlp(f"{prefix}.shared_experts", width * config["n_shared_experts"], hidden)


def _mlp(prefix: str, width: int, hidden: int) -> Iterator[Shape]:
    yield f"{prefix}.gate_proj.weight", (width, hidden)
    yield f"{prefix}.up_proj.weight", (width, hidden)
    yield f"{prefix}.down_proj.weight", (hidden, width)
