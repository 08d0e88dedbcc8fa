# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whole models made of recipes: an upstream, a derivative of it, and their division into shards."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence

from bot.localhub.procedural.recipes import ProceduralFile, TensorRecipe
from bot.localhub.procedural.values import Constant, Derived, Formula, Normal, Quantised, Scales

Shape = tuple[str, str, tuple[int, ...]]
"""A tensor's name, type and shape, as in a safetensors header."""

_SCALE_SUFFIX = "_scale_inv"


def upstream(shapes: Iterable[Shape], *, seed: int, sigma: float = 0.02) -> list[TensorRecipe]:
    """A model with these tensors: norms around one, biases around zero, matrices with this standard deviation.

    An ``F8_E4M3`` matrix is quantised by the scales in the ``F32`` tensor of its name and ``_scale_inv``, as DeepSeek-V3 is.
    """
    return [
        TensorRecipe(name, dtype, tuple(shape), _formula(name, dtype, shape, seed=seed, sigma=sigma))
        for name, dtype, shape in shapes
    ]


def derivative(tensors: Iterable[TensorRecipe], *, seed: int, relative_noise: float) -> list[TensorRecipe]:
    """The same model after training: noise of this size relative to each matrix, all stored as ``BF16`` without scales.

    Norms and other vectors get a hundredth of it.
    """
    return [
        TensorRecipe(tensor.name, "BF16", tensor.shape, _with_noise(tensor, seed=seed, relative_noise=relative_noise))
        for tensor in tensors
        if not tensor.name.endswith(_SCALE_SUFFIX)
    ]


def sharded(tensors: Sequence[TensorRecipe], shards: int) -> dict[str, ProceduralFile | bytes]:
    """The tensors in this order, divided into so many files of about the same size, with the index that names them all."""
    total = sum(tensor.size for tensor in tensors)
    parts: list[list[TensorRecipe]] = [[] for _ in range(shards)]
    place = 0
    for tensor in tensors:
        # The middle of a tensor decides, so that a large one does not drag its neighbours along.
        parts[min(shards - 1, (place + tensor.size // 2) * shards // max(1, total))].append(tensor)
        place += tensor.size
    names = [f"model-{number:05}-of-{shards:05}.safetensors" for number in range(1, shards + 1)]
    index = {
        "metadata": {"total_size": total},
        "weight_map": {tensor.name: name for name, part in zip(names, parts, strict=True) for tensor in part},
    }
    files: dict[str, ProceduralFile | bytes] = {
        name: ProceduralFile(tuple(part)) for name, part in zip(names, parts, strict=True)
    }
    return files | {"model.safetensors.index.json": json.dumps(index, indent=2).encode()}


def _formula(name: str, dtype: str, shape: Sequence[int], *, seed: int, sigma: float) -> Formula:
    if name.endswith(_SCALE_SUFFIX):
        return Scales(seed=seed, key=name.removesuffix(_SCALE_SUFFIX), sigma=sigma)
    weights = Normal(seed=seed, key=name, sigma=sigma)
    if dtype == "F8_E4M3" and len(shape) == 2:
        return Quantised(weights=weights, scales=Scales(seed=seed, key=name, sigma=sigma), columns=shape[1])
    if "norm" in name and len(shape) == 1:
        return Normal(seed=seed, key=name, sigma=0.05, mean=1.0)
    return weights if math.prod(shape) > 1 else Constant(value=1.0)


def _with_noise(tensor: TensorRecipe, *, seed: int, relative_noise: float) -> Formula:
    formula = tensor.formula
    match formula:
        case Quantised():
            sigma = formula.weights.sigma
        case Normal():
            sigma = formula.sigma
        case _:
            return formula
    size = relative_noise * sigma * (1.0 if len(tensor.shape) > 1 else 0.01)
    noise = Normal(seed=seed, key=tensor.name, sigma=size)
    return Derived(upstream=formula, stored_as=tensor.dtype, noise=noise)
