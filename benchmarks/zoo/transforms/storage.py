# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Other ways to store the same numbers: types, layouts and names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.zoo.checkpoints import Array, Model, Tensors

_GROUP = 128
_ATTENTION = ("q_proj", "k_proj", "v_proj")
_FEED_FORWARD = ("gate_proj", "up_proj")


def stored_as(model: Model, dtype: str) -> Model:
    """Matrices in another element type."""
    return replace(model, stored=dtype)


def rounded(model: Model, *, bits: int) -> Model:
    """Every matrix of the layers as integers of so many bits in groups of 128 columns, back in floats: what a dequantised model holds."""
    return model.with_tensors(_on_matrices(model, lambda values: _rounded(values, bits)))


def integer_codes(model: Model) -> Model:
    """Every matrix of the layers as the 8-bit codes themselves, with a scale for each row beside them."""
    tensors: Tensors = {}
    for name, values in model.tensors.items():
        if not _is_matrix(name, values):
            tensors[name] = values
            continue
        scale = np.abs(values).max(1, keepdims=True) / 127
        tensors[name] = np.rint(values / scale).astype(np.int8)
        tensors[f"{name}_scale"] = scale.ravel().astype(np.float32)
    return model.with_tensors(tensors)


def noisy(model: Model, relative: float, *, seed: int) -> Model:
    """Noise on every matrix of this size relative to its spread."""
    random = np.random.default_rng(seed)

    def disturbed(values: Array) -> Array:
        return (values + random.normal(0, relative * values.std(), values.shape)).astype(np.float32)

    return model.with_tensors(_on_matrices(model, disturbed))


def fused(model: Model) -> Model:
    """Query, key and value in one tensor, gate and up in another, as Phi-3 has them."""
    tensors = dict(model.tensors)
    for parts, whole in ((_ATTENTION, "qkv_proj"), (_FEED_FORWARD, "gate_up_proj")):
        for name in [each for each in tensors if f".{parts[0]}." in each]:
            pieces = [tensors.pop(name.replace(parts[0], part)) for part in parts]
            tensors[name.replace(parts[0], whole)] = np.concatenate(pieces)
    return model.with_tensors(tensors, architectures=["Phi3ForCausalLM"], model_type="phi3")


def experts_stacked(model: Model) -> Model:
    """All experts of a layer in one tensor of three axes, as newer checkpoints have them."""
    tensors = {name: values for name, values in model.tensors.items() if ".experts." not in name}
    for name in [each for each in model.tensors if ".experts.0." in each]:
        pieces = [
            model.tensors[name.replace(".experts.0.", f".experts.{expert}.")]
            for expert in range(model.config["num_experts"])
        ]
        tensors[name.replace(".experts.0.", ".experts.").removesuffix(".weight")] = np.stack(pieces)
    return model.with_tensors(tensors)


def transposed(model: Model) -> Model:
    """Every matrix of the layers with inputs first, as GPT-2's Conv1D has them."""
    return model.with_tensors(_on_matrices(model, lambda values: np.ascontiguousarray(values.T)))


def split_gpt2(model: Model) -> Model:
    """GPT-2's fused and transposed matrices as separate ones with outputs first."""
    tensors: Tensors = {}
    for name, values in model.tensors.items():
        if ".c_attn." in name:
            parts = np.split(values, 3, axis=-1)
            tensors |= {name.replace("c_attn", part): each.T for part, each in zip(_ATTENTION, parts, strict=True)}
        else:
            tensors[name] = values.T if re.search(r"\.c_\w+\.weight$", name) else values
    return model.with_tensors(tensors)


def renamed(model: Model) -> Model:
    """Names that say nothing but the place in the file."""
    return model.with_tensors({f"t{place:04}": values for place, values in enumerate(model.tensors.values())})


def renamed_to_llama_original(model: Model) -> Model:
    """The names of Meta's own files."""
    words = {
        "model.embed_tokens": "tok_embeddings",
        "lm_head": "output",
        "self_attn.": "attention.",
        "mlp.": "feed_forward.",
    }
    words |= {f"{part}_proj": f"w{part}" for part in "qkvo"} | {"gate_proj": "w1", "down_proj": "w2", "up_proj": "w3"}
    words |= {"input_layernorm": "attention_norm", "post_attention_layernorm": "ffn_norm", "model.": ""}
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    return model.with_tensors(
        {pattern.sub(lambda found: words[found[0]], name): values for name, values in model.tensors.items()}
    )


def _rounded(values: Array, bits: int) -> Array:
    rows, columns = values.shape
    padded = np.pad(values, ((0, 0), (0, -columns % _GROUP))).reshape(rows, -1, _GROUP)
    scale = np.maximum(np.abs(padded).max(-1, keepdims=True) / (2 ** (bits - 1) - 1), 1e-12)
    whole: Array = (np.rint(padded / scale) * scale).reshape(rows, -1)
    return whole[:, :columns].astype(np.float32)


def _on_matrices(model: Model, change: Callable[[Array], Array]) -> Tensors:
    return {name: change(values) if _is_matrix(name, values) else values for name, values in model.tensors.items()}


def _is_matrix(name: str, values: Array) -> bool:
    return values.ndim == 2 and (".layers." in name or ".h." in name)
