# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The fixed-point test: a bound that holds, power where there is something, silence where there is nothing."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.numerics.fixed_points import fixed_points, log10_p
from bot.numerics.floats import Floats
from bot.numerics.rows import prepare, sign_codes, signs


def prepared(seed: int, rows: int = 32, columns: int = 512) -> Floats:
    found = prepare(np.random.default_rng(seed).normal(size=(rows, columns)).astype(np.float32))
    assert found is not None
    return found


@pytest.mark.parametrize("rows", [3, 5, 6])
@pytest.mark.parametrize("matches", [2, 3])
def test_the_bound_is_never_below_the_true_tail(rows: int, matches: int) -> None:
    """Every labelling counted: matches are the first rows, a hit is a label that stays."""
    tails = [sum(label == i for i, label in enumerate(order[:matches])) for order in permutations(range(rows))]
    for hits in range(1, matches + 1):
        true = sum(count >= hits for count in tails) / len(tails)
        assert log10_p(hits, matches, rows) >= math.log10(true) - 1e-9


def test_all_rows_at_home_is_one_in_n_factorial() -> None:
    assert log10_p(32, 32, 32) == pytest.approx(-math.log10(math.factorial(32)))


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="hits"):
        log10_p(3, 2, 32)


@given(st.integers(1, 32).flatmap(lambda rows: st.tuples(st.integers(0, rows), st.just(rows))))
def test_more_hits_are_never_less_telling(case: tuple[int, int]) -> None:
    matches, rows = case
    values = [log10_p(hits, matches, rows) for hits in range(matches + 1)]
    assert values == sorted(values, reverse=True)


def test_a_noisy_copy_is_found_against_signs_alone() -> None:
    one = prepared(1)
    noisy = prepare(one + np.random.default_rng(2).normal(size=one.shape, scale=float(one.std())).astype(np.float32))
    assert noisy is not None
    assert fixed_points(noisy, signs(sign_codes(one), 32, 512)).log10_p < -30


def test_shuffled_rows_of_the_same_model_have_few_fixed_points() -> None:
    """The price of exactness: whoever permutes neurons is not seen by this test, and not accused by it either."""
    one = prepared(1)
    order = np.roll(np.arange(32), 1)
    assert fixed_points(one[order], signs(sign_codes(one), 32, 512)).hits == 0


def test_labels_moved_on_are_the_control_that_the_test_has_in_itself() -> None:
    """Twelve rows at home, twenty at the next label's place."""
    one = prepared(1)
    order = [*range(12), *range(13, 32), 12]
    found = fixed_points(one[order], one)
    assert (found.hits, found.matches, found.astray) == (12, 32, 19)
    assert found.astray_log10_p < found.log10_p < -6


def test_what_is_at_home_leaves_nothing_for_its_control() -> None:
    found = fixed_points(prepared(1), prepared(1))
    assert (found.hits, found.astray, found.astray_log10_p) == (32, 0, 0.0)


@settings(max_examples=60)
@given(st.integers(0, 2**31), st.integers(0, 2**31))
def test_unrelated_blocks_stay_quiet(one: int, other: int) -> None:
    if one == other:
        return
    assert fixed_points(prepared(one), signs(sign_codes(prepared(other)), 32, 512)).log10_p > -6


def test_identical_rows_are_nobody_s_counterpart() -> None:
    """A tie would go to the lower label, which is the right one too often."""
    same = np.tile(prepared(1)[:1], (32, 1))
    assert fixed_points(same, same).hits == 0
