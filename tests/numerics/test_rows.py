# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Preparing rows: what models share without being related falls away, and the order of rows never matters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.numerics.rows import (
    packed,
    prepare,
    row_correlations,
    row_digests,
    sign_codes,
    signs,
    takes_few_levels,
)

SEEDS = st.integers(0, 2**32 - 1)


def block(seed: int, rows: int = 32, columns: int = 64) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.random.default_rng(seed).standard_t(4, (rows, columns)).astype(np.float32)


@given(SEEDS)
def test_gains_and_offsets_of_channels_do_not_matter(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = block(seed)
    # Powers of two and small offsets: what is taken away exactly is not to be blurred by rounding.
    gains, offsets = 2.0 ** random.integers(-6, 6, 64), random.integers(-4, 4, 64)
    one, other = prepare(values), prepare(((values + offsets) * gains).astype(np.float32))
    assert one is not None
    assert other is not None
    assert np.allclose(one, other, atol=1e-4)


@given(SEEDS)
def test_permuting_rows_permutes_the_result(seed: int) -> None:
    values, order = block(seed), np.random.default_rng(seed).permutation(32)
    one, other = prepare(values), prepare(values[order])
    assert one is not None
    assert other is not None
    assert np.allclose(one[order], other, atol=1e-5)


@pytest.mark.parametrize(
    "values",
    [
        np.ones((32, 64), np.float32),
        np.tile(np.arange(64, dtype=np.float32), (32, 1)),
        np.zeros((32, 64), np.float32),
        np.ones((1, 64), np.float32),
        np.eye(32, 512, dtype=np.float32),
    ],
)
def test_uniform_blocks_are_not_compared(values: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> None:
    assert prepare(values) is None


@pytest.mark.parametrize("factor", [1e-38, 1e-30, 1e30, 1e37])
def test_extreme_magnitudes_neither_overflow_nor_vanish(factor: float) -> None:
    prepared = prepare((block(1).clip(-3, 3) * factor).astype(np.float32))
    assert prepared is not None
    assert np.allclose(np.linalg.norm(prepared, axis=1), 1, atol=1e-4)


def test_signs_come_back_from_their_bits() -> None:
    prepared = prepare(block(3, columns=61))
    assert prepared is not None
    assert np.array_equal(signs(sign_codes(prepared), 32, 61) > 0, prepared > 0)


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.7, 0.95, 0.995])
def test_correlation_is_recovered_from_signs(correlation: float) -> None:
    random = np.random.default_rng(5)
    one = random.normal(size=(32, 4096))
    other = correlation * one + (1 - correlation**2) ** 0.5 * random.normal(size=(32, 4096))
    bits = [packed(sign_codes(each.astype(np.float32)), 32) for each in (one, other)]
    assert float(np.median(row_correlations(bits[0], bits[1], 4096))) == pytest.approx(correlation, abs=0.02)


def test_padding_bits_never_count() -> None:
    bits = packed(sign_codes(block(7, columns=61)), 32)
    assert row_correlations(bits, bits, 61).tolist() == [1.0] * 32


def test_digests_tell_the_element_type_and_the_row() -> None:
    raw = bytes(range(64))
    halves, brains = row_digests(raw, 4, "F16"), row_digests(raw, 4, "BF16")
    assert len({*halves, *brains}) == 8
    assert row_digests(raw[16:32], 1, "F16") == halves[1:2]


@pytest.mark.parametrize("bits", [2, 3, 4])
def test_values_that_were_rounded_in_groups_are_recognised(bits: int) -> None:
    values = block(11, columns=256).reshape(-1, 32)
    scale = np.abs(values).max(axis=1, keepdims=True) / (2 ** (bits - 1))
    rounded = (np.round(values / scale) * scale).astype(np.float32).reshape(32, 256)
    assert takes_few_levels(rounded)
    assert not takes_few_levels(block(11, columns=256))


def test_values_that_were_rounded_to_eight_bits_are_recognised_in_long_rows() -> None:
    values = block(12, columns=2048)
    scale = np.abs(values).max(axis=1, keepdims=True) / 127
    assert takes_few_levels((np.round(values / scale) * scale).astype(np.float32))
    assert not takes_few_levels(values)
    assert not takes_few_levels((values.view(np.uint32) & 0xFFFF0000).view(np.float32))
