# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The null of the fixed-point test: exact where it can be counted, followed by unrelated blocks, refused where labels are shared."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from benchmarks.calibration.exact import expected_hits, hit_probabilities, kolmogorov_smirnov, transformed
from benchmarks.calibration.negatives import ROWS, as_references, compared, seeded, shuffled
from benchmarks.calibration.null import UNLUCKY, faint_relatives
from benchmarks.calibration.slices import Owned, pools, recipe
from benchmarks.calibration.slices import compared as compared_slices
from bot.numerics.fixed_points import fixed_points, log10_p


@pytest.mark.parametrize(("matches", "rows"), [(0, 3), (1, 4), (3, 3), (3, 5), (4, 6), (7, 7)])
def test_the_distribution_is_what_counting_all_labellings_gives(matches: int, rows: int) -> None:
    counts = [0] * (matches + 1)
    for order in permutations(range(rows)):
        counts[sum(label == place for place, label in enumerate(order[:matches]))] += 1
    total = sum(counts)
    assert [float(each) for each in hit_probabilities(matches, rows)] == [each / total for each in counts]


@pytest.mark.parametrize("matches", [0, 1, 20, 31, 32])
def test_chances_sum_to_one_and_the_reported_bound_is_never_below_their_tail(matches: int) -> None:
    chances = hit_probabilities(matches, 32)
    assert sum(chances) == 1
    for hits in range(1, matches + 1):
        assert float(sum(chances[hits:])) <= 10 ** log10_p(hits, matches, 32) * (1 + 1e-9)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="matches"):
        hit_probabilities(5, 4)


def test_unrelated_blocks_follow_the_exact_null() -> None:
    own, other = (seeded(150, seed=seed) for seed in (1, 2))
    table = compared(own, as_references(other))
    assert table.sum() == 22_500
    assert kolmogorov_smirnov(transformed(table, np.random.default_rng(4)))[1] > UNLUCKY


def test_relatives_under_labels_of_chance_follow_it_too() -> None:
    blocks = seeded(20, seed=1)
    copies = shuffled(blocks, 200, np.random.default_rng(3))
    tables = [compared(many, as_references([each])) for many, each in zip(copies, blocks, strict=True)]
    table = sum(tables, start=np.zeros_like(tables[0]))
    assert table[:, ROWS].sum() > 3000
    assert kolmogorov_smirnov(transformed(table, np.random.default_rng(4)))[1] > UNLUCKY


def test_a_null_that_does_not_hold_is_refused() -> None:
    """No pair of them says anything by itself; together they do."""
    table = faint_relatives(seeded(1000, seed=1), seeded(1000, seed=2))
    seen = np.argwhere(table).tolist()
    assert min(log10_p(hits, matches, ROWS) for hits, matches in seen) > -6
    assert kolmogorov_smirnov(transformed(table, np.random.default_rng(4)))[1] < UNLUCKY


def test_comparing_many_at_once_counts_as_the_program_does() -> None:
    own, other = seeded(6, seed=1), as_references(seeded(6, seed=2))
    other.append(as_references(own)[0])
    table = compared(own[1:], other)
    found = np.zeros_like(table)
    for block in own[1:]:
        for reference in other:
            one = fixed_points(block.rows, reference.rows)
            found[one.hits, one.matches] += 1
    np.testing.assert_array_equal(table, found)


def test_ties_of_signs_count_as_the_program_does() -> None:
    """Signs against signs take few values: whoever is as close to two rows matches neither."""
    own, other = as_references(seeded(12, seed=1)), as_references(seeded(12, seed=2))
    found = [fixed_points(one.rows, two.rows) for one in own for two in other]
    table = compared(own, other)
    assert table.sum(axis=0).tolist() == [sum(each.matches == count for each in found) for count in range(ROWS + 1)]
    assert sum(each.hits for each in found) == int((table.sum(axis=1) * np.arange(ROWS + 1)).sum())


def test_the_expected_counts_are_of_as_many_comparisons() -> None:
    table = compared(seeded(5, seed=1), as_references(seeded(5, seed=2)))
    assert sum(expected_hits(table).values()) == pytest.approx(25)


def test_slices_of_other_seeds_agree_no_more_often_than_their_bound_allows() -> None:
    found = pools(recipe(6))
    coarse = compared_slices(found, 1, telling=False)
    assert coarse["pairs"] > 10_000
    assert 0 < coarse["agree"] <= coarse["at_most"]
    assert compared_slices(found, 64, telling=True)["agree"] == 0


def test_slices_of_one_kernel_under_two_names_all_agree() -> None:
    (kernel,) = recipe(1)
    twice = [Owned(name, "kernel", kernel.values) for name in ("one", "two")]
    assert compared_slices(pools(twice), 64, telling=True)["agree"] == sum(kernel.values.shape)
