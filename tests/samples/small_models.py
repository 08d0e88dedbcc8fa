# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Small models of convolutions and a recurrent layer, and what frameworks do to them."""

from __future__ import annotations

import numpy as np

from bot.numerics.floats import Floats
from tests.samples.models import Tensors

_HIDDEN = 128


def convolutional(seed: int) -> Tensors:
    """A detector of sounds: a Fourier basis that all of them share, four convolutions, a recurrent layer, a small head."""
    random = np.random.default_rng(seed)

    def trained(*shape: int) -> Floats:
        values: Floats = (random.standard_t(6, shape) / np.sqrt(np.prod(shape[1:]))).astype(np.float32)
        return values

    return {
        "stft.basis": fourier_basis(),
        "encoder.0.conv.weight": trained(128, 129, 3),
        "encoder.1.conv.weight": trained(64, 128, 3),
        "encoder.2.conv.weight": trained(64, 64, 3),
        "encoder.3.conv.weight": trained(128, 64, 3),
        "encoder.3.conv.bias": trained(128),
        "rnn.weight_ih": trained(4 * _HIDDEN, _HIDDEN),
        "rnn.weight_hh": trained(4 * _HIDDEN, _HIDDEN) + np.tile(np.eye(_HIDDEN, dtype=np.float32), (4, 1)),
        "head.conv.weight": trained(1, _HIDDEN, 1),
    }


def fourier_basis() -> Floats:
    """Frequencies times samples, under a window: no training touches it."""
    angles = 2 * np.pi * np.outer(np.arange(129), np.arange(256)) / 256
    rows = np.concatenate([np.cos(angles), np.sin(angles)]) * np.hanning(256)
    basis: Floats = rows[:, None, :].astype(np.float32)
    return basis


def with_folded_norms(tensors: Tensors, seed: int = 7) -> Tensors:
    """Every output channel of the kernels multiplied with a gain of its own, some of them negative, as an exporter does."""
    random = np.random.default_rng(seed)
    folded = dict(tensors)
    for name, values in tensors.items():
        if "conv.weight" in name:
            gains = random.normal(1, 0.7, (len(values), *[1] * (values.ndim - 1))).astype(np.float32)
            folded[name] = values * gains
    return folded


def filters(seed: int) -> Tensors:
    """Pictures: kernels of four axes alone, output channels first."""
    random = np.random.default_rng(seed)
    shapes = ((32, 16, 3, 3), (48, 32, 3, 3), (32, 48, 5, 5))
    return {
        f"block.{number}.conv.weight": (random.standard_t(6, shape) / 30).astype(np.float32)
        for number, shape in enumerate(shapes)
    }


def channels_last(tensors: Tensors) -> Tensors:
    """Kernels as TensorFlow stores them: taps, inputs, outputs."""
    return {f"layer-{number}/kernel": values.transpose(2, 3, 1, 0) for number, values in enumerate(tensors.values())}


def channels_between(tensors: Tensors) -> Tensors:
    """Kernels as TensorFlow Lite stores them: outputs, taps, inputs."""
    return {f"conv2d_{number}/Conv2D": values.transpose(0, 2, 3, 1) for number, values in enumerate(tensors.values())}


def of_another_framework(tensors: Tensors) -> Tensors:
    """Kernels with their axes the other way round, matrices transposed, gates in another sequence, other names."""
    moved = {}
    for number, values in enumerate(tensors.values()):
        in_sequence = np.roll(values, _HIDDEN, axis=0) if len(values.shape) == 2 else values
        moved[f"variable_{number}"] = np.ascontiguousarray(in_sequence.transpose())
    return moved
