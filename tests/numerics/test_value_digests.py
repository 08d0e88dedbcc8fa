# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Digests of values in ascending order, and what chance gives."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.numerics.floats import Floats
from bot.numerics.value_digests import histogram_log10_p, ordered_digests, stored_digest


def weights(seed: int = 1, shape: tuple[int, ...] = (32, 64, 3)) -> Floats:
    values: Floats = np.random.default_rng(seed).normal(0, 0.05, shape).astype(np.float32)
    return values


@given(st.permutations(range(3)))
def test_no_order_of_the_axes_changes_them(axes: list[int]) -> None:
    moved = np.ascontiguousarray(weights().transpose(axes))
    assert ordered_digests(moved) == ordered_digests(weights())


def test_shuffled_channels_change_only_the_stored_order() -> None:
    shuffled = weights()[np.random.default_rng(2).permutation(32)]
    assert ordered_digests(shuffled) == ordered_digests(weights())
    assert stored_digest(shuffled) != stored_digest(weights())


def test_one_other_value_changes_them() -> None:
    other = weights()
    other[3, 5, 1] += 0.5
    assert not set(ordered_digests(other)) & set(ordered_digests(weights()))


def test_a_model_in_half_precision_has_the_rounded_digest_of_the_other() -> None:
    half = weights().astype(np.float16).astype(np.float32)
    exact, rounded, _ = ordered_digests(weights())
    assert ordered_digests(half)[0] != exact
    assert ordered_digests(half)[1] == rounded


def test_a_model_in_bfloat16_has_the_rounded_digest_of_the_other() -> None:
    bits = weights().view(np.uint32)
    brain = (((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16) << 16).view(np.float32)
    assert ordered_digests(brain)[2] == ordered_digests(weights())[2]


def test_minus_zero_is_zero() -> None:
    assert ordered_digests(np.array([-0.0, 1.0], np.float32)) == ordered_digests(np.array([0.0, 1.0], np.float32))


def test_no_distribution_gives_a_histogram_more_often_than_the_bound_says() -> None:
    values = np.array([0.0, 0.0, 1.0, 1.0, 2.0], np.float32)
    bound = histogram_log10_p(values)[0]

    def likelihood(shares: tuple[float, float, float]) -> float:
        return 30 * shares[0] ** 2 * shares[1] ** 2 * shares[2]

    grid = [each / 20 for each in range(21)]
    largest = max(likelihood((one, two, 1 - one - two)) for one, two in product(grid, grid) if one + two <= 1)
    assert bound == pytest.approx(math.log10(likelihood((0.4, 0.4, 0.2))))
    assert math.log10(largest) <= bound + 1e-9


def test_many_values_are_beyond_chance_and_never_below_that_of_a_digest() -> None:
    exact, half, brain = histogram_log10_p(weights())
    assert max(exact, half, brain) < -19
    assert min(exact, half, brain) == pytest.approx(-128 * math.log10(2))


def test_equal_values_are_no_evidence() -> None:
    assert histogram_log10_p(np.ones(5000, np.float32)) == (0.0, 0.0, 0.0)
