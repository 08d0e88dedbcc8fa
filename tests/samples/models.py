# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Small models made from seeds, and what people do to models: each is named once, here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from safetensors.numpy import save

Tensors: TypeAlias = dict[str, np.ndarray[Any, np.dtype[np.float32]]]

HIDDEN, WIDTH, LAYERS, VOCABULARY = 256, 512, 4, 640
CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": HIDDEN,
    "intermediate_size": WIDTH,
    "num_hidden_layers": LAYERS,
    "vocab_size": VOCABULARY,
}


def dense(seed: int, *, layers: int = LAYERS, vocabulary: int = VOCABULARY, hidden: int = HIDDEN) -> Tensors:
    """A language model; channels have unequal spreads, as real ones do, and norms lie near one."""
    random = np.random.default_rng(seed)
    channels = np.exp(np.random.default_rng(7).normal(0, 0.5, hidden))

    def matrix(rows: int, columns: int) -> np.ndarray[Any, np.dtype[np.float32]]:
        values = random.standard_t(5, (rows, columns)) * 0.02
        return (values * channels if columns == hidden else values).astype(np.float32)

    tensors = {"model.embed_tokens.weight": matrix(vocabulary, hidden), "lm_head.weight": matrix(vocabulary, hidden)}
    for layer in range(layers):
        prefix = f"model.layers.{layer}"
        for name in "qkvo":
            tensors[f"{prefix}.self_attn.{name}_proj.weight"] = matrix(hidden, hidden)
        tensors[f"{prefix}.mlp.gate_proj.weight"] = matrix(WIDTH, hidden)
        tensors[f"{prefix}.mlp.up_proj.weight"] = matrix(WIDTH, hidden)
        tensors[f"{prefix}.mlp.down_proj.weight"] = matrix(hidden, WIDTH)
        tensors[f"{prefix}.input_layernorm.weight"] = (1 + 0.1 * random.normal(size=hidden)).astype(np.float32)
    return tensors


def vision(seed: int, *, prefix: str = "visual.blocks", layers: int = 3, hidden: int = 320) -> Tensors:
    """A vision encoder of another width."""
    random = np.random.default_rng(seed)
    return {
        f"{prefix}.{layer}.mlp.{part}.weight": random.normal(0, 0.02, shape).astype(np.float32)
        for layer in range(layers)
        for part, shape in (("fc1", (640, hidden)), ("fc2", (hidden, 640)))
    }


def noisy(tensors: Tensors, relative: float, *, seed: int = 99) -> Tensors:
    """Fine-tuning: noise of this size relative to each tensor's spread."""
    random = np.random.default_rng(seed)
    return {
        name: (values + random.normal(size=values.shape) * relative * values.std()).astype(np.float32)
        for name, values in tensors.items()
    }


def renamed(tensors: Tensors, rename: Callable[[str], str]) -> Tensors:
    """The same values under other names."""
    return {rename(name): values for name, values in tensors.items()}


def as_file(tensors: Mapping[str, np.ndarray[Any, Any]], dtype: Any = np.float32) -> bytes:  # noqa: ANN401 - numpy's own word for it
    """As a safetensors file."""
    return save({name: np.ascontiguousarray(values.astype(dtype)) for name, values in tensors.items()})


def as_repository(
    tensors: Mapping[str, np.ndarray[Any, Any]],
    *,
    config: Mapping[str, Any] = CONFIG,
    dtype: Any = np.float32,  # noqa: ANN401 - numpy's own word for it
    **files: str,
) -> dict[str, bytes]:
    """Files of a repository; keyword ``README_md`` stands for ``README.md``."""
    texts = {name.replace("_", "."): text.encode() for name, text in files.items()}
    return {"model.safetensors": as_file(tensors, dtype), "config.json": json.dumps(config).encode(), **texts}
