# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Ranks from a sketch."""

from __future__ import annotations

import numpy as np
import pytest

from bot.numerics.floats import Floats
from bot.numerics.sketches import RankSketch


def of_rank(rank: int, rows: int, columns: int, *, seed: int = 1) -> Floats:
    random = np.random.default_rng(seed)
    left, _ = np.linalg.qr(random.normal(size=(rows, rank)))
    right, _ = np.linalg.qr(random.normal(size=(columns, rank)))
    product: Floats = (left @ right.T).astype(np.float32)
    return product


def rank(matrix: Floats, *, at_once: int = 32, rounding: float = 0.0) -> int | None:
    sketch = RankSketch(*matrix.shape)
    for first in range(0, len(matrix), at_once):
        sketch.add(matrix[first : first + at_once])
    return sketch.rank(rounding)


@pytest.mark.parametrize("true", [1, 2, 4, 8, 16])
@pytest.mark.parametrize("shape", [(96, 2000), (500, 400), (6000, 128)])
def test_a_low_rank_is_found(true: int, shape: tuple[int, int]) -> None:
    assert rank(of_rank(true, *shape)) == true


@pytest.mark.parametrize("shape", [(128, 2000), (500, 400), (6000, 128)])
def test_full_rank_shows_as_the_largest_that_is_told(shape: tuple[int, int]) -> None:
    assert rank(np.random.default_rng(1).normal(size=shape).astype(np.float32)) == 64


def test_a_matrix_of_few_rows_has_no_more_rank_than_rows() -> None:
    assert rank(np.random.default_rng(1).normal(size=(8, 4000)).astype(np.float32)) == 8


def test_no_difference_has_no_rank() -> None:
    assert rank(np.zeros((50, 60), np.float32)) == 0


def test_rounding_does_not_hide_a_low_rank() -> None:
    noise = np.random.default_rng(2).normal(size=(800, 700)).astype(np.float32)
    noise *= np.float32(0.2 / np.linalg.norm(noise) * 2)
    matrix = of_rank(4, 800, 700) + noise
    assert (rank(matrix) or 0) > 32
    assert rank(matrix, rounding=float(np.linalg.norm(noise) ** 2)) == 4


def test_a_difference_no_larger_than_rounding_is_left_as_it_is() -> None:
    noise = np.random.default_rng(2).normal(size=(800, 700)).astype(np.float32)
    assert rank(noise, rounding=float(np.linalg.norm(noise) ** 2)) == 64


def test_numbers_that_are_too_large_have_no_rank() -> None:
    assert rank(np.full((50, 60), 3e38, np.float32)) is None
