# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Weights that are small and yet look like trained ones: heavy tails, loud columns, rows of different size, norms near one.

Everything is a function of a seed and a tensor's name, so the same sample has the same bytes everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import numpy as np

from bot.localhub.procedural.encodings import Floats
from bot.localhub.procedural.values import Normal

Shape: TypeAlias = tuple[str, tuple[int, ...]]
"""A tensor's name and shape."""

Weights: TypeAlias = Mapping[str, Floats]
"""A model's tensors by name, as the numbers that a forward pass would use."""

_SIGMA = 0.02
_TAIL = 0.08
"""How much the cube of a normal number is added to it: kurtosis as in trained matrices."""
_ROW_SPREAD = 0.35
_COLUMN_SPREAD = 0.15
_LOUD = 6.0
_LOUD_SHARE = 96
"""One column in so many is loud. Models of the same width have the same loud columns, trained together or not."""
_NORM_SPREAD = 0.15
"""Independent norm vectors then have a cosine of about 0.98, and centred correlation of none."""


def trained(shapes: Iterable[Shape], *, seed: int) -> dict[str, Floats]:
    """A model of its own with these tensors. Two seeds share nothing but the loud columns that all models share."""
    return {name: _tensor(name, shape, seed) for name, shape in shapes}


def tuned(weights: Weights, *, seed: int, relative_noise: float) -> dict[str, Floats]:
    """The same model after further training: to each row noise of this size, relative to the row; vectors change little."""
    return {name: _with_noise(name, values, seed, relative_noise) for name, values in weights.items()}


def renamed(weights: Weights, rename: Callable[[str], str]) -> dict[str, Floats]:
    """The same tensors under other names."""
    return {rename(name): values for name, values in weights.items()}


def parameters(shapes: Iterable[Shape]) -> int:
    """How many numbers these tensors hold together."""
    return sum(math.prod(shape) for _, shape in shapes)


def _tensor(name: str, shape: tuple[int, ...], seed: int) -> Floats:
    values = _normal(seed, name, math.prod(shape)).reshape(shape)
    if "norm" in name or name.endswith("ln_q.weight"):
        norm: Floats = (1 + np.float32(_NORM_SPREAD) * values) * np.float32(_level(seed, name))
        return norm
    if len(shape) == 1:
        values *= np.float32(_SIGMA)
        return values
    values *= 1 + np.float32(_TAIL) * values * values
    rows = np.exp(np.float32(_ROW_SPREAD) * _normal(seed, f"{name}/rows", shape[0]))
    matrix: Floats = values.reshape(shape[0], -1) * (rows * np.float32(_SIGMA))[:, None]
    matrix *= _columns(seed, matrix.shape[1])
    return matrix.reshape(shape)


def _columns(seed: int, width: int) -> Floats:
    """The size of each column: shared by all layers of a model, because they read the same hidden state."""
    size: Floats = np.exp(np.float32(_COLUMN_SPREAD) * _normal(seed, f"columns/{width}", width))
    loud = np.argsort(_normal(0, f"loud/{width}", width))[: max(1, width // _LOUD_SHARE)]
    size[loud] *= np.float32(_LOUD)
    return size


def _level(seed: int, name: str) -> float:
    """The mean of a norm vector: between a half and about one and a half, by layer."""
    return float(np.exp(np.float32(0.2) * _normal(seed, f"{name}/level", 1)[0]))


def _with_noise(name: str, values: Floats, seed: int, relative_noise: float) -> Floats:
    noise = _normal(seed, f"{name}/noise", values.size).reshape(values.shape)
    if values.ndim == 1:
        moved: Floats = values * (1 + np.float32(0.01 * relative_noise) * noise)
        return moved
    rows = values.reshape(values.shape[0], -1)
    size = np.sqrt(np.mean(rows * rows, axis=1, keepdims=True)) * np.float32(relative_noise)
    noise *= size.reshape(-1, *(1,) * (values.ndim - 1))
    return values + noise


def _normal(seed: int, key: str, count: int) -> Floats:
    return Normal(seed=seed, key=f"samples/{key}", sigma=1.0).values(0, count)
