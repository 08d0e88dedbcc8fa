# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which tensors were computed rather than trained."""

from __future__ import annotations

import numpy as np
import pytest

from bot.numerics.analytic import is_analytic
from bot.numerics.floats import Floats


def fourier_basis() -> Floats:
    place = np.arange(256)
    rows = [np.hanning(256) * np.exp(2j * np.pi * frequency * place / 256) for frequency in range(129)]
    basis: Floats = np.concatenate([np.real(rows), np.imag(rows)])[:, None, :].astype(np.float32)
    return basis


def sinusoidal_positions() -> Floats:
    rates = np.exp(-np.log(10_000) * np.arange(192) / 191)
    angles = np.arange(1500)[:, None] * rates
    positions: Floats = np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)
    return positions


def rotary_table() -> Floats:
    angles = np.outer(np.arange(2048), 10_000 ** (-np.arange(32) / 32))
    table: Floats = np.cos(angles).astype(np.float32)
    return table


def bank_of_triangles() -> Floats:
    centres = np.linspace(3, 190, 80)
    bank: Floats = np.maximum(0, 1 - np.abs(np.arange(201) - centres[:, None]) / 4).astype(np.float32)
    return bank


COMPUTED = {
    "fourier basis": fourier_basis(),
    "sinusoidal positions": sinusoidal_positions(),
    "rotary table": rotary_table(),
    "bank of triangles": bank_of_triangles(),
    "identity": np.eye(128, dtype=np.float32),
    "mask": np.triu(np.full((128, 128), -1e9, np.float32)),
    "position ids": np.arange(8192, dtype=np.float32).reshape(2, 4096),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_what_a_formula_gives_is_seen(name: str) -> None:
    assert is_analytic(COMPUTED[name])


@pytest.mark.parametrize("shape", [(128, 64, 3), (3, 3, 64, 128), (512, 128), (64, 64), (64, 8, 5, 39)])
@pytest.mark.parametrize("tail", [3, 100])
def test_weights_are_not_taken_for_computed_ones(shape: tuple[int, ...], tail: int) -> None:
    assert not is_analytic(np.random.default_rng(4).standard_t(tail, shape).astype(np.float32))


def test_weights_of_unequal_channels_are_not_taken_for_computed_ones() -> None:
    random = np.random.default_rng(5)
    assert not is_analytic((random.normal(size=(256, 256)) * np.exp(random.normal(size=256))).astype(np.float32))
