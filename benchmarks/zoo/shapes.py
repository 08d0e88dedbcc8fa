# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sizes, configurations and first parameters of the networks: names and layouts are those of the well-known implementations."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.zoo.checkpoints import Tensors
from benchmarks.zoo.tasks import KINDS, PATCH, SIDE, VOCABULARY

HIDDEN, LAYERS, HEADS, WIDTH = 256, 4, 8, 704
EXPERTS, EXPERT_WIDTH, ACTIVE = 8, 128, 2
VISION_HIDDEN, VISION_LAYERS, VISION_HEADS = 192, 3, 6
LENGTH = 32

LLAMA = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": HIDDEN,
    "intermediate_size": WIDTH,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": HEADS,
    "vocab_size": VOCABULARY,
}
MIXTURE = {
    **LLAMA,
    "architectures": ["MixtureForCausalLM"],
    "model_type": "mixture",
    "num_experts": EXPERTS,
    "num_experts_per_tok": ACTIVE,
    "moe_intermediate_size": EXPERT_WIDTH,
}
GPT2 = {
    "architectures": ["GPT2LMHeadModel"],
    "model_type": "gpt2",
    "n_embd": HIDDEN,
    "n_layer": LAYERS,
    "n_head": HEADS,
    "vocab_size": VOCABULARY,
}
VISION = {
    "architectures": ["VisionModel"],
    "model_type": "vision",
    "hidden_size": VISION_HIDDEN,
    "num_hidden_layers": VISION_LAYERS,
}
CONFIGS: dict[str, dict[str, Any]] = {"llama": LLAMA, "mixture": MIXTURE, "gpt2": GPT2, "vision": VISION}


def initial(family: str, seed: int) -> Tensors:
    """Fresh parameters: normal with a spread of 0.02, gains one, biases zero, as GPT-2 and Llama begin."""
    random = np.random.default_rng((11, seed))
    tensors: Tensors = {}
    for name, shape in _SHAPES[family]().items():
        if name.endswith("bias"):
            tensors[name] = np.zeros(shape, np.float32)
        elif len(shape) == 1:
            tensors[name] = np.ones(shape, np.float32)
        else:
            tensors[name] = random.normal(0, 0.02, shape).astype(np.float32)
    return tensors


def _llama_shapes(*, experts: int = 0) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {"model.embed_tokens.weight": (VOCABULARY, HIDDEN)}
    for layer in range(LAYERS):
        prefix = f"model.layers.{layer}"
        shapes |= {f"{prefix}.self_attn.{part}_proj.weight": (HIDDEN, HIDDEN) for part in "qkvo"}
        shapes |= {f"{prefix}.{norm}_layernorm.weight": (HIDDEN,) for norm in ("input", "post_attention")}
        places = [f"{prefix}.mlp"] if not experts else [f"{prefix}.mlp.experts.{expert}" for expert in range(experts)]
        width = EXPERT_WIDTH if experts else WIDTH
        if experts:
            shapes[f"{prefix}.mlp.gate.weight"] = (experts, HIDDEN)
        for place in places:
            shapes |= {f"{place}.{part}_proj.weight": (width, HIDDEN) for part in ("gate", "up")}
            shapes[f"{place}.down_proj.weight"] = (HIDDEN, width)
    return {**shapes, "model.norm.weight": (HIDDEN,), "lm_head.weight": (VOCABULARY, HIDDEN)}


def _gpt2_shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "transformer.wte.weight": (VOCABULARY, HIDDEN),
        "transformer.wpe.weight": (LENGTH, HIDDEN),
    }
    for layer in range(LAYERS):
        prefix = f"transformer.h.{layer}"
        for part, rows, columns in (
            ("attn.c_attn", HIDDEN, 3 * HIDDEN),
            ("attn.c_proj", HIDDEN, HIDDEN),
            ("mlp.c_fc", HIDDEN, 4 * HIDDEN),
            ("mlp.c_proj", 4 * HIDDEN, HIDDEN),
        ):
            shapes |= {f"{prefix}.{part}.weight": (rows, columns), f"{prefix}.{part}.bias": (columns,)}
        for norm in ("ln_1", "ln_2"):
            shapes |= {f"{prefix}.{norm}.weight": (HIDDEN,), f"{prefix}.{norm}.bias": (HIDDEN,)}
    return {**shapes, "transformer.ln_f.weight": (HIDDEN,), "transformer.ln_f.bias": (HIDDEN,)}


def _vision_shapes() -> dict[str, tuple[int, ...]]:
    width, patches = VISION_HIDDEN, (SIDE // PATCH) ** 2
    shapes: dict[str, tuple[int, ...]] = {
        "vision_model.embeddings.patch.weight": (width, PATCH**2),
        "vision_model.embeddings.position.weight": (patches, width),
    }
    for layer in range(VISION_LAYERS):
        prefix = f"vision_model.encoder.layers.{layer}"
        shapes |= {f"{prefix}.self_attn.{part}_proj.weight": (width, width) for part in "qkvo"}
        shapes |= {f"{prefix}.mlp.fc1.weight": (4 * width, width), f"{prefix}.mlp.fc1.bias": (4 * width,)}
        shapes |= {f"{prefix}.mlp.fc2.weight": (width, 4 * width), f"{prefix}.mlp.fc2.bias": (width,)}
        for norm in ("layer_norm1", "layer_norm2"):
            shapes |= {f"{prefix}.{norm}.weight": (width,), f"{prefix}.{norm}.bias": (width,)}
    return {**shapes, "vision_model.head.weight": (KINDS, width)}


_SHAPES = {
    "llama": _llama_shapes,
    "mixture": lambda: _llama_shapes(experts=EXPERTS),
    "gpt2": _gpt2_shapes,
    "vision": _vision_shapes,
}
