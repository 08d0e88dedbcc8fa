# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Slices of tensors, whatever each was multiplied with, and what chance gives."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.numerics.floats import Floats
from bot.numerics.scaled_slices import MOST_KEPT, histograms, log10_bounds, scaled_slices


def kernel(seed: int = 1, shape: tuple[int, ...] = (24, 8, 5, 5)) -> Floats:
    values: Floats = np.random.default_rng(seed).standard_t(6, shape).astype(np.float32)
    return values


def folded(values: Floats, axis: int = 0, seed: int = 2) -> Floats:
    """Every slice along the axis with a gain of its own, some of them negative."""
    shape = [-1 if each == axis else 1 for each in range(values.ndim)]
    gains = np.random.default_rng(seed).normal(0, 2, (values.shape[axis],)).reshape(shape)
    scaled: Floats = (values * gains).astype(np.float32)
    return scaled


@given(st.permutations(range(4)))
def test_the_channels_are_found_along_whatever_axis_they_lie(axes: list[int]) -> None:
    moved = np.ascontiguousarray(folded(kernel()).transpose(axes))
    own, other = scaled_slices(kernel())[0], scaled_slices(moved)[axes.index(0)]
    assert len(own.digests) == MOST_KEPT
    assert len({*own.digests} & {*other.digests}) >= MOST_KEPT - 2


def test_only_the_axis_that_was_scaled_stays() -> None:
    own, other = scaled_slices(kernel()), scaled_slices(folded(kernel(), axis=1))
    assert own[1] == other[1]
    assert not {*own[0].digests} & {*other[0].digests}


def test_the_order_of_the_channels_does_not_matter() -> None:
    shuffled = kernel()[np.random.default_rng(3).permutation(24)]
    assert scaled_slices(shuffled)[0] == scaled_slices(kernel())[0]


def test_kernels_of_another_training_have_no_slice_in_common() -> None:
    own, other = ({digest for axis in scaled_slices(kernel(seed)) for digest in axis.digests} for seed in (1, 4))
    assert own
    assert not own & other


def test_a_training_of_one_per_cent_changes_every_slice() -> None:
    trained = kernel() * (1 + 0.01 * kernel(5))
    assert not {*scaled_slices(trained)[0].digests} & {*scaled_slices(kernel())[0].digests}


def test_a_bound_is_that_of_the_likeliest_distribution_for_either_sign() -> None:
    counts = histograms(np.array([[4, 4, 0, 0, -4]], np.float32), steps=1)
    assert counts.tolist() == [[1, 2, 2]]
    assert log10_bounds(counts)[0] == pytest.approx(math.log10(2 * 30 * 0.4**2 * 0.4**2 * 0.2))


def test_a_slice_of_few_values_or_levels_is_not_kept() -> None:
    signs = np.sign(kernel())
    assert all(axis.digests == () for axis in scaled_slices(signs))
    assert scaled_slices(kernel(1, (512, 8)))[0].digests == ()


def test_slices_that_are_the_same_as_others_of_the_tensor_are_not_kept() -> None:
    """A kernel that begins as the same filter for every channel, as those that enlarge pictures do."""
    repeated = np.repeat(kernel(1, (1, 8, 16, 16)), 24, axis=0)
    assert scaled_slices(folded(repeated))[0].digests == ()


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_slices_of_zeros_and_of_what_is_no_number_are_left_out(value: float) -> None:
    values = kernel(1, (8, 8, 5, 5))
    values[3] = value
    assert len(scaled_slices(values)[0].digests) == 7


@pytest.mark.parametrize("scale", [1e-38, 1e37])
def test_very_small_and_very_large_values_are_read(scale: float) -> None:
    own = scaled_slices(kernel() * np.float32(scale))
    assert len(own[0].digests) == MOST_KEPT


def test_an_empty_tensor_has_no_slices() -> None:
    assert all(axis.digests == () for axis in scaled_slices(np.zeros((8, 0), np.float32)))
