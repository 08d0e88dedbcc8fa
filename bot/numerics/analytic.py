# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tensors that were computed from a formula rather than trained: unrelated models share them to the last bit.

Bases of Fourier transforms, sinusoidal positions and rotary tables are smooth along an axis; masks, identities and banks of triangles
have few values or are mostly zero.
"""

from __future__ import annotations

import numpy as np

from bot.numerics.floats import Floats

_LEAST_LEVELS = 256
_MOST_ZEROS = 0.75
_SHORTEST = 32
"""Values along an axis without which a spectrum tells nothing."""
_MOST_ROWS = 256
_FEW = 0.1
_CONCENTRATED = 0.8
"""Share of the energy in the strongest tenth of the frequencies. Trained tensors stay below, measured by `benchmarks/real_models.py`;
of random numbers it is 0.33."""


def is_analytic(values: Floats) -> bool:
    """Whether the tensor is constant, sparse or smooth enough to have been computed; ``values`` has the tensor's shape."""
    levels = np.unique(values)
    if len(levels) < _LEAST_LEVELS or float((values == 0).mean()) > _MOST_ZEROS:
        return True
    return smoothness(values) >= _CONCENTRATED


def smoothness(values: Floats) -> float:
    """The largest share of energy that the strongest tenth of the frequencies has along any axis; 0 where every axis is short."""
    shares = [_concentration(values, axis) for axis, size in enumerate(values.shape) if size >= _SHORTEST]
    return max(shares, default=0.0)


def _concentration(values: Floats, axis: int) -> float:
    lines = np.moveaxis(values, axis, -1).reshape(-1, values.shape[axis])
    lines = lines[:: max(1, len(lines) // _MOST_ROWS)].astype(np.float64)
    power = np.abs(np.fft.rfft(lines - lines.mean(axis=1, keepdims=True), axis=1)) ** 2
    total = power.sum(axis=1)
    kept = power[total > 0]
    if not len(kept):
        return 1.0
    few = max(1, round(_FEW * kept.shape[1]))
    strongest = np.sort(kept, axis=1)[:, -few:].sum(axis=1)
    return float(np.median(strongest / kept.sum(axis=1)))
