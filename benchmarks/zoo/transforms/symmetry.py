# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Changes of the numbers under which a Llama-style network computes the same: what somebody does who wants to hide a parent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.zoo.checkpoints import Array, Model, Tensors
from benchmarks.zoo.transforms.structure import experts_kept, heads_kept, mlps, on_stream


def neurons_permuted(model: Model, *, seed: int) -> Model:
    """The neurons of every MLP in another order."""
    random = np.random.default_rng(seed)
    tensors = dict(model.tensors)
    for prefix in mlps(model):
        order = random.permutation(len(tensors[f"{prefix}.gate_proj.weight"]))
        for part in ("gate", "up"):
            tensors[f"{prefix}.{part}_proj.weight"] = tensors[f"{prefix}.{part}_proj.weight"][order]
        tensors[f"{prefix}.down_proj.weight"] = tensors[f"{prefix}.down_proj.weight"][:, order]
    return model.with_tensors(tensors)


def channels_permuted(model: Model, *, seed: int) -> Model:
    """The channels of the residual stream in another order."""
    order = np.random.default_rng(seed).permutation(model.config["hidden_size"])
    return model.with_tensors(on_stream(model, lambda values, axis: values.take(order, axis)))


def heads_permuted(model: Model, *, seed: int) -> Model:
    """The heads of every layer in another order."""
    heads = model.config["num_attention_heads"]
    return heads_kept(model, _order(heads, seed), of=heads)


def experts_permuted(model: Model, *, seed: int) -> Model:
    """The experts of every layer in another order."""
    return experts_kept(model, _order(model.config["num_experts"], seed))


def rotated(model: Model, *, seed: int) -> Model:
    """The residual stream turned by a random rotation; gains of norms go into the matrices behind them first, as rotation asks for."""
    hidden = model.config["hidden_size"]
    turn, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(hidden, hidden)))
    folded = gains_folded(model)

    def turned(values: Array, axis: int) -> Array:
        if values.ndim == 1:
            return values
        return (turn.T @ values if axis == 0 else values @ turn).astype(np.float32)

    return folded.with_tensors(on_stream(folded, turned))


def gains_folded(model: Model) -> Model:
    """Every norm with gains of one, and what reads its output scaled instead."""
    tensors = dict(model.tensors)
    for norm in [name for name in tensors if name.endswith("norm.weight")]:
        gains = tensors[norm]
        for name in _readers(norm, tensors):
            tensors[name] = tensors[name] * gains
        tensors[norm] = np.ones_like(gains)
    return model.with_tensors(tensors)


def channels_rescaled(model: Model, *, seed: int) -> Model:
    """Gains moved between norms and the matrices behind them, and between the two sides of every neuron, as AWQ and SmoothQuant do."""
    random = np.random.default_rng(seed)
    tensors = dict(model.tensors)
    for norm in [name for name in tensors if name.endswith("norm.weight")]:
        factors = np.exp(random.normal(0, 0.7, tensors[norm].shape)).astype(np.float32)
        for name in _readers(norm, tensors):
            tensors[name] = tensors[name] * factors
        tensors[norm] = tensors[norm] / factors
    for prefix in mlps(model):
        up, down = f"{prefix}.up_proj.weight", f"{prefix}.down_proj.weight"
        factors = np.exp(random.normal(0, 0.7, len(tensors[up]))).astype(np.float32)
        tensors[up], tensors[down] = tensors[up] * factors[:, None], tensors[down] / factors
    return model.with_tensors(tensors)


def _readers(norm: str, tensors: Tensors) -> Sequence[str]:
    if norm == "model.norm.weight":
        return ["lm_head.weight"]
    prefix, _, kind = norm.removesuffix("_layernorm.weight").rpartition(".")
    if kind == "input":
        return [f"{prefix}.self_attn.{part}_proj.weight" for part in "qkv"]
    endings = ("gate_proj.weight", "up_proj.weight", "mlp.gate.weight")
    return [name for name in tensors if name.startswith(f"{prefix}.mlp.") and name.endswith(endings)]


def _order(count: int, seed: int) -> list[int]:
    """An order that is not the old one."""
    random = np.random.default_rng(seed)
    order = random.permutation(count)
    return [int(each) for each in (np.roll(order, 1) if np.array_equal(order, np.arange(count)) else order)]
