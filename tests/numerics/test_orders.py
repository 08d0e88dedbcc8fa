# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Exact tests for moved rows: the bounds hold for every order."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest

from bot.numerics.alignment import column_map, rotation
from bot.numerics.orders import agreeing, counterparts, in_order

RANDOM = np.random.default_rng(1)


@pytest.mark.parametrize("rows", [3, 5, 7])
def test_the_bound_for_runs_in_order_is_never_below_the_true_tail(rows: int) -> None:
    found = [in_order(np.array(order)) for order in permutations(range(rows))]
    for length in range(1, rows + 1):
        true = sum(each.hits >= length for each in found) / len(found)
        bound = next(each.log10_p for each in found if each.hits == length)
        assert bound >= math.log10(true) - 1e-9


@pytest.mark.parametrize("rows", [3, 5, 6])
def test_the_bound_for_agreements_is_never_below_the_true_tail(rows: int) -> None:
    one = np.arange(rows)
    found = [agreeing(one, np.array(order)) for order in permutations(range(rows))]
    for hits in range(1, rows + 1):
        matching = [each for each in found if each.hits == hits]
        true = sum(each.hits >= hits for each in found) / len(found)
        assert all(each.log10_p >= math.log10(true) - 1e-9 for each in matching)


def test_rows_without_a_counterpart_are_no_agreement() -> None:
    nothing = np.full(8, -1)
    assert (agreeing(nothing, nothing).hits, in_order(nothing).hits) == (0, 0)
    assert (agreeing(nothing, nothing).log10_p, in_order(nothing).log10_p) == (0.0, 0.0)


def test_counterparts_are_found_wherever_they_stand() -> None:
    reference = RANDOM.normal(size=(200, 64)).astype(np.float32)
    order = RANDOM.permutation(200)[:32]
    noisy = reference[order] + 0.1 * RANDOM.normal(size=(32, 64)).astype(np.float32)
    assert counterparts(noisy, reference).tolist() == order.tolist()


def test_a_rotation_is_recovered_from_a_few_tokens() -> None:
    basis = np.linalg.qr(RANDOM.normal(size=(64, 64)))[0]
    tokens = RANDOM.normal(size=(200, 64))
    found = rotation((tokens @ basis).astype(np.float32), tokens.astype(np.float32))
    assert np.allclose(basis @ found, np.eye(64), atol=1e-3)


def test_moved_and_flipped_columns_are_mapped() -> None:
    tokens = RANDOM.normal(size=(300, 64)).astype(np.float32)
    kept, flips = RANDOM.permutation(64)[:48], RANDOM.choice([-1.0, 1.0], 48)
    found = column_map((tokens[:, kept] * flips).astype(np.float32), tokens)
    assert found is not None
    assert (found[0].tolist(), found[1].tolist()) == (kept.tolist(), flips.tolist())


def test_unrelated_columns_are_not_mapped() -> None:
    one, other = RANDOM.normal(size=(2, 300, 64)).astype(np.float32)
    assert column_map(one, other) is None
